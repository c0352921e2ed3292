package io.cutover.metric;

import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Every series of the process. Made once, lives as long as the process, survives reloads. Any
 * thread.
 */
public final class Metrics implements AutoCloseable {
  /** The route of requests that match none. */
  public static final String NO_ROUTE = "none";

  /** The route of requests that match none and are passed on to the old platform. */
  public static final String UNMATCHED = "unmatched";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final RouteSeries series = RouteSeries.in(registry);
  private final Map<String, RouteMetrics> routes = new ConcurrentSkipListMap<>();
  private final Map<Platform, Level> inflight = new EnumMap<>(Platform.class);
  private final ConnectionLevels connections = new ConnectionLevels(registry);
  private final JvmSeries jvm = new JvmSeries(registry);
  private final Gauge reloadSuccessful;
  private final Gauge reloadSuccess;
  private final Gauge retires;
  private final Gauge healthy;

  /**
   * Registers what needs no route.
   *
   * @param version the program's own
   * @param nanos the monotonic clock, read when scraped
   */
  public Metrics(String version, InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    Info.builder()
        .name("cutover_build_info")
        .help("The program's version; always 1.")
        .labelNames("version", "java")
        .register(registry)
        .setLabelValues(version, Runtime.version().toString());
    this.reloadSuccessful =
        gauge(
            "cutover_config_last_reload_successful",
            "Whether the last configuration that was read came into force.");
    this.reloadSuccess =
        gauge(
            "cutover_config_last_reload_success_timestamp_seconds",
            "When a configuration last came into force.");
    this.retires =
        gauge(
            "cutover_platform_retires_timestamp_seconds",
            "When a platform ends, if the configuration says so.",
            "platform");
    this.healthy =
        gauge(
            "cutover_platform_healthy", "Whether a platform is well, as far as known.", "platform");
    for (Platform platform : Platform.values()) {
      inflight.put(platform, new Level());
    }
    registerCallbacks();
    route(NO_ROUTE).expect(null, Decision.NONE, 404);
    route(UNMATCHED).expect(Platform.OLD, Decision.HOME, 200, 500);
  }

  /** Returns a route's series, all at 0 when it is seen for the first time. */
  public RouteMetrics route(String name) {
    return routes.computeIfAbsent(name, this::newRoute);
  }

  /** Returns the exchanges that are on a platform at the moment. */
  public Level inflight(Platform platform) {
    return level(inflight, platform);
  }

  /** Returns the connections of clients. */
  public Level clientConnections(ConnectionState state) {
    return connections.client(state);
  }

  /** Returns the connections to a platform. */
  public Level platformConnections(Platform platform, ConnectionState state) {
    return connections.platform(platform, state);
  }

  /** A configuration came into force. */
  public void configApplied() {
    reloadSuccessful.set(1);
    reloadSuccess.set(clock.millis() / 1000.0);
  }

  /** A configuration was refused. */
  public void configRefused() {
    reloadSuccessful.set(0);
  }

  /** A platform ends then; null: nothing is said of it, and there is no series. */
  public void retires(Platform platform, @Nullable Instant end) {
    if (end == null) {
      retires.remove(platform.label());
    } else {
      retires.labelValues(platform.label()).set(end.toEpochMilli() / 1000.0);
    }
  }

  /** A platform is well, or not. */
  public void platformHealthy(Platform platform, boolean well) {
    healthy.labelValues(platform.label()).set(well ? 1 : 0);
  }

  /** Returns where the other series of this room are registered. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /**
   * Returns every series as it stands.
   *
   * @param accept the scraper's Accept field, null if it sent none
   */
  public Exposition scrape(@Nullable String accept) {
    // A gauge of a maximum since some time is of no use to who aggregates over replicas.
    return Exposition.of(registry.scrape(name -> !name.endsWith("_max")), accept);
  }

  @Override
  public void close() {
    jvm.close();
  }

  static Level level(Map<?, Level> levels, Object key) {
    Level level = levels.get(key);
    if (level == null) {
      throw new AssertionError("every value of the enum has a level, but not " + key);
    }
    return level;
  }

  private RouteMetrics newRoute(String name) {
    var route = new RouteMetrics(name, series, clock, nanos.getAsLong());
    if (!name.equals(NO_ROUTE) && !name.equals(UNMATCHED)) {
      route.expect(Platform.OLD, Decision.SHARE, 200, 500);
      route.expect(Platform.NEW, Decision.SHARE, 200, 500);
    }
    return route;
  }

  private Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .withoutExemplars()
        .register(registry);
  }

  private void registerCallbacks() {
    callback(
        "cutover_inflight_requests",
        "Exchanges that are on a platform at the moment.",
        gauge ->
            inflight.forEach(
                (platform, level) -> gauge.call((double) level.value(), platform.label())),
        "platform");
    callback(
        "cutover_platform_last_request_timestamp_seconds",
        "When a platform last served a request; 0: never since start.",
        gauge ->
            routes.forEach(
                (name, route) -> {
                  for (Platform platform : Platform.values()) {
                    gauge.call((double) route.lastRequestSeconds(platform), platform.label(), name);
                  }
                }),
        "platform",
        "route");
    callback(
        "cutover_share_expected_ratio",
        "Of the last minute's requests that reached the share rule: keys below the share.",
        gauge -> {
          long now = nanos.getAsLong();
          routes.forEach((name, route) -> gauge.call(route.window().expected(now), name));
        },
        "route");
    callback(
        "cutover_share_observed_ratio",
        "Of the last minute's requests that reached the share rule: gone to the new platform.",
        gauge -> {
          long now = nanos.getAsLong();
          routes.forEach((name, route) -> gauge.call(route.window().observed(now), name));
        },
        "route");
    registerWhatMayBeWrong();
  }

  private void registerWhatMayBeWrong() {
    callback(
        "cutover_share_mismatch",
        "Whether requests went elsewhere than their own decisions said (1) or not (0).",
        gauge -> routes.forEach((name, route) -> gauge.call(route.mismatch() ? 1 : 0, name)),
        "route");
    callback(
        "cutover_capacity_used_ratio",
        "Of the new platform's capacity in this clock minute: used up; 0 without a capacity.",
        gauge -> routes.forEach((name, route) -> gauge.call(route.capacityUsed(), name)),
        "route");
  }

  private void callback(
      String name, String help, Consumer<GaugeWithCallback.Callback> callback, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(callback)
        .register(registry);
  }
}
