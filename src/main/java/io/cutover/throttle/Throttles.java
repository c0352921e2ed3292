package io.cutover.throttle;

import io.cutover.config.ApplicationConfig;
import io.cutover.config.GatewayConfig;
import io.cutover.config.Quota;
import io.cutover.config.RouteConfig;
import io.cutover.throttle.Refused.Scope;
import io.github.bucket4j.TimeMeter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All budgets of one configuration. Any thread; nothing waits. */
public final class Throttles {
  private static final OfRoute NONE = new OfRoute("", null, null);

  private final List<OfRoute> routes = new ArrayList<>();
  private final Map<String, Budget> applications = new HashMap<>();

  /** The budgets of one route: of all callers, and of each application. */
  private record OfRoute(
      String name, @Nullable Budget all, @Nullable PerApplication perApplication) {}

  private Throttles() {}

  /**
   * Makes the budgets of a configuration; those whose quota has not changed go on as they are.
   *
   * @param previous what was in force before; null: nothing
   * @param nanos the monotonic clock
   */
  public static Throttles of(
      GatewayConfig config, @Nullable Throttles previous, LongSupplier nanos) {
    TimeMeter time = meter(nanos);
    Throttles before = previous == null ? new Throttles() : previous;
    Throttles next = new Throttles();
    for (RouteConfig route : config.routes()) {
      next.routes.add(ofRoute(route, config.applications(), before.byName(route.name()), time));
    }
    for (ApplicationConfig application : config.applications()) {
      Budget budget =
          budget(application.throttle().all(), before.applications.get(application.name()), time);
      if (budget != null) {
        next.applications.put(application.name(), budget);
      }
    }
    return next;
  }

  private static OfRoute ofRoute(
      RouteConfig route, List<ApplicationConfig> applications, OfRoute before, TimeMeter time) {
    Map<String, Quota> exceptions = new HashMap<>();
    for (ApplicationConfig application : applications) {
      Quota own = application.throttle().routes().get(route.name());
      if (own != null) {
        exceptions.put(application.name(), own);
      }
    }
    Quota each = route.throttle().perApplication();
    PerApplication fresh =
        each == null && exceptions.isEmpty() ? null : new PerApplication(each, exceptions, time);
    PerApplication known = before.perApplication;
    return new OfRoute(
        route.name(),
        budget(route.throttle().route(), before.all, time),
        fresh != null && known != null && known.isLike(fresh) ? known : fresh);
  }

  private static @Nullable Budget budget(
      @Nullable Quota quota, @Nullable Budget known, TimeMeter time) {
    if (quota == null || quota.isUnlimited()) {
      return null;
    }
    return known != null && known.quota().equals(quota) ? known : new Budget(quota, time);
  }

  private OfRoute byName(String name) {
    for (OfRoute each : routes) {
      if (each.name.equals(name)) {
        return each;
      }
    }
    return NONE;
  }

  /**
   * Takes a permit of every budget that a request falls under, or of none.
   *
   * @param route its route's place in the configuration; beyond the last: it matched none
   * @param application the registered application that sent it; null: none
   * @param consumer that application, or else the client id of whose token it is; null: nobody who
   *     was checked here
   * @return null: go on
   */
  public @Nullable Refused take(
      int route, @Nullable String application, @Nullable String consumer) {
    OfRoute here = route < routes.size() ? routes.get(route) : NONE;
    Budget there =
        here.perApplication == null || consumer == null ? null : here.perApplication.of(consumer);
    Budget own = application == null ? null : applications.get(application);
    // The narrowest first: who is over a budget of his own takes nothing from the others.
    Refused refused = take(there, Scope.APPLICATION_ROUTE);
    if (refused == null) {
      refused = take(own, Scope.APPLICATION);
      if (refused == null) {
        refused = take(here.all, Scope.ROUTE);
        if (refused == null) {
          return null;
        }
        putBack(own);
      }
      putBack(there);
    }
    return refused;
  }

  private static @Nullable Refused take(@Nullable Budget budget, Scope scope) {
    long wait = budget == null ? 0 : budget.take();
    return budget == null || wait == 0
        ? null
        : new Refused(scope, budget.quota().perMinute(), budget.quota().burst(), wait);
  }

  private static void putBack(@Nullable Budget budget) {
    if (budget != null) {
      budget.putBack();
    }
  }

  /** Bucket4j compares times by size: they start at 0, so that they never change their sign. */
  private static TimeMeter meter(LongSupplier nanos) {
    long start = nanos.getAsLong();
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        return nanos.getAsLong() - start;
      }

      @Override
      public boolean isWallClockBased() {
        return false;
      }
    };
  }
}
