package io.cutover.admin;

import io.cutover.decide.Decisions;
import io.cutover.decide.Live;
import io.cutover.ledger.Outcomes;
import io.cutover.metric.Metrics;
import io.cutover.plan.Plans;
import io.cutover.state.CutoverState;
import io.cutover.state.Outcome;
import io.cutover.state.RouteState;
import io.cutover.state.StateKeeper;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the operators' API needs of the rest of the gateway.
 *
 * @param replica this process's name, as receipts show it
 * @param routes the names of the configuration in force, in its order
 * @param config the configuration in force, with every secret redacted already
 * @param nanos monotonic
 * @param applications null: it has none
 * @param key what a route's state goes by: its group, its former name or its own
 * @param live what requests use
 * @param decisions that were made of late
 * @param outcomes what became of each application's requests
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
    @Nullable ApplicationRooms applications,
    UnaryOperator<String> key,
    Supplier<Live> live,
    Decisions decisions,
    Outcomes outcomes) {

  /** Returns an outcome that speaks of a route by its name, and not by its group or former name. */
  Outcome named(Outcome outcome, String name) {
    return switch (outcome) {
      case Outcome.Conflict(var refusal) -> new Outcome.Conflict(refusal.words(name));
      case Outcome.Stale(_, var actual, var since) ->
          new Outcome.Stale("route " + name, actual, since);
      case Outcome.UnknownRoute _ -> new Outcome.UnknownRoute(name);
      case Outcome.Applied _, Outcome.Unchanged _, Outcome.ReasonNeeded _, Outcome.StoreAway _ ->
          outcome;
    };
  }

  /** Returns an outcome that speaks of whatever route it is of by a name that commands take. */
  Outcome named(Outcome outcome) {
    if (!(outcome instanceof Outcome.Conflict(var refusal)) || refusal.route() == null) {
      return outcome;
    }
    return routes.get().stream()
        .filter(name -> key.apply(name).equals(refusal.route()))
        .findFirst()
        .map(name -> named(outcome, name))
        .orElse(outcome);
  }

  /** Returns the other routes that have one state with a route: a group's, moved as one. */
  List<String> together(String name) {
    return routes.get().stream()
        .filter(other -> !other.equals(name) && key.apply(other).equals(key.apply(name)))
        .toList();
  }

  /** Returns what replicas agree on about a configured route; null: there is none. */
  @Nullable RouteState route(CutoverState now, String name) {
    // One that left the configuration keeps its state, but is no route any more.
    return routes.get().contains(name) ? now.routes().get(key.apply(name)) : null;
  }
}
