package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.config.PlanConfig.OnBreach;
import io.cutover.config.PlanConfig.OnDeadline;
import io.cutover.config.PlanConfig.Step;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;
import io.cutover.state.PlanRun.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plan run becomes, of a command or of the clock: a pure function.
 *
 * <p>By itself it raises only along a plan that a person started; to lower it needs nobody. It
 * rolls back in every unfinished state, also while it waits for a person, but never onto a platform
 * that is known to be down.
 */
public final class Controller {
  private Controller() {}

  /** What a person asks for. {@code rollback} and {@code clear} are changes of their own. */
  public sealed interface Command {
    /**
     * Starts a plan.
     *
     * @param from the share to begin at; null: at the first step that raises
     */
    record Start(@Nullable Share from, String by, Instant at) implements Command {}

    record Pause() implements Command {}

    record Resume() implements Command {}

    /**
     * Ends the hold.
     *
     * @param force whether too few requests, or nothing to compare with, may be overridden
     */
    record Advance(boolean force) implements Command {}

    record Abort() implements Command {}

    record Stop() implements Command {}

    /**
     * 100 % now, then the bake.
     *
     * @param blocked the part of the last requests that could not move
     */
    record Complete(double blocked) implements Command {}
  }

  /**
   * What there is to be seen at a tick.
   *
   * @param elapsed since the last one, in which this process led and requests were decided by share
   * @param back names of the applications that go back alone, if that is what was found
   * @param returnable whether these can be pinned at all
   * @param emptyStep whether the step in force moves nobody who was seen in the last day
   */
  public record Sight(
      Duration elapsed,
      Verdict verdict,
      Judgement judgement,
      Set<String> back,
      boolean oldIsDown,
      boolean windowIsOpen,
      boolean emptyStep) {}

  /** What the statistics ask to be done. */
  public enum Judgement {
    NOTHING,
    ROLL_BACK,
    RETURN,
    BOTH_BAD
  }

  /** What comes of it. */
  public sealed interface Answer {
    /**
     * The run moves on.
     *
     * @param verb for the audit
     */
    record Moves(
        String verb, PlanRun run, Share share, boolean latched, boolean home, Set<String> back)
        implements Answer {}

    /** Time went by and nothing else. */
    record Waits(PlanRun run) implements Answer {}

    /** It can not be: answered 409. */
    record Refused(String detail) implements Answer {}

    /** There is nothing to do. */
    record Same() implements Answer {}
  }

  /** Answers a command. */
  public static Answer command(
      String route,
      @Nullable PlanRun run,
      Share share,
      @Nullable PlanConfig plan,
      Verdict verdict,
      Command command) {
    boolean unfinished = run != null && run.phase().unfinished();
    if (command instanceof Command.Start start) {
      return start(route, run, share, plan, start);
    }
    if (!unfinished || run == null) {
      return new Answer.Refused(
          "route %s has no plan under way%s; start one: cutover plan start %s --reason …"
              .formatted(
                  route,
                  run == null ? "" : " (the last one is " + run.phase().label() + ")",
                  route));
    }
    return switch (command) {
      case Command.Start _ -> new Answer.Same();
      case Command.Pause _ ->
          run.phase() == Phase.PAUSED
              ? new Answer.Same()
              : moves("pause", run.as(Phase.PAUSED, "paused by hand"), share);
      case Command.Resume _ -> resume(route, run, share, plan);
      case Command.Advance advance -> advance(route, run, share, plan, verdict, advance.force());
      case Command.Abort _ ->
          moves("abort", run.as(Phase.IDLE, "aborted by hand").withCohorts(List.of()), Share.NONE);
      case Command.Stop _ ->
          moves("stop", run.as(Phase.IDLE, "stopped by hand").withCohorts(List.of()), share);
      case Command.Complete complete -> complete(route, run, plan, verdict, complete.blocked());
    };
  }

  private static Answer moves(String verb, PlanRun run, Share share) {
    return new Answer.Moves(verb, run, share, false, false, Set.of());
  }

  private static Answer start(
      String route,
      @Nullable PlanRun run,
      Share share,
      @Nullable PlanConfig plan,
      Command.Start start) {
    if (run != null && run.phase().unfinished()) {
      return new Answer.Refused(
          "route %s has a plan under way, %s in state %s; end it first: cutover plan stop %s --reason …"
              .formatted(route, run.plan(), run.phase().label(), route));
    }
    if (plan == null) {
      return new Answer.Refused(
          "route %s names no plan; name one: cutover plan start %s --plan careful --reason …"
              .formatted(route, route));
    }
    Share from = start.from();
    List<Step> steps = plan.steps();
    for (int i = 0; i < steps.size(); i++) {
      Share step = steps.get(i).share();
      boolean begins =
          step == null
              ? from == null && share.equals(Share.NONE)
              : step.compareTo(share) > 0 && (from == null || step.compareTo(from) >= 0);
      if (begins) {
        PlanRun begun = PlanRun.begin(plan.name(), i, run, start.at(), start.by());
        return entered(begun, share, plan, "start", "started at " + steps.get(i));
      }
    }
    return new Answer.Refused(
        "no step of plan %s raises route %s above %s%s; see its steps, or set the share itself: cutover share %s …"
            .formatted(
                plan.name(), route, share, from == null ? "" : " from " + from + " on", route));
  }

