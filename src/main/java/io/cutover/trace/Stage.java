package io.cutover.trace;

/** A part of an exchange's time; each ends where the next begins. */
public enum Stage {
  /** From the first byte until the route is known. */
  ACCEPT("accept"),
  /** The token is checked. */
  AUTH("auth"),
  /** The platform is chosen. */
  DECIDE("decide"),
  /** A connection is awaited. */
  CONNECT("connect"),
  /** The request is sent, the head of the answer awaited. */
  FIRST_BYTE("first byte"),
  /** The answer comes. */
  STREAM("stream");

  private final String label;

  Stage(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
