package io.cutover.bridge;

import io.cutover.split.Blocked;

/** What is kept of a wanted token; times in monotonic nanoseconds. Immutable. */
sealed interface Held {

  /**
   * A token.
   *
   * @param refreshAt from when on another one is got, by the first who comes
   * @param ends when it is no longer given
   * @param mayForce from when on a platform's 401 has another one got
   */
  record Good(Swap.Token token, long refreshAt, long ends, long mayForce) implements Held {
    Good refreshingAt(long nanos) {
      return new Good(token, nanos, ends, mayForce);
    }

    Good forcedAgainAt(long nanos) {
      return new Good(token, refreshAt, ends, nanos);
    }
  }

  /**
   * A refusal.
   *
   * @param until when it is asked again
   * @param times how often in a row it was refused
   */
  record Bad(Blocked cause, long until, int times) implements Held {}
}
