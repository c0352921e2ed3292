package io.cutover.state;

import io.cutover.metric.StateMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state that requests are decided by in this replica, and all who are told of it.
 *
 * <p>Read by any thread; changed under its keeper's lock, so that everybody is told in order.
 */
final class InForce {
  private static final Logger log = LoggerFactory.getLogger(InForce.class);

  private final StateMetrics metrics;
  private final List<Consumer<CutoverState>> listeners = new ArrayList<>();
  private Map<String, String> keys = Map.of();
  private volatile CutoverState state;

  InForce(CutoverState state, StateMetrics metrics) {
    this.state = state;
    this.metrics = metrics;
  }

  CutoverState state() {
    return state;
  }

  /**
   * Shows the series of exactly these routes.
   *
   * @param keys by the name of a route: what its state goes by
   */
  void configure(Map<String, String> keys) {
    this.keys = Map.copyOf(keys);
    metrics.routes(keys.keySet());
    show();
  }

  /** Tells of the state now and from now on. */
  void listen(Consumer<CutoverState> listener) {
    listeners.add(listener);
    listener.accept(state);
  }

  /** Puts a state in force; where it differs in more than its audit, everybody is told. */
  void bring(CutoverState next) {
    boolean differs = !next.withAuditHead("").equals(state.withAuditHead(""));
    state = next;
    if (differs) {
      show();
      listeners.forEach(this::tell);
    }
  }

  /** Counts what was rolled back, and by what. */
  void count(Change change, Outcome.Applied applied) {
    switch (change) {
      case Change.Rollback rollback -> count(rollback.routes(), "operator", applied);
      case Change.EndLease end -> count(Set.of(end.route()), "lease", applied);
      case Change.Plan plan -> {
        RouteState after = applied.after().routes().get(plan.route());
        if (plan.latched() && after != null && after.latch() != null) {
          count(Set.of(plan.route()), "gate", applied);
        }
      }
      default -> {}
    }
  }

  private void count(Set<String> rolledBack, String cause, Outcome.Applied applied) {
    keys.forEach(
        (name, key) -> {
          RouteState after = applied.after().routes().get(key);
          if (rolledBack.contains(key)
              && after != null
              && !after.equals(applied.before().routes().get(key))) {
            metrics.rolledBack(name, cause);
          }
        });
  }

  private void tell(Consumer<CutoverState> listener) {
    try {
      listener.accept(state);
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("a listener of the state failed; the state stands");
    }
  }

  private void show() {
    metrics.revision(state.revision());
    metrics.switchAt(state.switchState().position());
    keys.forEach(
        (name, key) -> {
          RouteState route = state.routes().get(key);
          if (route != null) {
            metrics.route(name, route.share(), route.latch() != null);
          }
        });
  }
}
