package io.cutover.plan;

import io.cutover.config.PlanConfig;
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
    return Orders.answer(route, run, share, plan, verdict, command);
  }

  /** Answers the clock. Only who leads asks. */
  public static Answer tick(PlanRun run, Share share, @Nullable PlanConfig plan, Sight sight) {
    return Hours.answer(run, share, plan, sight);
  }

  static Answer moves(String verb, PlanRun run, Share share) {
    return new Answer.Moves(verb, run, share, false, false, Set.of());
  }

  /** Puts the run's step in force. */
  static Answer entered(PlanRun run, Share share, PlanConfig plan, String verb, String why) {
    Step step = plan.steps().get(run.step());
    if (step.share() != null) {
      return moves(verb, run.as(Phase.RUNNING, why), step.share());
    }
    List<String> cohorts = new ArrayList<>(run.cohorts());
    cohorts.add(String.valueOf(step.cohort()));
    return moves(verb, run.withCohorts(cohorts).as(Phase.RUNNING, why), share);
  }

  /** Enters the next step, the bake, or the end. */
  static Answer next(PlanRun run, Share share, PlanConfig plan, String verb, String why) {
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
}
