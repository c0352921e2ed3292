package io.cutover.ledger;

import io.cutover.metric.LatencyBuckets;
import io.cutover.split.Signal;
import java.util.Arrays;

/**
 * Counts of exchanges. Immutable; compared by what it counts.
 *
 * <p>Only judged exchanges have signals and latencies.
 */
public final class Tally {
  static final int REQUESTS = 0;
  static final int BYTES = 1;
  static final int JUDGED = 2;
  static final int SIGNALS = 3;
  static final int LATENCIES = SIGNALS + Signal.COUNTED;
  static final int WIDTH = LATENCIES + LatencyBuckets.COUNT;

  /** Of no exchange. */
  public static final Tally NONE = new Tally(new long[WIDTH]);

  private final long[] counts;

  /** Takes counts over; the array must not be changed any more. */
  Tally(long[] counts) {
    this.counts = counts;
  }

  /** Returns how many exchanges there were, judged or not. */
  public long requests() {
    return counts[REQUESTS];
  }

  /** Returns how many bytes their bodies had, both ways. */
  public long bytes() {
    return counts[BYTES];
  }

  /** Returns how many of them are evidence. */
  public long judged() {
    return counts[JUDGED];
  }

  /** Returns how many judged ones gave that signal; 0 for those that are not counted one by one. */
  @SuppressWarnings("EnumOrdinal") // an array by ordinal: no map is asked on the hot path
  public long of(Signal signal) {
    return signal.ordinal() < Signal.COUNTED ? counts[SIGNALS + signal.ordinal()] : 0;
  }

  /** Returns how many judged ones fell into that bucket of {@link LatencyBuckets}. */
  public long latency(int bucket) {
    return counts[LATENCIES + bucket];
  }

  /** Returns both together. */
  public Tally plus(Tally other) {
    long[] sum = counts.clone();
    Arrays.setAll(sum, i -> sum[i] + other.counts[i]);
    return new Tally(sum);
  }

  /** Returns what this has more than an earlier tally of the same cell. */
  public Tally minus(Tally earlier) {
    long[] difference = counts.clone();
    Arrays.setAll(difference, i -> Math.max(0, difference[i] - earlier.counts[i]));
    return new Tally(difference);
  }

  long count(int index) {
    return counts[index];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tally tally && Arrays.equals(counts, tally.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "%d requests, %d judged".formatted(requests(), judged());
  }
}
