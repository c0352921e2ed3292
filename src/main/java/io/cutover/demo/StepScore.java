package io.cutover.demo;

import io.cutover.split.Platform;
import io.cutover.split.Share;

/** What was seen of one route while one share was alone in force. On one thread. */
final class StepScore {
  private long requests;
  private double expected;
  private long moved;
  private long edges;

  /** Counts a request that began and ended within the step. */
  void add(double expectedPart, Platform servedBy) {
    requests++;
    expected += expectedPart;
    if (servedBy == Platform.NEW) {
      moved++;
    }
  }

  /** Counts a request that the gateway may have counted for this step, but nobody here can tell. */
  void addEdge() {
    edges++;
  }

  StepScore copy() {
    StepScore copy = new StepScore();
    copy.requests = requests;
    copy.expected = expected;
    copy.moved = moved;
    copy.edges = edges;
    return copy;
  }

  long requests() {
    return requests;
  }

  /** Returns the part, 0 to 1, that the share alone sends to the new platform. */
  double expectedRatio() {
    return requests == 0 ? 0 : expected / requests;
  }

  /** Returns the part, 0 to 1, that the new platform served. */
  double observedRatio() {
    return requests == 0 ? 0 : moved / (double) requests;
  }

  /**
   * Returns by how many requests a split without keys is further off than it may be.
   *
   * <p>Since the share last changed, each event loop's count is within 1 of its requests × share;
   * this step sees a stretch of that, the difference of two such counts, so within 2. A request at
   * the edge of the step shifts the stretch by one at most.
   */
  long excess(Share share, int eventLoops) {
    double off = Math.abs(moved - requests * share.ratio());
    return (long) Math.ceil(Math.max(0, off - 2.0 * eventLoops - edges - 1e-6));
  }
}
