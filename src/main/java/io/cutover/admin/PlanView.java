package io.cutover.admin;

import io.cutover.config.PlanConfig;
import io.cutover.plan.Evidence;
import io.cutover.plan.Plans;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A route's plan as operators see it, in JSON's terms. */
final class PlanView {
  private PlanView() {}

  /** Returns the few words that stand in a route. */
  static Map<String, @Nullable Object> brief(@Nullable PlanRun run) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("state", run == null ? "idle" : run.phase().label());
    if (run != null) {
      view.put("plan", run.plan());
      view.put("step", run.step() + 1);
      view.put("note", run.note());
    }
    return view;
  }

  static Map<String, @Nullable Object> of(Plans.View seen, Share share) {
    PlanRun run = seen.run();
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("state", run == null ? "idle" : run.phase().label());
    view.put("step", run == null ? null : step(run, seen.plan(), share));
    if (run == null) {
      return view;
    }
    view.put("plan", run.plan());
    view.put("note", run.note());
    view.put("held", text(run.held()));
    PlanConfig plan = seen.plan();
    Duration hold = plan == null ? null : plan.hold();
    view.put("hold", plan == null ? null : hold == null ? "manual" : text(hold));
    view.put(
        "steps",
        plan == null ? null : plan.steps().stream().map(PlanConfig.Step::toString).toList());
    view.put("extended", run.extended());
    view.put("returned", run.returned());
    view.put("started", run.started().toString());
    view.put("by", run.by());
    view.put("verdict", Map.of("verdict", seen.verdict().label(), "words", seen.verdict().words()));
    view.put(
        "evidence",
        seen.evidence().entrySet().stream()
            .flatMap(each -> each.getValue().stream().map(one -> evidence(each.getKey(), one)))
            .toList());
    return view;
  }

  private static Map<String, @Nullable Object> step(
      PlanRun run, @Nullable PlanConfig plan, Share share) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("index", run.step());
    view.put("share", share.toString());
    if (plan != null) {
      view.put("of", plan.steps().size());
      view.put(
          "what",
          run.step() < plan.steps().size() ? plan.steps().get(run.step()).toString() : "bake");
    }
    return view;
  }

  private static Map<String, @Nullable Object> evidence(String route, Evidence one) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("route", route);
    view.put("signal", one.signal().label());
    view.put("verdict", one.verdict().label());
    view.put("requests", one.requests());
    view.put("failures", one.failures());
    view.put("rate", ratio(one.rate()));
    view.put("atLeast", ratio(one.atLeast()));
    view.put("oldRequests", one.oldRequests());
    view.put("oldRate", ratio(one.oldRate()));
    view.put("allowed", ratio(one.allowed()));
    view.put("rule", one.rule());
    view.put("dryRun", one.dryRun());
    view.put("words", one.words());
    return view;
  }

  private static @Nullable BigDecimal ratio(double rate) {
    return Double.isNaN(rate)
        ? null
        : BigDecimal.valueOf(rate).setScale(6, RoundingMode.HALF_UP).stripTrailingZeros();
  }

  /** Writes a duration as the configuration does. */
  private static String text(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds % 3600 == 0 && seconds > 0
        ? seconds / 3600 + "h"
        : seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
