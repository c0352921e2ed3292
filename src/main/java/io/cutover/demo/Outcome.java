package io.cutover.demo;

import io.netty.handler.codec.http.HttpHeaders;

/** What came of a call. */
sealed interface Outcome {

  /** An answer, whole. */
  record Answered(int status, HttpHeaders headers, String body) implements Outcome {
    /** Returns the status alone: headers and body may hold a token. */
    @Override
    public String toString() {
      return Integer.toString(status);
    }
  }

  /**
   * A conversation that was held to its end.
   *
   * @param opened when the far side had agreed to it, on the clock of {@link System#nanoTime()}
   * @param answer the head of that, and what the far side heard as the body; of status 200
   */
  record Talked(long opened, Answered answer) implements Outcome {}

  /** No answer: no connection, one that broke, or none in time. */
  record Broken(String why) implements Outcome {}
}
