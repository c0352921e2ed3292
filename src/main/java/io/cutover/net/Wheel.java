package io.cutover.net;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All timeouts of one event loop, as a hashed timing wheel (Varghese and Lauck, 1987).
 *
 * <p>Setting and cancelling one is a few assignments and allocates nothing, so that each exchange
 * may do so at each of its phases. A timeout fires up to one tick late, never early.
 *
 * <p>Belongs to its event loop; not thread-safe.
 */
public final class Wheel {
  /** How long one slot lasts, in nanoseconds. */
  public static final long TICK = 20_000_000;

  private static final int SLOTS = 1024;

  private final LongSupplier nanos;
  private final Timeout[] slots = new Timeout[SLOTS];
  private final Timeout due = new Head();
  private final long start;
  private long tick;

  /** Makes a wheel that reads that monotonic clock, in nanoseconds. */
  public Wheel(LongSupplier nanos) {
    this.nanos = nanos;
    this.start = nanos.getAsLong();
    for (int i = 0; i < SLOTS; i++) {
      slots[i] = new Head();
    }
  }

  /** Something to be done when time is up, unless it is cancelled before. */
  public abstract static class Timeout {
    private @Nullable Timeout previous;
    private @Nullable Timeout next;
    private long dueTick;

    /** Called on the event loop, once for each time that it was set and not cancelled. */
    protected abstract void expired();

    /** Returns whether it is set. */
    public final boolean isSet() {
      return next != null;
    }

    /** Cancels it; does nothing if it is not set. */
    public final void cancel() {
      if (next != null && previous != null) {
        previous.next = next;
        next.previous = previous;
        next = null;
        previous = null;
      }
    }
  }

  private static final class Head extends Timeout {
    Head() {
      link(this, this);
    }

    @Override
    protected void expired() {
      throw new AssertionError("a slot's head is never due");
    }
  }

  private static void link(Timeout before, Timeout after) {
    before.next = after;
    after.previous = before;
  }

  /** Sets a timeout to that many nanoseconds from now, anew if it is set already. */
  public void set(Timeout timeout, long delay) {
    set(timeout, delay, nanos.getAsLong());
  }

  /** The same for who has read the clock already: {@code now} is its monotonic nanoseconds. */
  public void set(Timeout timeout, long delay, long now) {
    timeout.cancel();
    long due = now - start + Math.max(delay, 0);
    timeout.dueTick = Math.max(due / TICK + 1, tick + 1);
    append(slots[(int) (timeout.dueTick % SLOTS)], timeout);
  }

  /** Fires what is due. Called once a tick; after a pause it catches up. */
  public void advance() {
    long now = (nanos.getAsLong() - start) / TICK;
    // One round touches each slot; a longer pause needs no second one.
    long from = Math.max(tick + 1, now - SLOTS + 1);
    tick = now;
    for (long t = from; t <= now; t++) {
      fire(slots[(int) (t % SLOTS)], now);
    }
  }

  private void fire(Timeout head, long now) {
    // Set apart first: what runs below may set or cancel any timeout, this slot's included.
    for (Timeout at = head.next; at != null && at != head; ) {
      Timeout next = at.next;
      if (at.dueTick <= now) {
        at.cancel();
        append(due, at);
      }
      at = next;
    }
    for (Timeout at = due.next; at != null && at != due; at = due.next) {
      at.cancel();
      at.expired();
    }
  }

  private static void append(Timeout head, Timeout timeout) {
    Timeout last = head.previous;
    if (last != null) {
      link(last, timeout);
      link(timeout, head);
    }
  }
}
