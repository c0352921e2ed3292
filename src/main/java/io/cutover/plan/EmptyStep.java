package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Who;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** A step that moves nobody who was seen in the last day, others having been. Pure. */
final class EmptyStep {
  private static final Duration DAY = Duration.ofDays(1);

  private EmptyStep() {}

  /**
   * Returns whether a run's step is empty for a route.
   *
   * @param share in force
   * @param entries all that was counted of the route
   */
  static boolean is(
      PlanConfig plan,
      PlanRun run,
      Share share,
      Subjects subjects,
      List<Outcomes.Entry> entries,
      Instant now) {
    // Where a person ends each step, none passes by itself.
    if (plan.hold() == null || subjects.split() || run.step() >= plan.steps().size()) {
      return false;
    }
    long judged = 0;
    Instant yesterday = now.minus(DAY);
    PlanConfig.Step step = plan.steps().get(run.step());
    Share before = before(plan, run.step());
    Set<String> cohorts = Set.copyOf(run.cohorts());
    for (Outcomes.Entry entry : entries) {
      judged += entry.lastDay().judged();
      if (entry.lastSeen().isBefore(yesterday)) {
        continue;
      }
      Who who = entry.key().who();
      boolean moves =
          step.cohort() != null
              ? subjects.moved(who, Share.NONE, Set.of(step.cohort()))
              : !subjects.exact(who)
                  || (subjects.moved(who, share, cohorts) && !subjects.moved(who, before, cohorts));
      if (moves) {
        return false;
      }
    }
    return step.cohort() != null || judged >= plan.gate().minRequests();
  }

  private static Share before(PlanConfig plan, int step) {
    Share before = Share.NONE;
    for (PlanConfig.Step each : plan.steps().subList(0, step)) {
      before = each.share() == null ? before : each.share();
    }
    return before;
  }
}
