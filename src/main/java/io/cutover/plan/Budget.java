package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.state.PlanRun;

/**
 * How much the logarithm of a test's wealth must reach, so that a whole plan run breaches by chance
 * with a probability of at most α.
 *
 * <p>α is spent in equal parts over the signals, and over the plan's steps and its bake; a tenth is
 * kept for evidence that begins anew (resume, repeated steps). Within a step: 70 % to the
 * comparison with the old platform, 15 % to the absolute limit, 15 % to single applications. Of the
 * first two, 45 % go to the whole step, 45 % to the windows that start later, 10 % to the fast
 * trip.
 *
 * @param alpha of the whole plan run
 * @param signals that are judged, of all routes of the run together
 * @param epochs planned: steps, and the bake
 * @param epoch which of them this is, from 0; beyond the planned ones for evidence begun anew
 */
record Budget(double alpha, int signals, int epochs, int epoch) {
  private static final double RELATIVE = 0.70;
  private static final double LIMIT = 0.15;
  private static final double ALONE = 0.15;
  private static final double WHOLE = 0.45;
  private static final double LATER = 0.45;
  private static final double FAST = 0.10;
  private static final double PLANNED = 0.9;

  /** Minutes over which the windows' part is spent about evenly; what comes later gets less. */
  private static final double HORIZON = 15;

  /**
   * Returns the budget of a step.
   *
   * @param fresh whether it is the step's first evidence
   */
  static Budget of(PlanConfig plan, PlanRun run, boolean fresh) {
    int epochs = plan.steps().size() + 1;
    int judged =
        (int)
            plan.gate().limits().keySet().stream()
                .filter(signal -> !plan.gate().dryRun().contains(signal))
                .count();
    return new Budget(
        1 - plan.gate().confidence(),
        Math.max(1, judged),
        epochs,
        fresh ? Math.min(run.step(), epochs - 1) : epochs + run.beginnings());
  }

  /** Returns the same spent over so many routes, each judged by itself. */
  Budget over(int routes) {
    return new Budget(alpha, signals * routes, epochs, epoch);
  }

  private double part() {
    double ofRun =
        epoch < epochs
            ? PLANNED / epochs
            : (1 - PLANNED) / ((epoch - epochs + 1.0) * (epoch - epochs + 2.0));
    return alpha * ofRun / signals;
  }

  /** For the comparison with the old platform, of the window that starts at a minute. */
  double relative(int start) {
    return -Math.log(part() * RELATIVE * window(start));
  }

  /** For the fast trip within a minute. */
  double fast(int minute) {
    return -Math.log(part() * RELATIVE * FAST * ofMinute(minute));
  }

  /** For the absolute limit. */
  double limit(int start) {
    return -Math.log(part() * LIMIT * window(start));
  }

  /** For one of so many applications. */
  double alone(int start, int applications) {
    return -Math.log(part() * ALONE * window(start) / applications);
  }

  private static double window(int start) {
    return start == 0 ? WHOLE : LATER * ofMinute(start);
  }

  // Sums to 1 over all minutes.
  private static double ofMinute(int minute) {
    return HORIZON / ((minute + HORIZON) * (minute + HORIZON + 1));
  }
}
