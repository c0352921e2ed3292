package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.config.PlanConfig.Window;
import io.cutover.ledger.Outcomes;
import io.cutover.metric.PlanMetrics;
import io.cutover.plan.Controller.Answer;
import io.cutover.plan.Controller.Command;
import io.cutover.plan.Controller.Judgement;
import io.cutover.plan.Controller.Sight;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import io.cutover.state.Actor;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import io.cutover.state.Outcome;
import io.cutover.state.PlanRun;
import io.cutover.state.PlanRun.Phase;
import io.cutover.state.RouteState;
import io.cutover.state.StateKeeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger log = LoggerFactory.getLogger(Plans.class);
  private static final Duration LONGEST_TICK = Duration.ofSeconds(10);
  private static final long QUARTER = Duration.ofMinutes(15).toNanos();

  /** Held time is stored this often in a step, and not more often than every half minute. */
  private static final int STORED_PER_HOLD = 10;

  private static final Duration STORED_AT_MOST = Duration.ofSeconds(30);

  private final StateKeeper state;
  private final Outcomes outcomes;
  private final PlanMetrics metrics;
  private final Supplier<Map<String, Routed>> routes;
  private final BooleanSupplier oldIsDown;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, AtWork> atWork = new HashMap<>();
  private final Map<String, Quarters> quarters = new HashMap<>();
  private long lastTick;
  private long lastQuarter;

  /**
   * A route as the configuration has it.
   *
   * @param named the plan that it names; null: none
   * @param plans all that there are, by name
   */
  public record Routed(@Nullable String named, Map<String, PlanConfig> plans, Subjects subjects) {}

  /**
   * What there is to be seen of a route's plan.
   *
   * @param run null: there has been none
   * @param plan as it is configured; null: it is not any more
   */
  public record View(
      @Nullable PlanRun run, @Nullable PlanConfig plan, Verdict verdict, List<Evidence> evidence) {}

  private static final class AtWork {
    private final Watch watch;
    private PlanRun stored;
    private PlanRun live;
    private List<Evidence> evidence = List.of();
    private Verdict verdict = new Verdict.Unknown("nothing was looked at yet");

    private AtWork(Watch watch, PlanRun run) {
      this.watch = watch;
      this.stored = run;
      this.live = run;
    }
  }

  /**
   * Begins without looking.
   *
   * @param routes of the configuration in force, by name
   * @param oldIsDown whether the old platform is known to be down
   */
  public Plans(
      StateKeeper state,
      Outcomes outcomes,
      PlanMetrics metrics,
      Supplier<Map<String, Routed>> routes,
      BooleanSupplier oldIsDown,
      InstantSource clock,
      LongSupplier nanos) {
    this.state = state;
    this.outcomes = outcomes;
    this.metrics = metrics;
    this.routes = routes;
    this.oldIsDown = oldIsDown;
    this.clock = clock;
    this.nanos = nanos;
    this.lastTick = nanos.getAsLong();
    this.lastQuarter = lastTick;
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
      Map<String, Routed> all = routes.get();
      boolean quarter = now - lastQuarter >= QUARTER;
      lastQuarter = quarter ? now : lastQuarter;
      for (Map.Entry<String, Routed> each : all.entrySet()) {
        RouteState route = current.routes().get(each.getKey());
        if (route != null) {
          remember(each.getKey(), each.getValue(), route, quarter);
          tick(each.getKey(), each.getValue(), route, current, elapsed, now);
        }
      }
      atWork.keySet().retainAll(all.keySet());
      show(all);
    } finally {
      lock.unlock();
    }
  }

  private void remember(String name, Routed routed, RouteState route, boolean quarter) {
    boolean wanted = routed.named() != null || route.running() != null;
    if (wanted && (quarter || !quarters.containsKey(name))) {
      Quarters memory = quarters.computeIfAbsent(name, _ -> new Quarters());
      List<Outcomes.Entry> entries = outcomes.of(name);
      PlanConfig plan = planOf(routed, route.plan(), null);
      memory.hear(
          entries,
          plan == null
              ? Integer.MAX_VALUE
              : Counts.slowFrom(entries, plan.gate().slowQuantile(), plan.gate().slowTolerance()));
    }
  }

  private void tick(
      String name,
      Routed routed,
      RouteState route,
      CutoverState current,
      Duration elapsed,
      long now) {
    PlanRun run = route.running();
    if (run == null) {
      AtWork ended = atWork.get(name);
      if (ended != null && route.plan() != null) {
        // What was seen last stays to be read; it is never judged again.
        ended.stored = route.plan();
        ended.live = route.plan();
      }
      return;
    }
    PlanConfig plan = routed.plans().get(run.plan());
    if (plan == null) {
      answer(name, run, Controller.tick(run, route.share(), null, nothing(elapsed)));
      return;
    }
    List<Outcomes.Entry> entries = outcomes.of(name);
    AtWork work = watched(name, routed, route, run, plan, entries, now);
    if (work == null) {
      return;
    }
    work.watch.look(entries, now);
    Finding finding =
        work.watch.find(
            plan.maxReturned() == 0 ? -1 : Math.max(0, plan.maxReturned() - run.returned()));
    work.evidence = work.watch.evidence(plan);
    Judge.Done done = Judge.of(finding, work.watch::names, work.evidence);
    boolean auto = current.switchState().position() == SwitchPosition.AUTO;
    work.verdict =
        auto || done.judgement() != Judgement.NOTHING
            ? done.verdict()
            : new Verdict.Unknown(
                "the switch stands on " + current.switchState().position().label());
    Sight sight =
        new Sight(
            auto ? elapsed : Duration.ZERO,
            work.verdict,
            done.judgement(),
            done.back(),
            oldIsDown.getAsBoolean(),
            isOpen(plan.window(), clock.instant()),
            work.live.phase() == Phase.RUNNING && empty(routed, plan, run, route, entries));
    Answer answer = Controller.tick(work.live, route.share(), plan, sight);
    if (done.judgement() == Judgement.RETURN && answer instanceof Answer.Moves) {
      work.watch.without(done.places());
      metrics.returned(name, done.back().size());
    }
    if (answer instanceof Answer.Waits waits) {
      work.live = waits.run();
      if (worthStoring(work, plan)) {
        change(
            name,
            route,
            new Answer.Moves("held", work.live, route.share(), false, false, Set.of()));
      }
    } else {
      answer(name, work.stored, answer);
    }
  }

  private static Sight nothing(Duration elapsed) {
    return new Sight(
        elapsed, new Verdict.Unknown(""), Judgement.NOTHING, Set.of(), false, true, false);
  }

  /** Returns what watches the step in force; null: its evidence begins anew first. */
  private @Nullable AtWork watched(
      String name,
      Routed routed,
      RouteState route,
      PlanRun run,
      PlanConfig plan,
      List<Outcomes.Entry> entries,
      long now) {
    AtWork work = atWork.get(name);
    if (work != null && work.watch.watches(run, route.share())) {
      if (!run.equals(work.stored)) {
        work.stored = run;
        work.live = run;
      }
      return work;
    }
    boolean restarted = work == null && !run.held().isZero();
    if (restarted) {
      change(
          name,
          route,
          new Answer.Moves("restart", run.anew(), route.share(), false, false, Set.of()));
      RouteState after = state.current().routes().get(name);
      PlanRun anew = after == null ? null : after.running();
      if (anew == null || anew.equals(run)) {
        return null;
      }
      run = anew;
    }
    boolean fresh = !restarted && (work == null || work.live.beginnings() == run.beginnings());
    Watch watch =
        new Watch(
            plan,
            run,
            route.share(),
            fresh,
            routed.subjects(),
            entries,
            quarters.computeIfAbsent(name, _ -> new Quarters()),
            now);
    work = new AtWork(watch, run);
    atWork.put(name, work);
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

  /** Whether the step in force moves nobody who was seen in the last day, others having been. */
  private boolean empty(
      Routed routed, PlanConfig plan, PlanRun run, RouteState route, List<Outcomes.Entry> entries) {
    Subjects subjects = routed.subjects();
    // Where a person ends each step, none passes by itself.
    if (plan.hold() == null || subjects.split() || run.step() >= plan.steps().size()) {
      return false;
    }
    long judged = 0;
    Instant yesterday = clock.instant().minus(Duration.ofDays(1));
    PlanConfig.Step step = plan.steps().get(run.step());
    Share before = Share.NONE;
    for (int i = 0; i < run.step(); i++) {
      Share share = plan.steps().get(i).share();
      before = share == null ? before : share;
    }
    Set<String> cohorts = Set.copyOf(run.cohorts());
    for (Outcomes.Entry entry : entries) {
      judged += entry.lastDay().judged();
      if (entry.lastSeen().isBefore(yesterday)) {
        continue;
      }
      var who = entry.key().who();
      boolean moves =
          step.cohort() != null
              ? subjects.moved(who, Share.NONE, Set.of(step.cohort()))
              : !subjects.exact(who)
                  || (subjects.moved(who, route.share(), cohorts)
                      && !subjects.moved(who, before, cohorts));
      if (moves) {
        return false;
      }
    }
    return step.cohort() != null || judged >= plan.gate().minRequests();
  }

  static boolean isOpen(@Nullable Window window, Instant now) {
    if (window == null) {
      return true;
    }
    ZonedDateTime there = now.atZone(window.zone());
    LocalTime time = there.toLocalTime();
    boolean spans = window.to().compareTo(window.from()) <= 0;
    boolean inTime =
        spans
            ? !time.isBefore(window.from()) || time.isBefore(window.to())
            : !time.isBefore(window.from()) && time.isBefore(window.to());
    // After midnight it is still the window of the day before.
    var day =
        spans && time.isBefore(window.to())
            ? there.minusDays(1).getDayOfWeek()
            : there.getDayOfWeek();
    return inTime && window.days().contains(day);
  }

  private void answer(String name, PlanRun before, Answer answer) {
    RouteState route = state.current().routes().get(name);
    if (route == null || !before.equals(route.plan())) {
      return;
    }
    if (answer instanceof Answer.Moves moves) {
      change(name, route, moves);
    }
  }

  private void change(String name, RouteState route, Answer.Moves moves) {
    Outcome outcome =
        state.apply(
            new Change.Plan(
                name,
                moves.verb(),
                route.plan(),
                moves.run(),
                moves.share(),
                moves.latched(),
                moves.home(),
                moves.back()),
            new Actor("gate", "plan " + moves.run().plan()),
            moves.run().note(),
            null);
    if (outcome instanceof Outcome.Applied) {
      var event =
          moves.latched() || !moves.back().isEmpty() || moves.verb().equals("pause")
              ? log.atWarn()
              : moves.verb().equals("held") ? log.atDebug() : log.atInfo();
      event
          .addKeyValue("route", name)
          .addKeyValue("plan", moves.run().plan())
          .addKeyValue("state", moves.run().phase().label())
          .addKeyValue("share", moves.share())
          .log("plan {}: {}", moves.verb(), moves.run().note());
    } else {
      log.atWarn()
          .addKeyValue("route", name)
          .addKeyValue("outcome", outcome)
          .log("the plan holds: its next move could not be stored, and is tried again");
    }
  }

  /**
   * Carries a person's command out.
   *
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
      Routed routed = routes.get().get(name);
      RouteState route = state.current().routes().get(name);
      if (routed == null || route == null) {
        return new Outcome.UnknownRoute(name);
      }
      PlanRun stored = route.plan();
      AtWork work = atWork.get(name);
      boolean known = work != null && stored != null && stored.equals(work.stored);
      PlanRun run = known && work != null ? work.live : stored;
      PlanConfig plan =
          command instanceof Command.Start
              ? planOf(routed, null, named)
              : planOf(routed, route.running(), null);
      Verdict verdict =
          known && work != null ? work.verdict : new Verdict.Unknown("nothing was looked at yet");
      return switch (Controller.command(name, run, route.share(), plan, verdict, command)) {
        case Answer.Moves moves ->
            state.apply(
                new Change.Plan(
                    name,
                    moves.verb(),
                    stored,
                    moves.run(),
                    moves.share(),
                    moves.latched(),
                    moves.home(),
                    moves.back()),
                actor,
                reason,
                expected);
        case Answer.Refused refused -> new Outcome.Conflict(refused.detail());
        case Answer.Same _, Answer.Waits _ ->
            new Outcome.Unchanged(route.change(), state.current(), true);
      };
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable PlanConfig planOf(
      Routed routed, @Nullable PlanRun run, @Nullable String named) {
    String name = run != null ? run.plan() : named != null ? named : routed.named();
    return name == null ? null : routed.plans().get(name);
  }

  /** Returns what is known of a route's plan. */
  public View view(String name) {
    lock.lock();
    try {
      RouteState route = state.current().routes().get(name);
      PlanRun run = route == null ? null : route.plan();
      Routed routed = routes.get().get(name);
      AtWork work = atWork.get(name);
      if (run == null || routed == null) {
        return new View(null, null, new Verdict.Unknown("there is no plan"), List.of());
      }
      PlanConfig plan = routed.plans().get(run.plan());
      if (work == null || !work.live.started().equals(run.started())) {
        return new View(run, plan, new Verdict.Unknown("nothing was looked at yet"), List.of());
      }
      return new View(run.equals(work.stored) ? work.live : run, plan, work.verdict, work.evidence);
    } finally {
      lock.unlock();
    }
  }

  private void show(Map<String, Routed> all) {
    metrics.routes(all.keySet());
    for (String name : all.keySet()) {
      RouteState route = state.current().routes().get(name);
      PlanRun run = route == null ? null : route.plan();
      metrics.plan(
          name,
          run == null ? Phase.IDLE.label() : run.phase().label(),
          run == null || !run.phase().unfinished() ? 0 : run.step() + 1);
      AtWork work = atWork.get(name);
      if (work != null) {
        work.evidence.forEach(
            one -> metrics.verdict(name, one.signal().label(), one.verdict().label()));
      }
    }
  }
}
