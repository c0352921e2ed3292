package io.cutover.route;

/** Which route a request is for. */
public sealed interface Match {

  /**
   * This one.
   *
   * @param pathStart where the path starts in the head's bytes
   * @param prefixEnd where the matched prefix ends there; a prefix of {@code /} is empty
   */
  record Found(Route route, int pathStart, int prefixEnd) implements Match {}

  /** The path is refused: 400, and nothing is sent to a platform. */
  record Refused(PathFault fault) implements Match {}

  /** None, and unmatched paths are not passed on: 404. */
  record None() implements Match {}

  /** {@code OPTIONS *}: it is the gateway itself that is asked (RFC 9110 §9.3.7). */
  record Server() implements Match {}
}
