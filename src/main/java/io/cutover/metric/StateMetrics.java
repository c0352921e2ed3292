package io.cutover.metric;

import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The series of the state that replicas agree on and of its store.
 *
 * <p>Written by one thread at a time; read by any. Without exemplars: these are no samples of
 * requests, and the library's part that makes exemplars is not on board.
 */
public final class StateMetrics {
  private static final List<String> CAUSES = List.of("operator", "gate", "application", "lease");

  private final Gauge revision;
  private final Gauge storeUp;
  private final Gauge switchPosition;
  private final Gauge latched;
  private final Gauge share;
  private final Counter rollbacks;
  private Set<String> routes = Set.of();

  public StateMetrics(PrometheusRegistry registry) {
    revision =
        Gauge.builder()
            .withoutExemplars()
            .name("cutover_state_revision")
            .help("Revision of the state in force in this replica.")
            .withoutExemplars()
            .register(registry);
    storeUp =
        Gauge.builder()
            .withoutExemplars()
            .name("cutover_store_up")
            .help("Whether the last write to the state's store succeeded (1) or not (0).")
            .withoutExemplars()
            .register(registry);
    switchPosition =
        Gauge.builder()
            .withoutExemplars()
            .name("cutover_switch")
            .help("The global switch: 1 for the position in force.")
            .labelNames("platform")
            .withoutExemplars()
            .register(registry);
    latched =
        Gauge.builder()
            .withoutExemplars()
            .name("cutover_latched")
            .help(
                "Whether the route is latched: nothing raises its share until a person clears it.")
            .labelNames("route")
            .withoutExemplars()
            .register(registry);
    share =
        Gauge.builder()
            .withoutExemplars()
            .name("cutover_share_ratio")
            .help("The share asked for: the part of the keys that goes to the new platform.")
            .labelNames("route")
            .withoutExemplars()
            .register(registry);
    rollbacks =
        Counter.builder()
            .withoutExemplars()
            .name("cutover_rollbacks_total")
            .help("Rollbacks of the route, by what asked for them.")
            .labelNames("route", "cause")
            .withoutExemplars()
            .register(registry);
    switchAt(SwitchPosition.AUTO);
  }

  /** Shows exactly these routes: new ones at 0, and no longer those that left. */
  public void routes(Set<String> names) {
    for (String gone : routes) {
      if (!names.contains(gone)) {
        latched.remove(gone);
        share.remove(gone);
        CAUSES.forEach(cause -> rollbacks.remove(gone, cause));
      }
    }
    for (String name : names) {
      latched.initLabelValues(name);
      share.initLabelValues(name);
      CAUSES.forEach(cause -> rollbacks.initLabelValues(name, cause));
    }
    routes = Set.copyOf(new HashSet<>(names));
  }

  /** Notes the revision in force. */
  public void revision(long inForce) {
    revision.set(inForce);
  }

  /** Notes whether the store takes what is written to it. */
  public void storeUp(boolean up) {
    storeUp.set(up ? 1 : 0);
  }

  /** Notes where the switch stands. */
  public void switchAt(SwitchPosition inForce) {
    for (SwitchPosition position : SwitchPosition.values()) {
      switchPosition.labelValues(position.label()).set(position == inForce ? 1 : 0);
    }
  }

  /** Notes what is in force for a route; one that is not shown is left out. */
  public void route(String name, Share inForce, boolean isLatched) {
    if (routes.contains(name)) {
      share.labelValues(name).set(inForce.ratio());
      latched.labelValues(name).set(isLatched ? 1 : 0);
    }
  }

  /**
   * Counts a rollback; one of a route that is not shown is left out.
   *
   * @param cause one of {@code operator gate application lease}
   */
  public void rolledBack(String name, String cause) {
    if (routes.contains(name)) {
      rollbacks.labelValues(name, cause).inc();
    }
  }
}
