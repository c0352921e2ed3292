package io.cutover.metric;

import io.cutover.metric.Sample.Latency;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Durations in buckets that grow with them: four to each doubling, from {@value #FIRST_MICROS} µs
 * to about two minutes, so that a quantile read from their counts is at most a quarter too high.
 */
public final class LatencyBuckets {
  private static final int FIRST_BITS = 6;
  static final int FIRST_MICROS = 1 << FIRST_BITS;

  /** How many there are; the first and the last take what lies beyond. */
  public static final int COUNT = 84;

  private LatencyBuckets() {}

  /** Returns the bucket of a duration. */
  public static int of(long nanos) {
    long micros = nanos / 1000;
    if (micros < FIRST_MICROS) {
      return 0;
    }
    int top = 63 - Long.numberOfLeadingZeros(micros);
    int bucket = (top - FIRST_BITS) * 4 + (int) (micros >>> (top - 2) & 3) + 1;
    return Math.min(bucket, COUNT - 1);
  }

  /** Returns what all durations of a bucket lie below; the last one's are taken to. */
  public static Duration end(int bucket) {
    if (bucket == 0) {
      return Duration.of(FIRST_MICROS, ChronoUnit.MICROS);
    }
    int top = (bucket - 1) / 4 + FIRST_BITS;
    long micros = (4L + (bucket - 1) % 4 + 1) << (top - 2);
    return Duration.of(micros, ChronoUnit.MICROS);
  }

  /** Reads the quantiles off the counts of all buckets. */
  static Optional<Latency> quantiles(long[] counts) {
    long all = 0;
    for (long count : counts) {
      all += count;
    }
    return all == 0
        ? Optional.empty()
        : Optional.of(
            new Latency(
                quantile(counts, all, 0.5),
                quantile(counts, all, 0.95),
                quantile(counts, all, 0.99)));
  }

  private static Duration quantile(long[] counts, long all, double quantile) {
    long rank = (long) Math.ceil(all * quantile);
    int bucket = 0;
    for (long below = counts[0]; below < rank; below += counts[bucket]) {
      bucket++;
    }
    return end(bucket);
  }
}
