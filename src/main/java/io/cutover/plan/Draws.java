package io.cutover.plan;

import java.util.SplittableRandom;

/** Seeded draws from the distributions that a simulated world needs. One thread. */
final class Draws {
  private static final double LARGE = 40;

  private final SplittableRandom random;

  Draws(long seed) {
    random = new SplittableRandom(seed);
  }

  double uniform() {
    return random.nextDouble();
  }

  double uniform(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  double normal() {
    return random.nextGaussian();
  }

  double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  /** By inversion; a large mean by the normal distribution, which is within a percent there. */
  long poisson(double mean) {
    if (mean <= 0) {
      return 0;
    }
    if (mean > LARGE) {
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double left = random.nextDouble();
    double part = Math.exp(-mean);
    long k = 0;
    while (left > part && k < 400) {
      left -= part;
      k++;
      part *= mean / k;
    }
    return k;
  }

  long binomial(long n, double p) {
    if (p <= 0 || n == 0) {
      return 0;
    }
    if (p >= 1) {
      return n;
    }
    if (n > 8 && p < 0.1) {
      return Math.min(n, poisson(n * p));
    }
    if (n > 1000) {
      double mean = n * p;
      return Math.clamp(Math.round(mean + Math.sqrt(mean * (1 - p)) * random.nextGaussian()), 0, n);
    }
    long k = 0;
    for (long i = 0; i < n; i++) {
      if (random.nextDouble() < p) {
        k++;
      }
    }
    return k;
  }
}
