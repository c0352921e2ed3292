package io.cutover.proxy;

/**
 * What was seen of the platform's part in one exchange: written by {@link Relay}, read when the
 * exchange is entered. On its event loop only; times are monotonic nanoseconds.
 */
final class Seen {
  /** When the request was sent; -1: it was not. */
  long sentAt = -1;

  /** When the answer's head came; -1: it did not. */
  long answeredAt = -1;

  /** When the platform was let go. */
  long overAt = -1;

  /** The status that its answer meant, however it said so; -1: there was none. */
  int meant = -1;

  /** Bytes of the request's body that came; none of them can be had again. */
  long bodyBytes;

  long answerBytes;

  /** Whether it failed the exchange: no whole answer came of it. */
  boolean broke;

  /** Whether its answer was relayed to the end. */
  boolean whole;

  /** Whether its answer has no end of its own, and comes when there is something to tell. */
  boolean streamed;

  /** Returns how long the platform had the exchange, in nanoseconds. */
  long platformNanos() {
    return sentAt < 0 ? 0 : overAt - sentAt;
  }

  /**
   * Returns how long the platform let wait for the answer's head, in nanoseconds; of a client that
   * went away first, how long it had waited; negative: nobody waited, or for a stream.
   */
  long waitNanos(long now) {
    if (sentAt < 0 || streamed) {
      return -1;
    }
    return (answeredAt < 0 ? now : answeredAt) - sentAt;
  }

  /** Returns nanoseconds from the request sent to the answer's head; -1: there was none. */
  long answerNanos() {
    return answeredAt < 0 ? -1 : answeredAt - sentAt;
  }

  /** Returns the status that the answer meant, or else the one given. */
  int meant(int otherwise) {
    return meant < 0 ? otherwise : meant;
  }

  /** Returns the bytes of both bodies, as far as they came. */
  long bytes() {
    return bodyBytes + answerBytes;
  }
}
