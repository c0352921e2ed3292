package io.cutover.decide;

import io.cutover.bridge.Bridge;
import io.cutover.bridge.TokenService;
import io.cutover.http.HeadLimits;
import io.cutover.ledger.Announcements;
import io.cutover.ledger.Ledger;
import io.cutover.metric.RouteMetrics;
import io.cutover.net.AddressSet;
import io.cutover.route.Route;
import io.cutover.route.RouteTable;
import io.cutover.split.Platform;
import io.cutover.split.SwitchPosition;
import io.cutover.throttle.Guard;
import io.cutover.throttle.Guards;
import io.cutover.throttle.Throttles;
import io.cutover.token.Authorities;
import io.cutover.upstream.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a request uses, in one immutable value. It is built whole and swapped by one
 * reference; an exchange keeps the one that it began with.
 *
 * @param routes which route a request matches
 * @param inForce by {@link Route#index()}
 * @param tokenService null: it is off
 * @param sandbox where the new platform serves sandbox applications; null: nowhere
 * @param unmatched what requests go by that match no route
 * @param trusted proxies whose forwarded fields are believed
 */
public record Live(
    RouteTable routes,
    List<InForce> inForce,
    InForce unmatched,
    SwitchPosition position,
    Authorities authorities,
    Ledger ledger,
    Announcements announcements,
    Bridge bridge,
    @Nullable TokenService tokenService,
    Throttles throttles,
    Guards guards,
    Map<Platform, Endpoint> endpoints,
    @Nullable Endpoint sandbox,
    AddressSet trusted,
    HeadLimits limits) {

  public Live {
    inForce = List.copyOf(inForce);
    endpoints = Map.copyOf(endpoints);
  }

  /**
   * A route, what is in force for it, and where it is counted.
   *
   * @param guard of the new platform's capacity; null: nobody guards it
   */
  public record InForce(
      Route route, Standing standing, RouteMetrics metrics, @Nullable Guard guard) {}

  /**
   * Returns this snapshot with another state in force.
   *
   * @param retired whether the old platform is called no more
   */
  public Live with(List<InForce> nowInForce, SwitchPosition nowAt, boolean retired) {
    Standing passed = unmatched.standing().withRetired(retired);
    return new Live(
        routes,
        nowInForce,
        new InForce(unmatched.route(), passed, unmatched.metrics(), unmatched.guard()),
        nowAt,
        authorities,
        ledger,
        announcements,
        bridge,
        tokenService,
        throttles,
        guards,
        endpoints,
        sandbox,
        trusted,
        limits);
  }

  /** Returns what is in force for a route. */
  public InForce of(Route route) {
    return route.index() < inForce.size() ? inForce.get(route.index()) : unmatched;
  }

  /** Returns where a platform serves sandbox applications, or all others. */
  public Endpoint endpoint(Platform platform, boolean inSandbox) {
    boolean there = inSandbox && platform == Platform.NEW && sandbox != null;
    Endpoint endpoint = there ? sandbox : endpoints.get(platform);
    if (endpoint == null) {
      throw new AssertionError("both platforms have an endpoint");
    }
    return endpoint;
  }

  /** Returns where goes who belongs to no route: the new platform once every route's home is. */
  public Platform home() {
    return !inForce.isEmpty()
            && inForce.stream().allMatch(each -> each.standing().home() == Platform.NEW)
        ? Platform.NEW
        : Platform.OLD;
  }

  /** Returns every place that requests may go to. */
  public Set<Endpoint> places() {
    Set<Endpoint> places = new HashSet<>(endpoints.values());
    if (sandbox != null) {
      places.add(sandbox);
    }
    return places;
  }

  /** Returns what is in force for the route of that name, or null. */
  public @Nullable InForce byName(String name) {
    for (InForce each : inForce) {
      if (each.route().name().equals(name)) {
        return each;
      }
    }
    return null;
  }
}
