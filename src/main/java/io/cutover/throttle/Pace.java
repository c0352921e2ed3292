package io.cutover.throttle;

import io.cutover.split.Share;

/**
 * Which buckets a minute's permits reach. Pure.
 *
 * <p>Buckets are seen in {@value #CELLS} cells of equal width: how many requests of a cell come in
 * a second, over the last seconds, the last one weighing most. A level is the first bucket that
 * spills.
 */
final class Pace {
  static final int CELLS = 200;
  static final int WIDTH = Share.WHOLE / CELLS;

  /** The weight of the last second among all seconds before. */
  static final double LAST = 0.3;

  /** Two standard deviations of what the rates say of arrivals that are a Poisson process. */
  private static final double DOUBT = 2 * Math.sqrt(LAST / (2 - LAST));

  private Pace() {}

  /**
   * Takes what arrived since the last time into the rates.
   *
   * @param rates by cell, a second
   * @param arrived by cell, in all the seconds
   */
  static void remember(double[] rates, int[] arrived, long seconds) {
    double weight = 1 - Math.pow(1 - LAST, seconds);
    for (int cell = 0; cell < CELLS; cell++) {
      rates[cell] += weight * (arrived[cell] / (double) seconds - rates[cell]);
    }
  }

  /**
   * Returns the level at which so many permits last for so many seconds.
   *
   * <p>Only what surely exceeds them spills: with few permits, a request more or less in a second
   * says nothing about the minute.
   */
  static int level(double[] rates, double permits, double seconds) {
    double perSecond = permits / seconds;
    double reach = perSecond + DOUBT * Math.sqrt(perSecond);
    for (int cell = 0; cell < CELLS; cell++) {
      if (rates[cell] > reach) {
        return cell * WIDTH + (int) (WIDTH * reach / rates[cell]);
      }
      reach -= rates[cell];
    }
    return Share.WHOLE;
  }

  /** Returns how far a level may rise from one minute to the next: by a quarter, or by 5 %. */
  static int recovered(int level) {
    return Math.min(Share.WHOLE, level + Math.max(level / 4, Share.WHOLE / 20));
  }
}
