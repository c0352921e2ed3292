package io.cutover.bridge;

import java.time.Duration;

/** How long one who refused, or did not answer, is left in peace: a second, then twice as long. */
final class Backoff {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofSeconds(60);

  private Backoff() {}

  /**
   * Returns the time after that many failures in a row, in nanoseconds.
   *
   * @param asked seconds that the other side asked for; 0: it did not
   */
  static long nanos(int times, long asked) {
    long doubled = FIRST.toNanos() << Math.min(Math.max(times - 1, 0), 10);
    long wanted = Math.max(doubled, Duration.ofSeconds(Math.min(asked, 3600)).toNanos());
    return Math.min(wanted, LONGEST.toNanos());
  }
}
