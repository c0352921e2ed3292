package io.cutover.plan;

import java.util.Arrays;

/**
 * What one application did on the old platform in the day before it moved.
 *
 * @param failures of the requests, those that showed a signal; by the signal's ordinal
 * @param variance of the rate from one quarter of an hour to the next, beyond what chance alone
 *     explains; by signal
 */
record History(long requests, long[] failures, double[] variance) {
  static final History NONE = new History(0, new long[Look.SIGNALS], new double[Look.SIGNALS]);

  /** Quarters of an hour that are left out of the variance: bursts, which are dealt with apart. */
  private static final int LEFT_OUT = 4;

  /**
   * Sums quarters of an hour up.
   *
   * @param requests by quarter
   * @param failures by signal, then quarter
   * @param common by signal, then quarter: by how much the rate of all applications together was
   *     above their mean; what happens to all is no deviation of one
   */
  static History of(long[] requests, long[][] failures, double[][] common) {
    long all = Arrays.stream(requests).sum();
    long[] sums = new long[Look.SIGNALS];
    double[] variance = new double[Look.SIGNALS];
    double[] beyond = new double[requests.length];
    for (int s = 0; s < failures.length; s++) {
      sums[s] = Arrays.stream(failures[s]).sum();
      double rate = all == 0 ? 0 : sums[s] / (double) all;
      for (int q = 0; q < requests.length; q++) {
        double expected = requests[q] * Math.max(0, rate + common[s][q]);
        double off = failures[s][q] - expected;
        beyond[q] = off * off - expected;
      }
      Arrays.sort(beyond);
      double sum = 0;
      for (int q = 0; q < beyond.length - LEFT_OUT; q++) {
        sum += beyond[q];
      }
      double each = all / (double) requests.length;
      variance[s] = all == 0 ? 0 : Math.max(0, sum / (requests.length * each * each));
    }
    return new History(all, sums, variance);
  }

  /** Returns by how much the rate of all applications was above its mean, by signal and quarter. */
  static double[][] common(long[] requests, long[][] failures) {
    long all = Arrays.stream(requests).sum();
    double[][] common = new double[failures.length][requests.length];
    for (int s = 0; s < failures.length; s++) {
      double rate = all == 0 ? 0 : Arrays.stream(failures[s]).sum() / (double) all;
      for (int q = 0; q < requests.length; q++) {
        common[s][q] = requests[q] == 0 ? 0 : failures[s][q] / (double) requests[q] - rate;
      }
    }
    return common;
  }
}
