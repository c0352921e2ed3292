package io.cutover.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How it is known whether a platform is well: {@code health:} and {@code outlier:}.
 *
 * @param check null: nobody asks it
 * @param outlier null: what its answers say is not looked at
 */
public record HealthConfig(@Nullable Check check, @Nullable Outlier outlier) {
  /** What holds for a platform that the file says nothing of. */
  public static final HealthConfig DEFAULT = new HealthConfig(null, Outlier.DEFAULT);

  /**
   * {@code health:}, asked for by the gateway itself.
   *
   * @param path behind the path of the platform's url
   * @param interval between two checks; one that lasts longer has failed
   * @param unhealthyAfter failures in a row
   * @param healthyAfter successes in a row
   */
  public record Check(String path, Duration interval, int unhealthyAfter, int healthyAfter) {}

  /**
   * {@code outlier:}, read off the answers to clients.
   *
   * @param consecutive failures in a row
   * @param successRate percent of an interval's answers; fewer are too few
   * @param minRequests answers without which an interval says nothing
   * @param ejectFor times how often in succession it was ejected
   * @param maxEjectFor longer it is never ejected
   * @param slowStart over how long its traffic comes back to it
   */
  public record Outlier(
      int consecutive,
      double successRate,
      int minRequests,
      Duration interval,
      Duration ejectFor,
      Duration maxEjectFor,
      Duration slowStart) {
    /** What holds unless something else is written. */
    public static final Outlier DEFAULT =
        new Outlier(
            5,
            50,
            100,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30));
  }
}
