package io.cutover.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Both clocks, which go on only when told to. */
public final class Time implements InstantSource, LongSupplier {
  public static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
  // Just before the sign changes: monotonic clocks may start anywhere.
  private static final long ORIGIN = Long.MAX_VALUE - 1_000_000_000L;

  private volatile Duration passed = Duration.ZERO;

  public void pass(Duration more) {
    passed = passed.plus(more);
  }

  @Override
  public Instant instant() {
    return START.plus(passed);
  }

  @Override
  public long getAsLong() {
    return ORIGIN + passed.toNanos();
  }
}
