package io.cutover.proxy;

import io.cutover.metric.Metrics;
import io.cutover.split.Interleave;
import java.util.random.RandomGenerator;

/** What one event loop remembers of a route. */
final class RouteOnLoop {
  private final String name;
  private final Interleave interleave;
  private final RetryBudget budget = new RetryBudget();

  RouteOnLoop(String name, RandomGenerator random) {
    this.name = name;
    this.interleave = new Interleave(random);
  }

  RouteOnLoop(RandomGenerator random) {
    this(Metrics.UNMATCHED, random);
  }

  String name() {
    return name;
  }

  /** Returns the order in which requests without a key are split. */
  Interleave interleave() {
    return interleave;
  }

  /** Returns how many repeats the route may still make. */
  RetryBudget budget() {
    return budget;
  }
}
