package io.cutover.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that goes when it is told to. */
final class SetClock implements InstantSource {
  private Instant now = Instant.parse("2026-09-05T15:59:30Z");

  void advance(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }
}
