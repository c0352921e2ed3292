package io.cutover.net;

import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One event loop, and what belongs to it alone. */
public final class Loop {
  private final EventLoop executor;
  private final LongSupplier nanos;
  private final Wheel wheel;
  private final HttpDate date;
  private final StreamLedger streams = new StreamLedger();
  private final SplittableRandom random = new SplittableRandom();

  Loop(EventLoop executor, LongSupplier nanos, InstantSource clock) {
    this.executor = executor;
    this.nanos = nanos;
    this.wheel = new Wheel(nanos);
    this.date = new HttpDate(clock);
    var unused =
        executor.scheduleAtFixedRate(this::tick, Wheel.TICK, Wheel.TICK, TimeUnit.NANOSECONDS);
  }

  private void tick() {
    date.refresh();
    wheel.advance();
  }

  /** Returns Netty's loop, which runs tasks in the order given. */
  public EventLoop executor() {
    return executor;
  }

  /** Returns the timeouts of this loop; only on this loop. */
  public Wheel wheel() {
    return wheel;
  }

  /** Returns the streams that are open here; only on this loop. */
  public StreamLedger streams() {
    return streams;
  }

  /** Returns the time now as HTTP writes it; only on this loop. */
  public byte[] date() {
    return date.bytes();
  }

  /** Returns monotonic nanoseconds. */
  public long now() {
    return nanos.getAsLong();
  }

  /** Returns a source of numbers that are nobody's secret; only on this loop. */
  public SplittableRandom random() {
    return random;
  }
}