  /** Puts the run's step in force. */
  private static Answer entered(
      PlanRun run, Share share, PlanConfig plan, String verb, String why) {
    Step step = plan.steps().get(run.step());
    if (step.share() != null) {
      return moves(verb, run.as(Phase.RUNNING, why), step.share());
    }
    List<String> cohorts = new ArrayList<>(run.cohorts());
    cohorts.add(String.valueOf(step.cohort()));
    return moves(verb, run.withCohorts(cohorts).as(Phase.RUNNING, why), share);
  }

  private static Answer resume(String route, PlanRun run, Share share, @Nullable PlanConfig plan) {
    if (run.phase() != Phase.PAUSED) {
      return new Answer.Refused(
          "the plan of route %s is not paused but %s; to end its hold: cutover plan advance %s --reason …"
              .formatted(route, run.phase().label(), route));
    }
    if (plan == null) {
      return gone(route, run);
    }
    boolean baking = run.step() >= plan.steps().size();
    PlanRun again = run.at(run.step(), Phase.RUNNING, "resumed: its evidence begins anew").anew();
    if (baking) {
      return moves("resume", again.as(Phase.BAKING, again.note()), share);
    }
    // What was lowered by hand is raised to the step again.
    return entered(again, share, plan, "resume", again.note());
  }

  private static Answer gone(String route, PlanRun run) {
    return new Answer.Refused(
        "plan %s is no longer in the configuration; put it back, or end the run: cutover plan stop %s --reason …"
            .formatted(run.plan(), route));
  }

  private static Answer advance(
      String route,
      PlanRun run,
      Share share,
      @Nullable PlanConfig plan,
      Verdict verdict,
      boolean force) {
    if (plan == null) {
      return gone(route, run);
    }
    if (run.phase() == Phase.PAUSED) {
      return new Answer.Refused(
          "the plan of route %s is paused (%s); resume it first: cutover plan resume %s --reason …"
              .formatted(route, run.note(), route));
    }
    return switch (verdict) {
      case Verdict.Breach breach ->
          new Answer.Refused(
              "the gate of route %s is breached: %s; nothing overrides that"
                  .formatted(route, breach.words()));
      case Verdict.Pass _ -> next(run, share, plan, "advance", "advanced by hand");
      case Verdict.TooFew _, Verdict.Unknown _ ->
          force
              ? next(run, share, plan, "advance", "advanced by force: " + verdict.words())
              : new Answer.Refused(
                  "the gate of route %s can not say yet: %s; wait, or as an admin: cutover plan advance %s --force --reason …"
                      .formatted(route, verdict.words(), route));
    };
  }

  private static Answer complete(
      String route, PlanRun run, @Nullable PlanConfig plan, Verdict verdict, double blocked) {
    if (plan == null) {
      return gone(route, run);
    }
    if (verdict instanceof Verdict.Breach breach) {
      return new Answer.Refused(
          "the gate of route %s is breached: %s; nothing overrides that"
              .formatted(route, breach.words()));
    }
    if (blocked > plan.maxBlocked()) {
      return new Answer.Refused(
          "%s of the requests of route %s can not move, more than %s; see by cause: cutover routes %s"
              .formatted(
                  Evidence.percent(blocked), route, Evidence.percent(plan.maxBlocked()), route));
    }
    if (run.phase() == Phase.BAKING) {
      return new Answer.Same();
    }
    PlanRun baking = run.at(plan.steps().size(), Phase.BAKING, "completed by hand: baking").anew();
    return moves("complete", baking, Share.ALL);
  }

  /** Enters the next step, the bake, or the end. */
  private static Answer next(PlanRun run, Share share, PlanConfig plan, String verb, String why) {
    if (run.phase() == Phase.BAKING) {
      return new Answer.Moves(
          "home",
          run.as(Phase.COMPLETE, "baked: the new platform is the route's home")
              .withCohorts(List.of()),
          share,
          false,
          true,
          Set.of());
    }
    int step = run.step() + 1;
    if (step < plan.steps().size()) {
      PlanRun entering = run.at(step, Phase.RUNNING, why);
      return entered(entering, share, plan, verb, why + ", now " + plan.steps().get(step));
    }
    return share.equals(Share.ALL)
        ? moves(verb, run.at(step, Phase.BAKING, why + ", baking"), share)
        : moves(
            verb,
            run.at(run.step(), Phase.COMPLETE, why + ", ends at " + share).withCohorts(List.of()),
            share);
  }

