package io.cutover.metric;

import java.util.concurrent.atomic.LongAdder;

/** How many of something there are right now. Any thread; cheap to change from many at once. */
public final class Level {
  private final LongAdder count = new LongAdder();

  Level() {}

  /** One more. */
  public void up() {
    count.increment();
  }

  /** One less; whoever calls this called {@link #up()} before. */
  public void down() {
    count.decrement();
  }

  /** Returns how many there are; while others count, a moment's approximation. */
  public long value() {
    return count.sum();
  }
}
