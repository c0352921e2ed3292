package io.cutover.upstream;

import io.cutover.config.HealthConfig;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of one platform say of it: too many failures in a row, or too few successes of
 * an interval, and it is ejected for a while, the longer the more often in succession. Then its
 * traffic comes back bit by bit. Any thread; no clock of its own.
 */
final class Outlier {
  private final HealthConfig.Outlier rules;
  private final AtomicInteger inARow = new AtomicInteger();
  private final LongAdder good = new LongAdder();
  private final LongAdder bad = new LongAdder();
  private final AtomicReference<@Nullable Ejection> ejection = new AtomicReference<>();

  /** Read and written by {@link #turn} only. */
  private long intervalEnd;

  /**
   * The last ejection.
   *
   * @param times how often in succession
   */
  private record Ejection(long until, int times) {}

  Outlier(HealthConfig.Outlier rules, long now) {
    this.rules = rules;
    this.intervalEnd = now + rules.interval().toNanos();
  }

  HealthConfig.Outlier rules() {
    return rules;
  }

  /** Takes note of one answer, or of none. */
  void outcome(boolean ok, long now) {
    if (ok) {
      good.increment();
      if (inARow.get() != 0) {
        inARow.set(0);
      }
    } else {
      bad.increment();
      if (inARow.incrementAndGet() >= rules.consecutive()) {
        eject(now);
      }
    }
  }

  /** Looks at the interval once it is over. One thread. */
  void turn(long now) {
    Ejection last = ejection.get();
    if (last != null && now - last.until >= rules.ejectFor().toNanos() * last.times) {
      // Well for as long as it was out: the next time counts as one less.
      ejection.compareAndSet(last, last.times == 1 ? null : new Ejection(now, last.times - 1));
    }
    if (now - intervalEnd < 0) {
      return;
    }
    intervalEnd = now + rules.interval().toNanos();
    long ok = good.sumThenReset();
    long all = ok + bad.sumThenReset();
    if (all >= rules.minRequests() && ok * 100.0 < rules.successRate() * all) {
      eject(now);
    }
  }

  private void eject(long now) {
    Ejection last = ejection.get();
    if (last != null && now - last.until < 0) {
      return;
    }
    int times = last == null ? 1 : last.times + 1;
    long time = Math.min(rules.ejectFor().toNanos() * times, rules.maxEjectFor().toNanos());
    if (ejection.compareAndSet(last, new Ejection(now + time, times))) {
      inARow.set(0);
    }
  }

  /** Returns the part of its traffic that it should get, 0 to 1. */
  double part(long now) {
    Ejection last = ejection.get();
    if (last == null) {
      return 1;
    }
    long since = now - last.until;
    long ramp = rules.slowStart().toNanos();
    return since < 0 ? 0 : since >= ramp ? 1 : (double) since / ramp;
  }
}
