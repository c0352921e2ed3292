package io.cutover.metric;

import io.cutover.split.Signal;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The series of plans and their gates. Written by one thread; read by any. */
public final class PlanMetrics {
  private static final List<String> STATES =
      List.of("idle", "running", "holding", "paused", "rolledBack", "baking", "complete");
  private static final List<String> VERDICTS = List.of("pass", "breach", "too_few", "unknown");

  private final Gauge step;
  private final Gauge state;
  private final Gauge verdict;
  private final Counter returned;
  private Set<String> routes = Set.of();

  public PlanMetrics(PrometheusRegistry registry) {
    step =
        gauge("cutover_plan_step", "Step of the route's plan, from 1; 0: none is under way.")
            .labelNames("route")
            .register(registry);
    state =
        gauge("cutover_plan_state", "State of the route's plan: 1 for the one that it is in.")
            .labelNames("route", "state")
            .register(registry);
    verdict =
        gauge("cutover_gate_verdict", "What the step shows of a signal: 1 for its verdict.")
            .labelNames("route", "signal", "verdict")
            .register(registry);
    returned =
        Counter.builder()
            .withoutExemplars()
            .name("cutover_returned_total")
            .help("Applications that went back to the old platform alone.")
            .labelNames("route")
            .register(registry);
  }

  private static Gauge.Builder gauge(String name, String help) {
    return Gauge.builder().withoutExemplars().name(name).help(help);
  }

  /** Shows exactly these routes: new ones at 0, and no longer those that left. */
  public void routes(Set<String> names) {
    if (names.equals(routes)) {
      return;
    }
    for (String gone : routes) {
      if (!names.contains(gone)) {
        step.remove(gone);
        returned.remove(gone);
        STATES.forEach(each -> state.remove(gone, each));
        for (Signal signal : Signal.values()) {
          VERDICTS.forEach(each -> verdict.remove(gone, signal.label(), each));
        }
      }
    }
    for (String name : names) {
      step.initLabelValues(name);
      returned.initLabelValues(name);
      STATES.forEach(each -> state.initLabelValues(name, each));
      for (Signal signal : Signal.values()) {
        VERDICTS.forEach(each -> verdict.initLabelValues(name, signal.label(), each));
      }
    }
    routes = Set.copyOf(new HashSet<>(names));
  }

  /** Notes where a route's plan stands. */
  public void plan(String route, String inState, int atStep) {
    step.labelValues(route).set(atStep);
    STATES.forEach(each -> state.labelValues(route, each).set(each.equals(inState) ? 1 : 0));
  }

  /** Notes what a signal shows. */
  public void verdict(String route, String signal, String now) {
    VERDICTS.forEach(
        each -> verdict.labelValues(route, signal, each).set(each.equals(now) ? 1 : 0));
  }

  /** Counts applications that went back alone. */
  public void returned(String route, int applications) {
    returned.labelValues(route).inc(applications);
  }
}
