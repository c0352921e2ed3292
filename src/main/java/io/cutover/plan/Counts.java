package io.cutover.plan;

import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Tally;
import io.cutover.metric.LatencyBuckets;
import io.cutover.split.Platform;
import io.cutover.split.Signal;
import java.time.Duration;
import java.util.List;

/** Reads the counters of a route as the gate wants them. */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal, as the counters have them
final class Counts {
  private Counts() {}

  /** Adds a tally: signals by ordinal, then the requests that are evidence. */
  static void add(long[] sum, Tally tally, int slowFrom) {
    for (Signal signal : Signal.values()) {
      sum[signal.ordinal()] += tally.of(signal);
    }
    for (int bucket = slowFrom; bucket < LatencyBuckets.COUNT; bucket++) {
      sum[Signal.SLOW.ordinal()] += tally.latency(bucket);
    }
    sum[Look.SIGNALS] += tally.judged();
  }

  /** Returns the first bucket of latencies that counts as slow, by the old platform's last day. */
  static int slowFrom(List<Outcomes.Entry> entries, double quantile, Duration tolerance) {
    long[] buckets = new long[LatencyBuckets.COUNT];
    long all = 0;
    for (Outcomes.Entry entry : entries) {
      if (entry.key().platform() == Platform.OLD) {
        for (int i = 0; i < buckets.length; i++) {
          buckets[i] += entry.lastDay().latency(i);
          all += entry.lastDay().latency(i);
        }
      }
    }
    if (all == 0) {
      return buckets.length;
    }
    int at = 0;
    for (long below = buckets[0]; below < quantile * all && at < buckets.length - 1; ) {
      below += buckets[++at];
    }
    Duration slow = LatencyBuckets.end(at).plus(tolerance);
    while (at < buckets.length && LatencyBuckets.end(at).compareTo(slow) <= 0) {
      at++;
    }
    return at;
  }
}
