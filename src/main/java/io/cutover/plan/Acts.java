package io.cutover.plan;

import io.cutover.plan.Controller.Answer;
import io.cutover.state.Actor;
import io.cutover.state.Change;
import io.cutover.state.Outcome;
import io.cutover.state.PlanRun;
import io.cutover.state.RouteState;
import io.cutover.state.StateKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Puts into the state what the controller decided. For virtual threads: the store may be slow. */
final class Acts {
  private static final Logger log = LoggerFactory.getLogger(Acts.class);

  private final StateKeeper state;

  Acts(StateKeeper state) {
    this.state = state;
  }

  /** Does what was answered of a run, if the route's is still that one. */
  void answer(String key, PlanRun before, Answer answer) {
    RouteState route = state.current().routes().get(key);
    if (route != null && before.equals(route.plan()) && answer instanceof Answer.Moves moves) {
      act(key, route, moves);
    }
  }

  /** Moves a run on, by the gate's own name. */
  void act(String key, RouteState route, Answer.Moves moves) {
    Outcome outcome =
        state.apply(
            change(key, route.plan(), moves),
            new Actor("gate", "plan " + moves.run().plan()),
            moves.run().note(),
            null);
    if (outcome instanceof Outcome.Applied) {
      log.atLevel(level(moves))
          .addKeyValue("route", key)
          .addKeyValue("plan", moves.run().plan())
          .addKeyValue("state", moves.run().phase().label())
          .addKeyValue("share", moves.share())
          .log("plan {}: {}", moves.verb(), moves.run().note());
    } else {
      log.atWarn()
          .addKeyValue("route", key)
          .addKeyValue("outcome", outcome)
          .log("the plan holds: its next move could not be stored, and is tried again");
    }
  }

  private static Level level(Answer.Moves moves) {
    if (moves.latched() || !moves.back().isEmpty() || moves.verb().equals("pause")) {
      return Level.WARN;
    }
    return moves.verb().equals("held") ? Level.DEBUG : Level.INFO;
  }

  static Change.Plan change(String key, @Nullable PlanRun before, Answer.Moves moves) {
    return new Change.Plan(
        key,
        moves.verb(),
        before,
        moves.run(),
        moves.share(),
        moves.latched(),
        moves.home(),
        moves.back());
  }
}
