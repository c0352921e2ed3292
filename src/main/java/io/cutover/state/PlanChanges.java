package io.cutover.state;

import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.state.PlanRun.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What changes do to a route's plan run; pure. */
final class PlanChanges {
  /** How long a latch of the gate cools down, doubled for each one before. */
  private static final Duration COOLING = Duration.ofMinutes(30);

  private static final int MOST_DOUBLINGS = 6;

  private PlanChanges() {}

  static Outcome apply(CutoverState state, Change.Plan plan, Changes.Stamp stamp) {
    RouteState route = state.routes().get(plan.route());
    if (route == null) {
      return new Outcome.UnknownRoute(plan.route());
    }
    if (!Objects.equals(route.plan(), plan.before())) {
      return new Outcome.Conflict(new Refusal.PlanMovedOn(plan.route(), route.plan()));
    }
    Latch latch = route.latch();
    boolean raises = plan.share().compareTo(route.share()) > 0 || plan.after().phase().unfinished();
    if (latch != null && raises) {
      return new Outcome.Conflict(new Refusal.Latched(plan.route(), latch, route.share()));
    }
    Map<String, Pin> pins = new TreeMap<>(route.pins());
    plan.back().forEach(name -> pins.put(name, new Pin(Platform.OLD, null, Actor.GATEWAY.name())));
    RouteState after = route.withShare(plan.share()).withPlan(plan.after()).withPins(pins);
    if (plan.home()) {
      after = after.withHome(Platform.NEW);
    }
    if (plan.latched() && latch == null) {
      Latch now = stamp.latch(Latch.GATE);
      int before = Math.clamp(plan.after().rollbacks() - 1, 0, MOST_DOUBLINGS);
      after =
          after.withLatch(
              new Latch(
                  now.since(),
                  now.by(),
                  now.cause(),
                  now.reason(),
                  stamp.at().plus(COOLING.multipliedBy(1L << before)),
                  Extra.NONE));
    }
    return Changes.changed(state, Map.of(plan.route(), after), stamp);
  }

  /** Whether the plan moves applications that it did not move before, or its end turned home. */
  static boolean raises(RouteState before, RouteState after) {
    PlanRun was = before.running();
    PlanRun is = after.running();
    List<String> moved = was == null ? List.of() : was.cohorts();
    boolean home = before.home() == Platform.OLD && after.home() == Platform.NEW;
    return home || (is != null && !moved.containsAll(is.cohorts()));
  }

  /** A share that a person, or the file, lowers during a plan pauses it. */
  static RouteState byHand(RouteState after, RouteState before) {
    PlanRun run = before.running();
    if (run == null || after.share().compareTo(before.share()) >= 0) {
      return after;
    }
    String why =
        "the share was lowered by hand from %s to %s".formatted(before.share(), after.share());
    return after.withPlan(run.as(Phase.PAUSED, why));
  }

  /** A rollback by a person ends the plan. */
  static RouteState ended(RouteState route, Actor actor) {
    PlanRun run = route.running();
    if (run == null) {
      return route;
    }
    return route.withPlan(run.rolledBack(false, "rolled back by " + actor.name()));
  }

  /** A latch is lifted: a plan that was rolled back is over. */
  static RouteState cleared(RouteState route) {
    PlanRun run = route.plan();
    RouteState free = route.withLatch(null);
    return run == null || run.phase() != Phase.ROLLED_BACK
        ? free
        : free.withPlan(run.as(Phase.IDLE, run.note()));
  }

  static String said(PlanRun run) {
    return "%s, %s at step %d".formatted(run.plan(), run.phase().label(), run.step() + 1);
  }

  static String text(Duration duration) {
    return duration.toMinutes() < 1
        ? Math.max(1, duration.toSeconds()) + " s"
        : (duration.toSeconds() + 59) / 60 + " min";
  }
}
