package io.cutover.state;

import java.time.Duration;
import java.time.Instant;

/**
 * How often a route was latched of late, from which a latch's cool-down follows: a person's first
 * rollback has none, for who went back may go on at once; then it is a minute, and doubles with
 * each further latch, up to an hour. A day without a latch and it begins anew.
 *
 * @param count of latches, the last one among them; 0: none of late
 * @param last when the last one began
 */
public record Latches(int count, Instant last) {
  /** No latch that anybody remembers. */
  public static final Latches NONE = new Latches(0, Instant.EPOCH);

  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  Latches and(Instant at) {
    boolean forgotten = Duration.between(last, at).compareTo(FORGOTTEN) >= 0;
    return new Latches(forgotten ? 1 : count + 1, at);
  }

  /** Returns for how long the last of these latches may not be lifted. */
  Duration coolDown(boolean byPerson) {
    int doubled = count - (byPerson ? 2 : 1);
    if (doubled < 0) {
      return Duration.ZERO;
    }
    Duration coolDown = FIRST.multipliedBy(1L << Math.min(doubled, 10));
    return coolDown.compareTo(LONGEST) > 0 ? LONGEST : coolDown;
  }
}
