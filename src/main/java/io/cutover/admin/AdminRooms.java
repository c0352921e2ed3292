package io.cutover.admin;

import io.cutover.metric.Metrics;
import io.cutover.plan.Plans;
import io.cutover.state.StateKeeper;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the operators' API needs of the rest of the gateway.
 *
 * @param replica this process's name, as receipts show it
 * @param routes the names of the configuration in force, in its order
 * @param config the configuration in force, with every secret redacted already
 * @param nanos monotonic
 * @param applications null: it has none
 */
public record AdminRooms(
    String replica,
    StateKeeper state,
    Plans plans,
    Metrics metrics,
    Supplier<List<String>> routes,
    Supplier<Readiness> readiness,
    Reload reload,
    Supplier<Map<String, Object>> config,
    InstantSource clock,
    LongSupplier nanos,
    @Nullable ApplicationRooms applications) {

  /** Makes those of a gateway without applications. */
  public AdminRooms(
      String replica,
      StateKeeper state,
      Plans plans,
      Metrics metrics,
      Supplier<List<String>> routes,
      Supplier<Readiness> readiness,
      Reload reload,
      Supplier<Map<String, Object>> config,
      InstantSource clock,
      LongSupplier nanos) {
    this(replica, state, plans, metrics, routes, readiness, reload, config, clock, nanos, null);
  }
}
