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

  /** No answer: no connection, one that broke, or none in time. */
  record Broken(String why) implements Outcome {}
}
