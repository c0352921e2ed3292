package io.cutover.plan;

import io.cutover.config.PlanConfig;
import org.jspecify.annotations.Nullable;

/**
 * What is allowed of one signal. Rates are of requests: 0.005 is half a point.
 *
 * @param worseBy by how much the new platform may be worse than the old one
 * @param max what it may never be above; {@link Double#NaN}: no such limit
 * @param dryRun whether it is recorded and never decides
 */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal, as the counters have them
record Limit(double worseBy, double max, boolean dryRun) {
  /** Returns a gate's limits by signal; null: not judged. */
  static @Nullable Limit[] of(PlanConfig.Gate gate) {
    @Nullable Limit[] limits = new Limit[Look.SIGNALS];
    gate.limits()
        .forEach(
            (signal, allowed) ->
                limits[signal.ordinal()] =
                    new Limit(allowed.worseBy(), allowed.max(), gate.dryRun().contains(signal)));
    return limits;
  }
}
