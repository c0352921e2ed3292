package io.cutover.proxy;

/**
 * How many repeats a route may make: a part of its requests, so that a platform in trouble is not
 * given the more to do.
 *
 * <p>A token bucket that each request fills by the budget and each repeat empties by one; it starts
 * and is capped at {@value #RESERVE}, so that a quiet route may repeat too. Belongs to one event
 * loop.
 */
final class RetryBudget {
  private static final double RESERVE = 10;

  private double tokens = RESERVE;

  /** Counts a request. */
  void request(double budget) {
    tokens = Math.min(RESERVE, tokens + budget);
  }

  /** Takes leave for one repeat; returns whether it was given. */
  boolean take() {
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
