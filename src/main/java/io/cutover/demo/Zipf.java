package io.cutover.demo;

import java.util.random.RandomGenerator;

/** Ranks drawn by Zipf's law: the n-th comes with a weight of 1/n to the power of an exponent. */
final class Zipf {
  private final double[] cumulated;

  /**
   * @param exponent 0: all alike; 1: the second half as often as the first
   */
  Zipf(int ranks, double exponent) {
    cumulated = new double[ranks];
    double sum = 0;
    for (int i = 0; i < ranks; i++) {
      sum += Math.pow(i + 1, -exponent);
      cumulated[i] = sum;
    }
  }

  /** Returns a rank, from 0. */
  int next(RandomGenerator random) {
    double point = random.nextDouble() * cumulated[cumulated.length - 1];
    int low = 0;
    int high = cumulated.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulated[middle] > point) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
