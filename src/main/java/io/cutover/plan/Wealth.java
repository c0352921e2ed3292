package io.cutover.plan;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The wealth of one e-process, in natural logarithms, for each ratio that is bet on, from any
 * recent minute on. One thread.
 *
 * <p>Minutes are the step's own. A window starts where a minute does; the first is the whole step.
 */
final class Wealth {
  /** How many times more failures than the null allows are bet on. */
  private static final double[] RATIOS = {1.25, 1.6, 2.2, 3.5, 8, 30};

  /**
   * The parts that are put on each. Most on what is hard to see: a ratio of 30 is seen after a few
   * failures with the smallest part.
   */
  private static final double[] PARTS = {0.10, 0.25, 0.30, 0.20, 0.10, 0.05};

  static final int SIZE = RATIOS.length;

  /** The window that starts where the plan run did, if evidence was carried on from there. */
  static final int PLAN = -1;

  /** What an application adds within a minute at most. */
  static final double CAP = 3;

  /** How many of the last minutes a window may start at. */
  static final int RECENT = 15;

  private final double[] settled = new double[SIZE];
  private final double[] open = new double[SIZE];
  private final double[] over = new double[SIZE];
  private final double[][] starts = new double[RECENT][SIZE];
  private final double[][] slices = new double[Recent.SLICES][SIZE];
  private final double[] carried = new double[SIZE];
  private int minute;
  private int slice;

  static double ratio(int i) {
    return RATIOS[i];
  }

  /**
   * Goes on from the evidence of the step before.
   *
   * @param anew whether what speaks against the new platform is forgotten; what speaks for it never
   *     is, for only to take wealth away keeps the guarantee
   */
  void carry(Wealth before, boolean anew) {
    for (int i = 0; i < SIZE; i++) {
      double all = before.won(i, PLAN);
      carried[i] = anew ? Math.min(0, all) : all;
    }
  }

  /** Begins the step again where another began it, with nothing against the new platform. */
  void beginAs(Wealth other) {
    for (int i = 0; i < SIZE; i++) {
      carried[i] = Math.min(0, other.carried[i]);
    }
  }

  /** Adds to the open minute. */
  void add(int ratio, double increment) {
    open[ratio] += increment;
    slices[slice % Recent.SLICES][ratio] += increment;
  }

  /** Ends the open slice; the next begins. */
  void endSlice() {
    slice++;
    Arrays.fill(slices[slice % Recent.SLICES], 0);
  }

  /** Forgets the open minute's excess over the cap, to say it anew. */
  void clearOver() {
    Arrays.fill(over, 0);
  }

  /** Takes from the open minute what one application brought beyond the cap. */
  void over(int ratio, double excess) {
    over[ratio] += excess;
  }

  /** Ends the open minute; the next begins. */
  void endMinute() {
    minute++;
    for (int i = 0; i < SIZE; i++) {
      settled[i] += open[i] - over[i];
      starts[minute % RECENT][i] = settled[i];
    }
    Arrays.fill(open, 0);
    clearOver();
  }

  int minute() {
    return minute;
  }

  /** Returns the first minute but the whole step's that a window may start at. */
  int earliest() {
    return Math.max(1, minute - RECENT + 1);
  }

  /**
   * Returns the logarithm of the wealth won since a minute began.
   *
   * @param start {@link #PLAN}, 0, or {@link #earliest()} to {@link #minute()}
   */
  double since(int start) {
    return mixed(i -> won(i, start));
  }

  private static double mixed(IntToDoubleFunction won) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < SIZE; i++) {
      most = Math.max(most, won.applyAsDouble(i));
    }
    double sum = 0;
    for (int i = 0; i < SIZE; i++) {
      sum += PARTS[i] * Math.exp(won.applyAsDouble(i) - most);
    }
    return most + Math.log(sum);
  }

  /** Returns an upper bound of {@link #since}, at less cost. */
  double mostSince(int start) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < SIZE; i++) {
      most = Math.max(most, won(i, start));
    }
    return most;
  }

  /**
   * Returns the wealth of the last slices without the cap, less what one application brought; what
   * it took stays taken, for only to take wealth away keeps the guarantee.
   *
   * @param count how many, the open one among them
   */
  double lastWithout(int count, double failures, double expected) {
    return mixed(
        i -> {
          double won = -Math.max(0, bet(i, failures, expected));
          for (int back = 0; back < count; back++) {
            won += slices[Math.floorMod(slice - back, Recent.SLICES)][i];
          }
          return won;
        });
  }

  private double won(int ratio, int start) {
    double before =
        start == PLAN ? -carried[ratio] : start == 0 ? 0 : starts[start % RECENT][ratio];
    return settled[ratio] + open[ratio] - over[ratio] - before;
  }

  /** Returns what a bet on one ratio brings: failures seen, where at most so many are expected. */
  static double bet(int ratio, double failures, double expected) {
    return failures * LOGS[ratio] - (RATIOS[ratio] - 1) * expected;
  }

  private static final double[] LOGS = Arrays.stream(RATIOS).map(Math::log).toArray();

  /** Returns the mixture of all bets on one pair of counts. */
  static double mixed(double failures, double expected) {
    return mixed(i -> bet(i, failures, expected));
  }

  /** Returns the evidence that there are fewer failures than so many that are allowed. */
  static double proof(double failures, double allowed) {
    double most = Double.NEGATIVE_INFINITY;
    for (double ratio : BELOW) {
      most = Math.max(most, failures * Math.log(ratio) + (1 - ratio) * allowed);
    }
    return most - Math.log(BELOW.length);
  }

  private static final double[] BELOW = {0.1, 0.3, 0.5, 0.7, 0.85};

  /** Returns the rate that is excluded from below with so much evidence. */
  static double atLeast(double failures, double requests, double needed) {
    if (failures == 0) {
      return 0;
    }
    double least = 0;
    double most = failures / requests;
    for (int i = 0; i < 40; i++) {
      double rate = (least + most) / 2;
      if (mixed(failures, requests * rate) >= needed) {
        least = rate;
      } else {
        most = rate;
      }
    }
    return least;
  }
}
