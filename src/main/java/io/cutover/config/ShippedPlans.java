package io.cutover.config;

import io.cutover.config.PlanConfig.Allowed;
import io.cutover.config.PlanConfig.Gate;
import io.cutover.config.PlanConfig.OnBreach;
import io.cutover.config.PlanConfig.OnDeadline;
import io.cutover.config.PlanConfig.Step;
import io.cutover.split.Share;
import io.cutover.split.Signal;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans that are there without being written down; a file may give their names other meanings. */
final class ShippedPlans {
  /** 15 minutes and 500 requests a step, in working cohorts first: a morning, then a day's bake. */
  private static final PlanConfig CAREFUL =
      plan(
          "careful",
          List.of(
              "cohort internal", "cohort pilot", "1%", "5%", "10%", "25%", "50%", "75%", "100%"),
          Duration.ofMinutes(15),
          Duration.ofHours(24),
          gate(500, 3, 0.005, 0.02));

  /** For what is proven elsewhere, or easily undone: half an hour. */
  private static final PlanConfig QUICK =
      plan(
          "quick",
          List.of("5%", "25%", "100%"),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          gate(200, 3, 0.01, 0.05));

  /**
   * For a few requests an hour: steps of a day, and evidence that a few dozen requests can give.
   */
  private static final PlanConfig LOW_TRAFFIC =
      plan(
          "low-traffic",
          List.of("10%", "50%", "100%"),
          Duration.ofDays(1),
          Duration.ofDays(7),
          gate(30, 7, 0.02, 0.10));

  private ShippedPlans() {}

  static List<PlanConfig> all() {
    return List.of(CAREFUL, QUICK, LOW_TRAFFIC);
  }

  private static PlanConfig plan(
      String name, List<String> steps, Duration hold, Duration bake, Gate gate) {
    return new PlanConfig(
        name,
        steps.stream().map(ShippedPlans::step).toList(),
        hold,
        null,
        OnDeadline.PAUSE,
        bake,
        gate,
        3,
        OnBreach.ROLLBACK,
        0.01,
        null);
  }

  private static Step step(String text) {
    return text.startsWith("cohort ")
        ? new Step(null, text.substring("cohort ".length()))
        : new Step(Share.parse(text), null);
  }

  private static Gate gate(int minRequests, int extend, double worseBy, double max) {
    Map<Signal, Allowed> limits = new EnumMap<>(Signal.class);
    Arrays.stream(Signal.values())
        .filter(signal -> signal != Signal.SHADOW)
        .forEach(signal -> limits.put(signal, new Allowed(worseBy, max)));
    limits.put(Signal.SLOW, new Allowed(0.05, Double.NaN));
    return new Gate(
        minRequests, extend, 0.99, false, false, 0.95, Duration.ofMillis(50), limits, Set.of());
  }
}
