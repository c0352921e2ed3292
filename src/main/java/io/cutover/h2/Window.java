package io.cutover.h2;

import java.util.function.IntConsumer;

/**
 * How much of what came on one stream its peer may send anew: what was handed on while nobody had
 * asked to wait. So that whoever is slow at the other end slows the sender.
 *
 * <p>Runs on its connection's event loop only.
 */
public final class Window {
  private final long declared;
  private final IntConsumer giveBack;
  private long received;
  private int held;
  private boolean paused;
  private boolean handing;

  /**
   * Starts on a body.
   *
   * @param declared how long it was said to be; negative: nothing was said
   * @param giveBack lets the peer send so many bytes more
   */
  public Window(long declared, IntConsumer giveBack) {
    this.declared = declared;
    this.giveBack = giveBack;
  }

  /** Returns whether so much more is no more than was said; the last must make it complete. */
  public boolean fits(int bytes, boolean last) {
    received += bytes;
    return declared < 0 || (last ? received == declared : received <= declared);
  }

  /** Hands bytes on; returns how many the peer may send anew at once. */
  public int hand(int bytes, Runnable on) {
    held += bytes;
    handing = true;
    on.run();
    handing = false;
    return take();
  }

  private int take() {
    int free = paused ? 0 : held;
    held -= free;
    return free;
  }

  /** Holds the peer up, or lets it go on. */
  public void reading(boolean on) {
    paused = !on;
    if (on && !handing && held > 0) {
      giveBack.accept(take());
    }
  }
}
