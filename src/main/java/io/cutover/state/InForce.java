package io.cutover.state;

import io.cutover.metric.StateMetrics;
import java.util.ArrayList;
import java.util.List;
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
  private volatile CutoverState state;

  InForce(CutoverState state, StateMetrics metrics) {
    this.state = state;
    this.metrics = metrics;
  }

  CutoverState state() {
    return state;
  }

  /** Shows the series of exactly these routes. */
  void configure(Set<String> routes) {
    metrics.routes(routes);
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

  /** Counts what was rolled back. */
  void count(Change change, Outcome.Applied applied) {
    if (change instanceof Change.Plan plan) {
      countGate(plan, applied);
    }
    if (change instanceof Change.Rollback rollback) {
      for (String name : rollback.routes()) {
        RouteState after = applied.after().routes().get(name);
        if (after != null && !after.equals(applied.before().routes().get(name))) {
          metrics.rolledBackByOperator(name);
        }
      }
    }
  }

  private void countGate(Change.Plan plan, Outcome.Applied applied) {
    RouteState after = applied.after().routes().get(plan.route());
    if (plan.latched() && after != null && after.latch() != null) {
      metrics.rolledBackByGate(plan.route());
    }
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
    state
        .routes()
        .forEach((name, route) -> metrics.route(name, route.share(), route.latch() != null));
  }
}
