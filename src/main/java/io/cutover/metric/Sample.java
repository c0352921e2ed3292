package io.cutover.metric;

import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a route saw in the last minute.
 *
 * @param requestsPerSecond all that ended, own answers counted, over the time that was observed
 * @param platforms both, always
 * @param split the requests that reached the share rule
 * @param expected of these, the part whose keys lay below the share; 0 if there were none
 * @param observed of these, the part that went to the new platform; 0 if there were none
 * @param blocked those that could not move, each cause, also the ones at 0
 */
public record Sample(
    double requestsPerSecond,
    Map<Platform, Side> platforms,
    long split,
    double expected,
    double observed,
    Map<Blocked, Long> blocked) {
  public Sample {
    platforms = Map.copyOf(platforms);
    blocked = Map.copyOf(blocked);
  }

  /**
   * One platform's part.
   *
   * @param requests those that ended
   * @param errors of these, the ones that the caller saw as 5xx
   * @param latency from a request sent to its response head; empty: nothing was answered
   */
  public record Side(long requests, long errors, Optional<Latency> latency) {
    /** Returns errors by requests; 0 if there were none. */
    public double errorRatio() {
      return requests == 0 ? 0 : errors / (double) requests;
    }
  }

  /** Quantiles, each never too low, and at most a quarter too high. */
  public record Latency(Duration p50, Duration p95, Duration p99) {}
}
