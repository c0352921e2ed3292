package io.cutover.h2;

/**
 * How much a peer may still ask of us for nothing: a bucket that refills with time.
 *
 * <p>A good peer never notices: it sends hardly more frames of control than of content. Belongs to
 * one connection; not thread-safe.
 */
public final class Patience {
  /** What a frame of control takes. */
  static final int FRAME = 1;

  /** What a stream takes that was opened for nothing, or an empty frame. */
  static final int WASTE = 10;

  /** What a frame of content gives back. */
  static final int CONTENT = 4;

  private static final int MOST = 2_000;
  private static final int PER_SECOND = 200;
  private static final long SECOND = 1_000_000_000L;

  private long left = MOST;
  private long at;

  /** Starts at that monotonic time, in nanoseconds. */
  public Patience(long now) {
    at = now;
  }

  /** Takes some; returns whether there was enough. */
  boolean spend(int amount, long now) {
    long whole = (now - at) / (SECOND / PER_SECOND);
    if (whole > 0) {
      left = Math.min(MOST, left + whole);
      at = now;
    }
    left -= amount;
    return left >= 0;
  }

  /** Gives some back. */
  void earn(int amount) {
    left = Math.min(MOST, left + amount);
  }
}
