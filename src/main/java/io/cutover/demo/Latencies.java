package io.cutover.demo;

import java.time.Duration;
import java.util.Arrays;

/** The times of the last requests, and how slow the slowest of them were. On one thread. */
final class Latencies {
  private static final int KEPT = 2_000;

  private final long[] nanos = new long[KEPT];
  private long count;

  void add(long taken) {
    nanos[(int) (count++ % KEPT)] = taken;
  }

  /** Returns the time within which 99 of 100 were answered; zero before the first. */
  Duration p99() {
    int size = (int) Math.min(count, KEPT);
    if (size == 0) {
      return Duration.ZERO;
    }
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return Duration.ofNanos(sorted[(int) Math.ceil(size * 0.99) - 1]);
  }
}
