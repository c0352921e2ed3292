package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.config.PlanConfig.Step;
import io.cutover.plan.Controller.Answer;
import io.cutover.plan.Controller.Command;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;
import io.cutover.state.PlanRun.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a plan run becomes of a person's command. Pure. */
final class Orders {
  private Orders() {}

  static Answer answer(
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
              : Controller.moves("pause", run.as(Phase.PAUSED, "paused by hand"), share);
      case Command.Resume _ -> resume(route, run, share, plan);
      case Command.Advance advance -> advance(route, run, share, plan, verdict, advance.force());
      case Command.Abort _ ->
          Controller.moves(
              "abort", run.as(Phase.IDLE, "aborted by hand").withCohorts(List.of()), Share.NONE);
      case Command.Stop _ ->
          Controller.moves(
              "stop", run.as(Phase.IDLE, "stopped by hand").withCohorts(List.of()), share);
      case Command.Complete complete -> complete(route, run, plan, verdict, complete.blocked());
    };
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
        return Controller.entered(begun, share, plan, "start", "started at " + steps.get(i));
      }
    }
    return new Answer.Refused(
        "no step of plan %s raises route %s above %s%s; see its steps, or set the share itself: cutover share %s …"
            .formatted(
                plan.name(), route, share, from == null ? "" : " from " + from + " on", route));
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
      return Controller.moves("resume", again.as(Phase.BAKING, again.note()), share);
    }
    // What was lowered by hand is raised to the step again.
    return Controller.entered(again, share, plan, "resume", again.note());
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
      case Verdict.Pass _ -> Controller.next(run, share, plan, "advance", "advanced by hand");
      case Verdict.TooFew _, Verdict.Unknown _ ->
          force
              ? Controller.next(
                  run, share, plan, "advance", "advanced by force: " + verdict.words())
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
    return Controller.moves("complete", baking, Share.ALL);
  }
}
