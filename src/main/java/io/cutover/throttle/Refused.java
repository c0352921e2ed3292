package io.cutover.throttle;

import io.cutover.metric.ThrottleScope;

/**
 * A request over budget.
 *
 * @param scope whose budget it was
 * @param perMinute how many permits that budget gets a minute
 * @param burst how many it holds at most
 * @param waitNanos until there is a permit again
 */
public record Refused(Scope scope, int perMinute, int burst, long waitNanos) {

  /** Whose budgets there are. */
  public enum Scope {
    /** An application's, over all routes. */
    APPLICATION(ThrottleScope.APPLICATION),
    /** A route's, of all its callers. */
    ROUTE(ThrottleScope.ROUTE),
    /** An application's on one route. */
    APPLICATION_ROUTE(ThrottleScope.APPLICATION);

    private final ThrottleScope label;

    Scope(ThrottleScope label) {
      this.label = label;
    }

    /** Returns how it is counted. */
    public ThrottleScope label() {
      return label;
    }
  }
}
