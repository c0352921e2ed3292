package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.config.PlanConfig.OnBreach;
import io.cutover.config.PlanConfig.OnDeadline;
import io.cutover.plan.Controller.Answer;
import io.cutover.plan.Controller.Sight;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;
import io.cutover.state.PlanRun.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan run becomes of the clock, and of what the gate has seen meanwhile. Pure. */
final class Hours {
  private Hours() {}

  static Answer answer(PlanRun run, Share share, @Nullable PlanConfig plan, Sight sight) {
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
        : Controller.moves("pause", run.as(Phase.PAUSED, why), share);
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
            ? Controller.next(later, share, plan, "bake", "baked")
            : new Answer.Waits(later);
      }
      case IDLE, ROLLED_BACK, COMPLETE -> new Answer.Same();
    };
  }

  private static Answer running(PlanRun run, Share share, PlanConfig plan, Sight sight) {
    PlanRun later = run.after(run.held().plus(sight.elapsed()), Duration.ZERO);
    if (sight.emptyStep()) {
      return sight.windowIsOpen()
          ? Controller.next(
              later,
              share,
              plan,
              "step",
              plan.steps().get(run.step()) + " moved nobody who was seen in the last day")
          : new Answer.Waits(later);
    }
    if (plan.hold() == null) {
      return Controller.moves("hold", later.as(Phase.HOLDING, "waits for a person"), share);
    }
    if (later.held().compareTo(plan.hold()) < 0) {
      return new Answer.Waits(later);
    }
    return switch (sight.verdict()) {
      case Verdict.Pass pass ->
          sight.windowIsOpen()
              ? Controller.next(later, share, plan, "step", "passed: " + pass.words())
              : Controller.moves(
                  "hold", later.as(Phase.HOLDING, "passed, waits for its window"), share);
      case Verdict.TooFew few ->
          run.extended() < plan.gate().extend()
              ? Controller.moves("extend", later.extended("held once more: " + few.words()), share)
              : pause(later, share, few.words());
      case Verdict.Unknown unknown ->
          Controller.moves("hold", later.as(Phase.HOLDING, unknown.words()), share);
      case Verdict.Breach breach ->
          Controller.moves("hold", later.as(Phase.HOLDING, breach.words()), share);
    };
  }

  private static Answer holding(PlanRun run, Share share, PlanConfig plan, Sight sight) {
    if (plan.hold() != null
        && sight.windowIsOpen()
        && sight.verdict() instanceof Verdict.Pass pass) {
      return Controller.next(run, share, plan, "step", "passed: " + pass.words());
    }
    return waiting(run, share, plan, sight);
  }

  private static Answer waiting(PlanRun run, Share share, PlanConfig plan, Sight sight) {
    PlanRun later = run.after(run.held(), run.waited().plus(sight.elapsed()));
    if (plan.deadline() == null || later.waited().compareTo(plan.deadline()) < 0) {
      return new Answer.Waits(later);
    }
    if (plan.onDeadline() == OnDeadline.ABORT) {
      return Controller.moves(
          "abort",
          later.as(Phase.IDLE, "aborted: nobody came before the deadline").withCohorts(List.of()),
          Share.NONE);
    }
    return run.phase() == Phase.PAUSED
        ? new Answer.Waits(later)
        : pause(later, share, "nobody came before the deadline");
  }
}
