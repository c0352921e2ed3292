package io.cutover.demo;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Counts against a limit in windows of one clock minute, as both platforms do. Any thread. */
final class MinuteLimit {
  private final InstantSource clock;
  private final Map<String, Integer> counts = new HashMap<>();
  private long minute = Long.MIN_VALUE;
  private int perMinute;

  MinuteLimit(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * What came of counting one request.
   *
   * @param limit per minute; 0: there is none
   * @param remaining in this window
   * @param resets when the window ends
   */
  record Count(boolean granted, int limit, int remaining, Instant now, Instant resets) {}

  /** Sets how many requests each key may make in a minute; 0: any number. */
  synchronized void set(int limit) {
    perMinute = limit;
  }

  /** Counts a request of this key. */
  synchronized Count take(String key) {
    Instant now = clock.instant();
    long current = Math.floorDiv(now.getEpochSecond(), 60L);
    if (current != minute) {
      minute = current;
      counts.clear();
    }
    Instant resets = Instant.ofEpochSecond((current + 1) * 60);
    if (perMinute == 0) {
      return new Count(true, 0, 0, now, resets);
    }
    int used = counts.merge(key, 1, Integer::sum);
    return new Count(used <= perMinute, perMinute, Math.max(0, perMinute - used), now, resets);
  }
}
