package io.cutover.token;

import java.time.Instant;

/** Seconds of the epoch, as a JSON number (RFC 7519 §2). */
final class NumericDate {
  private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

  private NumericDate() {}

  /** Reads one, to the millisecond; those beyond any calendar become its end. */
  static Instant of(Number seconds) {
    if (seconds instanceof Long || seconds instanceof Integer) {
      return Instant.ofEpochSecond(Math.clamp(seconds.longValue(), FIRST, LAST));
    }
    double clamped = Math.clamp(seconds.doubleValue(), (double) FIRST, (double) LAST);
    return Instant.ofEpochMilli((long) Math.floor(clamped * 1000));
  }
}
