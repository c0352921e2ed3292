package io.cutover.throttle;

import io.cutover.config.GatewayConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.config.RouteConfig;
import io.cutover.split.Platform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who guards the new platform's capacity on each route. Immutable; any thread. */
public final class Guards {
  private final PlatformConfig.@Nullable Capacity capacity;
  private final List<@Nullable Guard> routes = new ArrayList<>();
  private final Map<String, Guard> byName = new HashMap<>();

  private Guards(PlatformConfig.@Nullable Capacity capacity) {
    this.capacity = capacity;
  }

  /**
   * Makes the guards of a configuration; where its capacity has not changed, known routes keep
   * theirs.
   *
   * @param previous what was in force before; null: nothing
   */
  public static Guards of(GatewayConfig config, @Nullable Guards previous) {
    PlatformConfig there = config.platforms().get(Platform.NEW);
    PlatformConfig.Capacity capacity = there == null ? null : there.capacity();
    Guards guards = new Guards(capacity);
    Map<String, Guard> before =
        previous != null && capacity != null && capacity.equals(previous.capacity)
            ? previous.byName
            : Map.of();
    for (RouteConfig route : config.routes()) {
      if (capacity == null || route.endpoints().get(Platform.NEW) == null) {
        guards.routes.add(null);
        continue;
      }
      // One guard under one name, where the platform counts all routes together.
      String name = capacity.perRoute() ? route.name() : "";
      Guard known = before.get(name);
      Guard guard =
          guards.byName.computeIfAbsent(
              name,
              _ ->
                  known != null
                      ? known
                      : new Guard(capacity.permits(), capacity.perMinute() - capacity.permits()));
      guards.routes.add(guard);
    }
    return guards;
  }

  /** Returns the guard of the route in that place of the configuration; null: nobody guards it. */
  public @Nullable Guard of(int route) {
    return route < routes.size() ? routes.get(route) : null;
  }
}