  /** Answers the clock. Only who leads asks. */
  public static Answer tick(PlanRun run, Share share, @Nullable PlanConfig plan, Sight sight) {
    if (!run.phase().unfinished()) {
      return new Answer.Same();
    }
    if (plan == null || run.step() > plan.steps().size()) {
      return pause(run, share, "plan " + run.plan() + " is no longer what it was when it started");
    }
    return switch (sight.judgement()) {
      case ROLL_BACK -> breached(run, share, plan, sight);
      case RETURN ->
          new Answer.Moves(
              "return",
              run.returning(sight.back().size(), sight.verdict().words()),
              share,
              false,
              false,
              sight.back());
      case BOTH_BAD -> pause(run, share, sight.verdict().words());
      case NOTHING -> onward(run, share, plan, sight);
    };
  }

  private static Answer pause(PlanRun run, Share share, String why) {
    return run.phase() == Phase.PAUSED
        ? new Answer.Same()
        : moves("pause", run.as(Phase.PAUSED, why), share);
  }

  private static Answer breached(PlanRun run, Share share, PlanConfig plan, Sight sight) {
    String why = sight.verdict().words();
    if (sight.oldIsDown()) {
      return pause(
          run, share, "breached, but the old platform is down, so nothing goes back: " + why);
    }
    if (plan.onBreach() == OnBreach.PAUSE) {
      return pause(run, share, "breached: " + why);
    }
    return new Answer.Moves(
        "rollback", run.rolledBack(true, why), Share.NONE, true, false, Set.of());
  }

  private static Answer onward(PlanRun run, Share share, PlanConfig plan, Sight sight) {
    return switch (run.phase()) {
      case RUNNING -> running(run, share, plan, sight);
      case HOLDING -> holding(run, share, plan, sight);
      case PAUSED -> waiting(run, share, plan, sight);
      case BAKING -> {
        PlanRun later = run.after(run.held().plus(sight.elapsed()), Duration.ZERO);
        yield later.held().compareTo(plan.bake()) >= 0
            ? next(later, share, plan, "bake", "baked")
            : new Answer.Waits(later);
      }
      case IDLE, ROLLED_BACK, COMPLETE -> new Answer.Same();
    };
  }

  private static Answer running(PlanRun run, Share share, PlanConfig plan, Sight sight) {
    PlanRun later = run.after(run.held().plus(sight.elapsed()), Duration.ZERO);
    if (sight.emptyStep()) {
      return sight.windowIsOpen()
          ? next(
              later,
              share,
              plan,
              "step",
              plan.steps().get(run.step()) + " moved nobody who was seen in the last day")
          : new Answer.Waits(later);
    }
    if (plan.hold() == null) {
      return moves("hold", later.as(Phase.HOLDING, "waits for a person"), share);
    }
    if (later.held().compareTo(plan.hold()) < 0) {
      return new Answer.Waits(later);
    }
    return switch (sight.verdict()) {
      case Verdict.Pass pass ->
          sight.windowIsOpen()
              ? next(later, share, plan, "step", "passed: " + pass.words())
              : moves("hold", later.as(Phase.HOLDING, "passed, waits for its window"), share);
      case Verdict.TooFew few ->
          run.extended() < plan.gate().extend()
              ? moves("extend", later.extended("held once more: " + few.words()), share)
              : pause(later, share, few.words());
      case Verdict.Unknown unknown ->
          moves("hold", later.as(Phase.HOLDING, unknown.words()), share);
      case Verdict.Breach breach -> moves("hold", later.as(Phase.HOLDING, breach.words()), share);
    };
  }

  private static Answer holding(PlanRun run, Share share, PlanConfig plan, Sight sight) {
    if (plan.hold() != null
        && sight.windowIsOpen()
        && sight.verdict() instanceof Verdict.Pass pass) {
      return next(run, share, plan, "step", "passed: " + pass.words());
    }
    return waiting(run, share, plan, sight);
  }

  private static Answer waiting(PlanRun run, Share share, PlanConfig plan, Sight sight) {
    PlanRun later = run.after(run.held(), run.waited().plus(sight.elapsed()));
    if (plan.deadline() == null || later.waited().compareTo(plan.deadline()) < 0) {
      return new Answer.Waits(later);
    }
    if (plan.onDeadline() == OnDeadline.ABORT) {
      return moves(
          "abort",
          later.as(Phase.IDLE, "aborted: nobody came before the deadline").withCohorts(List.of()),
          Share.NONE);
    }
    return run.phase() == Phase.PAUSED
        ? new Answer.Waits(later)
        : pause(later, share, "nobody came before the deadline");
  }
}
