package io.cutover.ledger;

import io.cutover.metric.LatencyBuckets;
import io.cutover.split.Signal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** The counts of one key: a running total, and what it was at each hour of the last day. */
final class Cell {
  private static final int HOURS = 24;

  private final AtomicLongArray counts = new AtomicLongArray(Tally.WIDTH);
  private final AtomicLong lastSeen = new AtomicLong();
  private final ArrayDeque<Hour> hours = new ArrayDeque<>(HOURS + 1);

  /**
   * The total as an hour began.
   *
   * @param number of the hour since 1970
   */
  record Hour(long number, Tally total) {}

  /**
   * What outlives a restart.
   *
   * @param lastSeenMillis since 1970
   */
  record Kept(long lastSeenMillis, Tally total, List<Hour> hours) {
    Kept {
      hours = List.copyOf(hours);
    }
  }

  @SuppressWarnings("EnumOrdinal") // an array by ordinal: no map is asked on the hot path
  void count(Outcome outcome, long nowMillis) {
    var _ = counts.getAndIncrement(Tally.REQUESTS);
    var _ = counts.getAndAdd(Tally.BYTES, outcome.bytes());
    if (outcome.judged()) {
      var _ = counts.getAndIncrement(Tally.JUDGED);
      Signal signal = outcome.signal();
      if (signal != null) {
        var _ = counts.getAndIncrement(Tally.SIGNALS + signal.ordinal());
      }
      if (outcome.latencyNanos() >= 0) {
        var _ = counts.getAndIncrement(Tally.LATENCIES + LatencyBuckets.of(outcome.latencyNanos()));
      }
    }
    // Written once a second, so that loops do not pass the cache line around.
    if (nowMillis - lastSeen.getPlain() >= 1000) {
      lastSeen.setOpaque(nowMillis);
    }
  }

  long lastSeenMillis() {
    return lastSeen.getOpaque();
  }

  private Tally total() {
    long[] now = new long[Tally.WIDTH];
    for (int i = 0; i < now.length; i++) {
      now[i] = counts.get(i);
    }
    return new Tally(now);
  }

  /** Takes note of the total, once an hour. */
  synchronized void note(long hour) {
    Hour last = hours.peekLast();
    if (last == null || last.number() < hour) {
      Tally total = total();
      // An idle cell keeps one tally for all its hours.
      hours.addLast(
          new Hour(hour, last != null && last.total().equals(total) ? last.total() : total));
    }
    while (hours.size() > 1 && hours.getFirst().number() < hour - HOURS) {
      hours.removeFirst();
    }
  }

  synchronized Outcomes.Entry entry(Outcomes.Key key, long hour) {
    Tally total = total();
    Tally before = Tally.NONE;
    for (Hour each : hours) {
      if (each.number() <= hour - HOURS) {
        before = each.total();
      }
    }
    return new Outcomes.Entry(
        key, Instant.ofEpochMilli(lastSeenMillis()), total, total.minus(before));
  }

  synchronized Kept kept() {
    return new Kept(lastSeenMillis(), total(), List.copyOf(hours));
  }

  synchronized void restore(Kept kept) {
    for (int i = 0; i < Tally.WIDTH; i++) {
      var _ = counts.getAndAdd(i, kept.total().count(i));
    }
    hours.clear();
    hours.addAll(kept.hours());
    var _ = lastSeen.getAndAccumulate(kept.lastSeenMillis(), Math::max);
  }
}
