package io.cutover.bridge;

import io.cutover.split.Blocked;

/** What came of asking for a token of the other platform. */
public sealed interface Swap {

  /**
   * There is one.
   *
   * @param authorization the whole value of an Authorization field; not to be changed, nor shown
   */
  @SuppressWarnings("ArrayRecordComponent") // told apart by identity
  record Token(byte[] authorization) implements Swap {
    @Override
    public String toString() {
      return "Token[***]";
    }
  }

  /** The platform gives none: asking again soon would change nothing. */
  record Refused(Blocked cause) implements Swap {}

  /** The platform's token endpoint can not be asked now. */
  record Away() implements Swap {}
}
