package io.cutover;

import io.cutover.bridge.Bridge;
import io.cutover.bridge.TokenService;
import io.cutover.config.ApplicationConfig;
import io.cutover.config.GatewayConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.config.RouteConfig;
import io.cutover.decide.Live;
import io.cutover.decide.Standing;
import io.cutover.http.HeadLimits;
import io.cutover.ledger.Announcements;
import io.cutover.ledger.Ledger;
import io.cutover.ledger.Verifications;
import io.cutover.metric.BridgeMetrics;
import io.cutover.metric.Metrics;
import io.cutover.metric.RouteMetrics;
import io.cutover.metric.TokenMetrics;
import io.cutover.net.AddressSet;
import io.cutover.route.Route;
import io.cutover.route.RouteTable;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.state.CutoverState;
import io.cutover.store.SealedMarks;
import io.cutover.throttle.Guard;
import io.cutover.throttle.Guards;
import io.cutover.throttle.Throttles;
import io.cutover.token.Authorities;
import io.cutover.upstream.Endpoint;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds what requests go by: all of it from a configuration, or the part that a state decides.
 *
 * <p>Pure but for what it registers in the metrics; whoever asks holds the lock.
 */
final class Snapshots {
  private final Supplier<CutoverState> state;
  private final Metrics metrics;
  private final TokenMetrics tokenMetrics;
  private final BridgeMetrics bridgeMetrics;
  private final SealedMarks revoked;
  private final Verifications verifications;
  private final Supplier<Platform> home;
  private final InstantSource clock;
  private final LongSupplier nanos;

  /**
   * @param state in force
   * @param revoked tokens that were given back
   * @param verifications what trying applications out came to
   * @param home where goes who belongs to no route
   */
  Snapshots(
      Supplier<CutoverState> state,
      Metrics metrics,
      SealedMarks revoked,
      Verifications verifications,
      Supplier<Platform> home,
      InstantSource clock,
      LongSupplier nanos) {
    this.state = state;
    this.metrics = metrics;
    this.tokenMetrics = new TokenMetrics(metrics.registry());
    this.bridgeMetrics = new BridgeMetrics(metrics.registry());
    this.revoked = revoked;
    this.verifications = verifications;
    this.home = home;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Builds the whole snapshot that requests use; what has not changed is carried over. */
  Live build(GatewayConfig next, @Nullable Live previous) {
    var limits =
        new HeadLimits(next.limits().header(), next.limits().headers(), next.limits().uri());
    Map<Platform, Endpoint> endpoints = new EnumMap<>(Platform.class);
    next.platforms()
        .forEach((platform, each) -> endpoints.put(platform, Endpoint.of(each, limits)));
    CutoverState now = state.get();
    RouteTable routes = new RouteTable(next);
    var standings = new Standings(next, now, verifications);
    List<Live.InForce> inForce = new ArrayList<>();
    Guards guards = Guards.of(next, previous == null ? null : previous.guards());
    for (Route route : routes.routes()) {
      Guard guard = guards.of(route.index());
      RouteMetrics counted = metrics.route(route.name());
      counted.capacity(() -> guard == null ? 0 : guard.used(clock.millis()));
      inForce.add(
          new Live.InForce(route, standings.of(next.routes().get(route.index())), counted, guard));
    }
    String unmatched = next.passUnmatched() ? Metrics.UNMATCHED : Metrics.NO_ROUTE;
    for (PlatformConfig platform : next.platforms().values()) {
      LocalDate end = platform.retires();
      metrics.retires(
          platform.platform(),
          end == null ? null : end.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
    Ledger before = previous == null ? null : previous.ledger();
    Ledger ledger = Ledger.of(next.applications(), before);
    Authorities authorities =
        Authorities.of(
            next.authorities(),
            next.applications(),
            previous == null ? null : previous.authorities(),
            tokenMetrics,
            revoked,
            clock,
            nanos);
    Bridge bridge =
        Bridge.of(
            next.bridge(),
            next.platforms(),
            ledger,
            previous == null ? null : previous.bridge(),
            before,
            bridgeMetrics,
            clock,
            nanos);
    return new Live(
        routes,
        inForce,
        new Live.InForce(
            routes.unmatched(),
            new Standing(
                Share.NONE, Platform.OLD, false, Map.of(), Set.of(), Set.of(), now.retired(), 0),
            metrics.route(unmatched),
            null),
        now.switchState().position(),
        authorities,
        ledger,
        Announcements.of(next.announce()),
        bridge,
        tokenService(next, ledger, bridge, authorities, previous),
        Throttles.of(next, previous == null ? null : previous.throttles(), nanos),
        guards,
        endpoints,
        Endpoint.sandbox(Objects.requireNonNull(next.platforms().get(Platform.NEW)), limits),
        new AddressSet(next.trustedProxies()),
        limits);
  }

  private @Nullable TokenService tokenService(
      GatewayConfig next,
      Ledger ledger,
      Bridge bridge,
      Authorities authorities,
      @Nullable Live previous) {
    return next.tokenService() == null
        ? null
        : new TokenService(
            next.tokenService(),
            next.platforms(),
            ledger,
            bridge,
            authorities,
            new TokenService.Surroundings(
                home,
                () -> state.get().retired(),
                application -> state.get().tokensOf(application),
                clock,
                nanos),
            previous == null ? null : previous.tokenService());
  }

  /** Returns the snapshot with another state in it. */
  Live with(Live before, GatewayConfig config, CutoverState now) {
    Map<String, RouteConfig> byName =
        config.routes().stream().collect(Collectors.toMap(RouteConfig::name, each -> each));
    var standings = new Standings(config, now, verifications);
    List<Live.InForce> inForce =
        before.inForce().stream()
            .map(
                each ->
                    new Live.InForce(
                        each.route(),
                        standings.of(Objects.requireNonNull(byName.get(each.route().name()))),
                        each.metrics(),
                        each.guard()))
            .toList();
    return before.with(inForce, now.switchState().position(), now.retired());
  }

  /** Returns the cohort of each application that is in one. */
  static Map<String, String> cohorts(GatewayConfig config) {
    Map<String, String> cohorts = new HashMap<>();
    for (ApplicationConfig application : config.applications()) {
      if (application.cohort() != null) {
        cohorts.put(application.name(), application.cohort());
      }
    }
    return cohorts;
  }
}
