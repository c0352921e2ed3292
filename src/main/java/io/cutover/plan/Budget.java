package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;

/**
 * How much the logarithm of a test's wealth must reach, so that a whole plan run breaches by chance
 * with a probability of at most α.
 *
 * <p>15 % of α go to the absolute limits and 15 % to single applications, in equal parts over the
 * signals, and over the plan's steps and its bake. 70 % go to the comparison with the old platform,
 * in equal parts over the signals: 30 % of that to the window that starts where the plan run does,
 * for what is wrong at all is mostly wrong from the start; the rest in equal parts to the steps
 * that are compared. Within a step 45 % go to the whole of it, 45 % to the windows that start
 * later, 10 % to the fast trip. A tenth of everything is kept for evidence that begins anew
 * (resume, restarts).
 *
 * @param alpha of the whole plan run
 * @param signals that are judged, of all routes of the run together
 * @param epochs planned: steps, and the bake
 * @param compared those of them in which there is an old platform to compare with
 * @param epoch which of them this is, from 0; beyond the planned ones for evidence begun anew
 * @param chain which unbroken chain of evidence this belongs to: 0 since the run began, more for
 *     one that began later
 */
record Budget(double alpha, int signals, int epochs, int compared, int epoch, int chain) {
  private static final double RELATIVE = 0.70;
  private static final double LIMIT = 0.15;
  private static final double ALONE = 0.15;
  private static final double PLAN = 0.30;
  private static final double WHOLE = 0.45;
  private static final double LATER = 0.45;
  private static final double FAST = 0.10;
  private static final double PLANNED = 0.9;
  private static final double BY_HAND = 0.1;

  /** Minutes over which the windows' part is spent about evenly; what comes later gets less. */
  private static final double HORIZON = 15;

  /**
   * Returns the budget of a step.
   *
   * @param fresh whether it is the step's first evidence
   * @param chain the run's beginning at which this chain of evidence began, from 1
   * @param routes that are judged, each by itself
   */
  static Budget of(PlanConfig plan, PlanRun run, boolean fresh, int chain, int routes) {
    int epochs = plan.steps().size() + 1;
    int compared =
        (int) plan.steps().stream().filter(step -> !Share.ALL.equals(step.share())).count();
    int judged =
        (int)
            plan.gate().limits().keySet().stream()
                .filter(signal -> !plan.gate().dryRun().contains(signal))
                .count();
    return new Budget(
        1 - plan.gate().confidence(),
        Math.max(1, judged) * routes,
        epochs,
        Math.max(1, compared),
        fresh ? Math.min(run.step(), epochs - 1) : epochs + run.beginnings() - 1,
        chain - 1);
  }

  /** What a signal's part of one of the epochs is, of so many that the planned part is for. */
  private double part(int planned) {
    double ofRun = epoch < epochs ? PLANNED / planned : (1 - PLANNED) * anew(epoch - epochs);
    return alpha * ofRun / signals;
  }

  /** Sums to 1 over all times; 0 is for what begins again with a share that was set by hand. */
  private static double anew(int times) {
    return times == 0 ? BY_HAND : (1 - BY_HAND) / (times * (times + 1.0));
  }

  /** For the comparison with the old platform, of the window that starts at a minute. */
  double relative(int start) {
    if (start == Wealth.PLAN) {
      double ofRun = chain == 0 ? PLANNED : (1 - PLANNED) * anew(chain);
      return -Math.log(alpha * ofRun / signals * RELATIVE * PLAN);
    }
    return -Math.log(step() * window(start));
  }

  private double step() {
    return part(compared) * RELATIVE * (1 - PLAN);
  }

  /** For the fast trip, of the window that starts at a slice of {@link Recent#SECONDS}. */
  double fast(int slice) {
    return -Math.log(step() * FAST * ofMinute(slice / Recent.SLICES) / Recent.SLICES);
  }

  /** For the absolute limit. */
  double limit(int start) {
    return -Math.log(part(epochs) * LIMIT * window(start));
  }

  /** For one of so many applications. */
  double alone(int start, int applications) {
    return -Math.log(part(epochs) * ALONE * window(start) / applications);
  }

  private static double window(int start) {
    return start == 0 ? WHOLE : LATER * ofMinute(start);
  }

  // Sums to 1 over all minutes.
  private static double ofMinute(int minute) {
    return HORIZON / ((minute + HORIZON) * (minute + HORIZON + 1));
  }
}
