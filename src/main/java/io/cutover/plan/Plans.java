package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.ledger.Outcomes;
import io.cutover.metric.PlanMetrics;
import io.cutover.plan.Controller.Answer;
import io.cutover.plan.Controller.Command;
import io.cutover.plan.Controller.Judgement;
import io.cutover.plan.Controller.Sight;
import io.cutover.split.SwitchPosition;
import io.cutover.state.Actor;
import io.cutover.state.CutoverState;
import io.cutover.state.Outcome;
import io.cutover.state.PlanRun;
import io.cutover.state.PlanRun.Phase;
import io.cutover.state.RouteState;
import io.cutover.state.StateKeeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plans of all routes at work: looks every few seconds at what was counted, asks the gate and
 * the controller, and changes the state.
 *
 * <p>Thread-safe, for virtual threads: a change may wait for the store. Held time is counted by the
 * monotonic clock, between two ticks of this process, and never more than {@link #LONGEST_TICK} at
 * once: what a restart, a sleep or a jump of the clock takes is not time held.
 */
public final class Plans {
  /** Between two looks. */
  public static final Duration PERIOD = Duration.ofSeconds(2);

  private static final Duration LONGEST_TICK = Duration.ofSeconds(10);

  /** Held time is stored this often in a step, and not more often than every half minute. */
  private static final int STORED_PER_HOLD = 10;

  private static final Duration STORED_AT_MOST = Duration.ofSeconds(30);

  private final StateKeeper state;
  private final PlanMetrics metrics;
  private final Supplier<Map<String, Planned>> planned;
  private final BooleanSupplier oldIsDown;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Memory memory;
  private final Acts acts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, AtWork> atWork = new HashMap<>();
  private long lastTick;

  /**
   * What there is to be seen of a route's plan.
   *
   * @param run null: there has been none
   * @param plan as it is configured; null: it is not any more
   * @param evidence by route, of all routes that the plan moves
   */
  public record View(
      @Nullable PlanRun run,
      @Nullable PlanConfig plan,
      Verdict verdict,
      Map<String, List<Evidence>> evidence) {}

  /**
   * Begins without looking.
   *
   * @param planned of the configuration in force, by what the state of a route goes by: its group,
   *     its former name or its own
   * @param oldIsDown whether the old platform is known to be down
   */
  public Plans(
      StateKeeper state,
      Outcomes outcomes,
      PlanMetrics metrics,
      Supplier<Map<String, Planned>> planned,
      BooleanSupplier oldIsDown,
      InstantSource clock,
      LongSupplier nanos) {
    this.state = state;
    this.metrics = metrics;
    this.planned = planned;
    this.oldIsDown = oldIsDown;
    this.clock = clock;
    this.nanos = nanos;
    this.lastTick = nanos.getAsLong();
    this.memory = new Memory(outcomes, lastTick);
    this.acts = new Acts(state);
  }

  /** Looks at every route; to be called every {@link #PERIOD}. */
  public void tick() {
    lock.lock();
    try {
      long now = nanos.getAsLong();
      Duration elapsed = Duration.ofNanos(now - lastTick);
      lastTick = now;
      if (elapsed.compareTo(LONGEST_TICK) > 0) {
        elapsed = LONGEST_TICK;
      }
      CutoverState current = state.current();
      Map<String, Planned> all = planned.get();
      memory.tick(now);
      for (Map.Entry<String, Planned> each : all.entrySet()) {
        RouteState route = current.routes().get(each.getKey());
        if (route != null) {
          memory.hear(each.getValue(), route);
          tick(each.getKey(), each.getValue(), route, current, elapsed, now);
        }
      }
      atWork.keySet().retainAll(all.keySet());
      show(all);
    } finally {
      lock.unlock();
    }
  }

  private void tick(
      String key,
      Planned moves,
      RouteState route,
      CutoverState current,
      Duration elapsed,
      long now) {
    PlanRun run = route.running();
    if (run == null) {
      AtWork ended = atWork.get(key);
      if (ended != null && route.plan() != null) {
        // What was seen last stays to be read; it is never judged again.
        ended.stored = route.plan();
        ended.live = route.plan();
      }
      return;
    }
    PlanConfig plan = moves.plans().get(run.plan());
    if (plan == null) {
      acts.answer(key, run, Controller.tick(run, route.share(), null, nothing(elapsed)));
      return;
    }
    AtWork work = watched(key, moves, route, run, plan, now);
    if (work == null) {
      return;
    }
    AtWork.Seen seen = work.look(moves, plan, route.share(), memory, clock.instant(), now);
    Judge.Done done = seen.done();
    Verdict voided = voided(work, moves, route, current);
    work.verdict =
        voided == null || done.judgement() != Judgement.NOTHING ? done.verdict() : voided;
    boolean counts =
        current.switchState().position() == SwitchPosition.AUTO && arrived(moves, route);
    PlanConfig.Window window = plan.window();
    Sight sight =
        new Sight(
            counts ? elapsed : Duration.ZERO,
            work.verdict,
            done.judgement(),
            done.back(),
            oldIsDown.getAsBoolean(),
            window == null || window.isOpen(clock.instant()),
            work.live.phase() == Phase.RUNNING && seen.empty());
    Answer answer = Controller.tick(work.live, route.share(), plan, sight);
    if (done.judgement() == Judgement.RETURN && answer instanceof Answer.Moves) {
      work.without(seen.route(), done);
      metrics.returned(seen.route(), done.back().size());
    }
    if (answer instanceof Answer.Waits waits) {
      work.live = waits.run();
      if (worthStoring(work, plan)) {
        acts.act(
            key, route, new Answer.Moves("held", work.live, route.share(), false, false, Set.of()));
      }
    } else {
      acts.answer(key, work.stored, answer);
    }
  }

  private static Sight nothing(Duration elapsed) {
    return new Sight(
        elapsed, new Verdict.Unknown(""), Judgement.NOTHING, Set.of(), false, true, false);
  }

  /** Returns why nothing that was seen says that the step may pass; null: it may say so. */
  private static @Nullable Verdict voided(
      AtWork work, Planned moves, RouteState route, CutoverState current) {
    SwitchPosition position = current.switchState().position();
    if (position != SwitchPosition.AUTO) {
      return new Verdict.Unknown("the switch stands on " + position.label());
    }
    return arrived(moves, route)
        ? work.voided(moves)
        : new Verdict.Unknown("the step's share has not reached every replica yet");
  }

  /** Whether every replica decides by what the route's state is now: until then no time counts. */
  private static boolean arrived(Planned moves, RouteState route) {
    return moves.members().stream()
        .allMatch(member -> member.traffic().revision() >= route.revision());
  }

  /** Returns what watches the step in force; null: its evidence begins anew first. */
  private @Nullable AtWork watched(
      String key, Planned moves, RouteState route, PlanRun run, PlanConfig plan, long now) {
    AtWork work = atWork.get(key);
    if (work != null && work.watches(moves, run, route.share())) {
      if (!run.equals(work.stored)) {
        work.stored = run;
        work.live = run;
      }
      return work;
    }
    boolean restarted = work == null ? !run.held().isZero() : work.isOfOtherRoutes(moves, run);
    if (restarted) {
      acts.act(
          key,
          route,
          new Answer.Moves("restart", run.anew(), route.share(), false, false, Set.of()));
      RouteState after = state.current().routes().get(key);
      PlanRun anew = after == null ? null : after.running();
      if (anew == null || anew.equals(run)) {
        return null;
      }
      run = anew;
    }
    work = AtWork.begin(work, moves, plan, run, route.share(), memory, now);
    atWork.put(key, work);
    return work;
  }

  private static boolean worthStoring(AtWork work, PlanConfig plan) {
    Duration whole =
        work.live.phase() == Phase.BAKING || plan.hold() == null ? plan.bake() : plan.hold();
    Duration every = whole.dividedBy(STORED_PER_HOLD);
    every = every.compareTo(STORED_AT_MOST) < 0 ? STORED_AT_MOST : every;
    return work.live.held().minus(work.stored.held()).compareTo(every) >= 0
        || work.live.waited().minus(work.stored.waited()).compareTo(every) >= 0;
  }

  /**
   * Carries a person's command out, for all routes of the route's group.
   *
   * @param name of a route
   * @param named the plan that was named; null: the route's own
   * @param expected the route's revision as the caller saw it; null: whatever it is
   */
  public Outcome command(
      String name,
      Command command,
      @Nullable String named,
      Actor actor,
      @Nullable String reason,
      @Nullable Long expected) {
    lock.lock();
    try {
      String key = key(name);
      Planned moves = planned.get().get(key);
      RouteState route = state.current().routes().get(key);
      if (moves == null || route == null) {
        return new Outcome.UnknownRoute(name);
      }
      PlanRun stored = route.plan();
      AtWork work = atWork.get(key);
      boolean known = work != null && stored != null && stored.equals(work.stored);
      PlanRun run = known && work != null ? work.live : stored;
      PlanRun running = route.running();
      PlanConfig plan =
          moves.plan(
              command instanceof Command.Start ? named : running == null ? null : running.plan());
      Verdict verdict = known && work != null ? work.verdict : AtWork.NOTHING_YET;
      return switch (Controller.command(name, run, route.share(), plan, verdict, command)) {
        case Answer.Moves move ->
            state.apply(Acts.change(key, stored, move), actor, reason, expected);
        case Answer.Refused refused -> new Outcome.Conflict(refused.detail());
        case Answer.Same _, Answer.Waits _ ->
            new Outcome.Unchanged(route.change(), state.current(), true);
      };
    } finally {
      lock.unlock();
    }
  }

  /** Returns what the state of a route goes by. */
  private String key(String route) {
    return planned.get().entrySet().stream()
        .filter(each -> each.getValue().routes().contains(route))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(route);
  }

  /** Returns what is known of a route's plan. */
  public View view(String name) {
    lock.lock();
    try {
      String key = key(name);
      RouteState route = state.current().routes().get(key);
      PlanRun run = route == null ? null : route.plan();
      Planned moves = planned.get().get(key);
      AtWork work = atWork.get(key);
      if (run == null || moves == null) {
        return new View(null, null, new Verdict.Unknown("there is no plan"), Map.of());
      }
      PlanConfig plan = moves.plans().get(run.plan());
      if (work == null || !work.live.started().equals(run.started())) {
        return new View(run, plan, AtWork.NOTHING_YET, Map.of());
      }
      return new View(run.equals(work.stored) ? work.live : run, plan, work.verdict, work.evidence);
    } finally {
      lock.unlock();
    }
  }

  private void show(Map<String, Planned> all) {
    Set<String> names = new HashSet<>();
    all.values().forEach(each -> names.addAll(each.routes()));
    metrics.routes(names);
    all.forEach(
        (key, moves) -> {
          RouteState route = state.current().routes().get(key);
          PlanRun run = route == null ? null : route.plan();
          String phase = run == null ? Phase.IDLE.label() : run.phase().label();
          int step = run == null || !run.phase().unfinished() ? 0 : run.step() + 1;
          moves.routes().forEach(name -> metrics.plan(name, phase, step));
          AtWork work = atWork.get(key);
          if (work != null) {
            work.evidence.forEach(
                (name, evidence) ->
                    evidence.forEach(
                        one -> metrics.verdict(name, one.signal().label(), one.verdict().label())));
          }
        });
  }
}
