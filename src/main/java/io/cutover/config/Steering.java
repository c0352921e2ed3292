package io.cutover.config;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route's share goes by beside its own name.
 *
 * @param group routes of one group have one share, bucket, plan and latch; null: none
 * @param formerly the name that the route had, whose buckets and state it keeps; null: none
 * @param override who may ask for a platform; null: nobody
 */
public record Steering(
    @Nullable String group, @Nullable String formerly, @Nullable PlatformOverride override) {
  /** A route for itself. */
  public static final Steering NONE = new Steering(null, null, null);

  /**
   * {@code override:}.
   *
   * @param header in which a tester asks for {@code old} or {@code new}; never sent on
   * @param applications whose verified requests are heard
   */
  public record PlatformOverride(String header, Set<String> applications) {
    public PlatformOverride {
      applications = Set.copyOf(applications);
    }
  }
}
