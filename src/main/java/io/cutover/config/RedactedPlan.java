package io.cutover.config;

import io.cutover.config.PlanConfig.Allowed;
import io.cutover.config.PlanConfig.Gate;
import io.cutover.config.PlanConfig.Step;
import io.cutover.config.PlanConfig.Window;
import io.cutover.split.Signal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A plan as {@link Redacted} shows it. */
final class RedactedPlan {
  private RedactedPlan() {}

  static Tree all(Map<String, PlanConfig> plans) {
    Tree tree = new Tree();
    new TreeMap<>(plans).forEach((name, plan) -> tree.put(name, of(plan)));
    return tree;
  }

  private static Tree of(PlanConfig plan) {
    Tree tree = new Tree();
    tree.put("steps", plan.steps().stream().map(RedactedPlan::step).toList());
    tree.put("hold", plan.hold() == null ? "manual" : Texts.duration(plan.hold()));
    if (plan.deadline() != null) {
      tree.put("deadline", Texts.duration(plan.deadline()));
    }
    tree.put("onDeadline", Texts.word(plan.onDeadline()));
    tree.put("bake", Texts.duration(plan.bake()));
    tree.put("gate", gate(plan.gate()));
    tree.put("onApplicationBreach", plan.maxReturned() == 0 ? "ignore" : "return");
    tree.put("maxReturned", plan.maxReturned());
    tree.put("onBreach", Texts.word(plan.onBreach()));
    tree.put("maxBlocked", number(100 * plan.maxBlocked()) + "%");
    Window window = plan.window();
    if (window != null) {
      List<String> days =
          window.days().stream()
              .sorted()
              .map(day -> day.name().substring(0, 3).toLowerCase(Locale.ROOT))
              .toList();
      tree.put(
          "window",
          new Tree()
              .with("days", days)
              .with("from", window.from().toString())
              .with("to", window.to().toString())
              .with("zone", window.zone().toString()));
    }
    return tree;
  }

  private static Object step(Step step) {
    return step.cohort() != null
        ? new Tree().with("cohort", step.cohort())
        : String.valueOf(step.share());
  }

  private static Tree gate(Gate gate) {
    Tree signals = new Tree();
    for (Signal signal : Signal.values()) {
      Allowed allowed = gate.limits().get(signal);
      if (signal == Signal.SHADOW) {
        continue;
      }
      if (allowed == null) {
        signals.put(signal.label(), "ignore");
        continue;
      }
      Tree one = new Tree().with("worseThanOldBy", number(100 * allowed.worseBy()) + "pt");
      if (!Double.isNaN(allowed.max())) {
        one.put("max", number(100 * allowed.max()) + "%");
      }
      signals.put(signal.label(), one);
    }
    signals.put("dryRun", gate.dryRun().stream().map(Signal::label).sorted().toList());
    return new Tree()
        .with("minRequests", gate.minRequests())
        .with("tooFew", new Tree().with("extend", gate.extend()).with("then", "pause"))
        .with("confidence", number(100 * gate.confidence()) + "%")
        .with("strict", gate.strict())
        .with("verified", gate.verified())
        .with(
            "slow",
            new Tree()
                .with("aboveOldQuantile", number(100 * gate.slowQuantile()) + "%")
                .with("tolerance", Texts.duration(gate.slowTolerance())))
        .with("signals", signals);
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value)
        .setScale(4, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
