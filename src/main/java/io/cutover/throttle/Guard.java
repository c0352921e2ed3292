package io.cutover.throttle;

import io.cutover.split.Share;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the new platform within its capacity: what is too much for a minute's permits spills to the
 * old one, the highest buckets first.
 *
 * <p>Two things stand in the way of a request. The level, the first bucket that spills, is set once
 * a second so that the permits left last until the minute ends; it only falls within a minute and
 * rises gently from one to the next, so that no consumer goes to and fro. And each request takes a
 * permit: when all are taken, nothing goes, whatever the level was. So the number of requests never
 * exceeds the permits; the level merely decides whose they are.
 *
 * <p>The window is the clock minute, UTC, as the platform counts. Others may use the same capacity,
 * another replica or a consumer of the platform's own URL: what the platform says is left counts as
 * soon as it is less. Times are milliseconds since 1970, passed in. Any thread; nothing waits.
 */
public final class Guard {
  /** What {@link #take} returns when there is no permit. */
  public static final long NONE = -1;

  private static final int COUNT_BITS = 24;
  private static final long COUNT = (1L << COUNT_BITS) - 1;

  private final int permits;
  private final int headroom;

  /** Minute (its lower 16 bits), requests sent in it, and permits left, 24 bits each. */
  private final AtomicLong window = new AtomicLong();

  private final AtomicIntegerArray arrived = new AtomicIntegerArray(Pace.CELLS);
  private final AtomicInteger keyless = new AtomicInteger();
  private final AtomicLong second = new AtomicLong(Long.MIN_VALUE);
  private final AtomicBoolean setting = new AtomicBoolean();
  private final double[] rates = new double[Pace.CELLS];
  private volatile int level = Share.WHOLE;
  private long levelMinute;

  /**
   * Starts with nothing used.
   *
   * @param permits a minute, at least one
   * @param headroom how many more the platform grants that are not ours to use
   */
  Guard(int permits, int headroom) {
    this.permits = permits;
    this.headroom = headroom;
    this.window.set(pack(0, 0, permits));
  }

  /** Returns how many requests it lets through in a minute. */
  public int permits() {
    return permits;
  }

  /**
   * Returns where a request stands in the order of spilling: its bucket, and one of all in turn if
   * it has none.
   *
   * @param bucket negative: it has none
   */
  public int place(int bucket) {
    // Steps of the golden ratio spread any few in a row evenly, and meet every bucket.
    return bucket >= 0 ? bucket : Math.floorMod(keyless.getAndIncrement() * 6181, Share.WHOLE);
  }

  /** Counts a request that was meant for the new platform, wherever it goes then. */
  public void arrived(int place, long millis) {
    arrived.incrementAndGet(place / Pace.WIDTH);
    long now = Math.floorDiv(millis, 1000L);
    if (now != second.get() && setting.compareAndSet(false, true)) {
      try {
        set(now);
      } finally {
        setting.set(false);
      }
    }
  }

  /** Returns whether a request at that place may go to the new platform; it takes nothing. */
  public boolean room(int place, long millis) {
    return left(current(millis)) > 0 && place < Math.max(1, level);
  }

  /** Takes a permit; returns a ticket for {@link #told}, or {@link #NONE}. */
  public long take(long millis) {
    while (true) {
      long seen = window.get();
      long now = current(seen, millis);
      int left = left(now);
      if (left == 0) {
        return NONE;
      }
      long next = pack(minute(now), sent(now) + 1, left - 1);
      if (window.compareAndSet(seen, next)) {
        return next >>> COUNT_BITS;
      }
    }
  }

  /**
   * The platform said with an answer how many requests it still takes in this minute.
   *
   * @param ticket of the request that was answered
   */
  public void told(long ticket, long remaining, long millis) {
    while (true) {
      long seen = window.get();
      long now = current(seen, millis);
      if ((ticket >>> COUNT_BITS) != minute(now)) {
        return;
      }
      // What was sent after that request has not been counted in its answer.
      long since = sent(now) - (ticket & COUNT);
      int left = (int) Math.clamp(remaining - headroom - since, 0, COUNT);
      if (left >= left(now)) {
        return;
      }
      if (window.compareAndSet(seen, pack(minute(now), sent(now), left))) {
        return;
      }
    }
  }

  /** The platform refused a request as one too many: nothing more goes in this minute. */
  public void shut(long millis) {
    while (true) {
      long seen = window.get();
      long now = current(seen, millis);
      if (left(now) == 0) {
        return;
      }
      if (window.compareAndSet(seen, pack(minute(now), sent(now), 0))) {
        // Others use it too, more than was known: the next minute starts with less.
        level = level / 2;
        return;
      }
    }
  }

  /** Returns which part of this minute's permits is used up, 0 to 1. */
  public double used(long millis) {
    return 1 - left(current(millis)) / (double) permits;
  }

  /** Returns the first bucket that spills. */
  int level() {
    return level;
  }

  /** Sets the level, by the one thread that found a second to be over. */
  private void set(long now) {
    long before = second.getAndSet(now);
    int[] counts = new int[Pace.CELLS];
    for (int cell = 0; cell < Pace.CELLS; cell++) {
      counts[cell] = arrived.getAndSet(cell, 0);
    }
    long elapsed = before == Long.MIN_VALUE ? 1 : Math.clamp(now - before, 1, 60);
    Pace.remember(rates, counts, elapsed);
    long minute = Math.floorDiv(now, 60L);
    if (minute == levelMinute) {
      long rest = 60 - Math.floorMod(now, 60L);
      level = Math.min(level, Pace.level(rates, left(current(now * 1000)), rest));
    } else {
      levelMinute = minute;
      level = Math.min(Pace.recovered(level), Pace.level(rates, permits, 60));
    }
  }

  private long current(long millis) {
    return current(window.get(), millis);
  }

  /** Returns the window as it is now: a new one, with all permits, when its minute is over. */
  private long current(long seen, long millis) {
    long minute = Math.floorDiv(millis, 60_000L);
    short ahead = (short) (minute - minute(seen));
    // A clock that was set back by a little does not give a minute's permits again.
    return ahead == 0 || ahead == -1 ? seen : pack(minute, 0, permits);
  }

  private static long pack(long minute, long sent, long left) {
    return (minute & 0xFFFF) << (2 * COUNT_BITS) | (sent & COUNT) << COUNT_BITS | left;
  }

  private static long minute(long window) {
    return window >>> (2 * COUNT_BITS);
  }

  private static long sent(long window) {
    return (window >>> COUNT_BITS) & COUNT;
  }

  private static int left(long window) {
    return (int) (window & COUNT);
  }
}
