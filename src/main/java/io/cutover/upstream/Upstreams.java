package io.cutover.upstream;

import io.cutover.config.HealthConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.metric.Metrics;
import io.cutover.net.Loop;
import io.cutover.net.Loops;
import io.cutover.net.Wheel;
import io.cutover.split.Platform;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The connections to both platforms, apart for each event loop. */
public final class Upstreams implements AutoCloseable {
  private static final long TURN = 1_000_000_000L;

  private final Connector connector;
  private final Wheel.Timeout turn =
      new Wheel.Timeout() {
        @Override
        protected void expired() {
          turn();
        }
      };
  private final Map<Loop, Pools> pools = new IdentityHashMap<>();
  private final Map<Platform, Health> health = new EnumMap<>(Platform.class);
  private final Loop first;

  /** On the first loop only. */
  private final Map<Platform, Prober> probers = new EnumMap<>(Platform.class);

  public Upstreams(Loops loops, Metrics metrics) {
    this.connector = new Connector(loops);
    for (Loop loop : loops.all()) {
      var own = new Pools(loop, connector, metrics);
      pools.put(loop, own);
      loop.executor().execute(own::start);
    }
    this.first = loops.all().getFirst();
    for (Platform platform : Platform.values()) {
      health.put(platform, new Health(platform, metrics));
    }
    first.executor().execute(this::turn);
  }

  private void turn() {
    health.values().forEach(each -> each.turn(first.now()));
    first.wheel().set(turn, TURN);
  }

  /** Returns how a platform is. Any thread. */
  public Health health(Platform platform) {
    Health of = health.get(platform);
    if (of == null) {
      throw new AssertionError("every platform has its health");
    }
    return of;
  }

  /** Takes rules of health into force; checks go to the endpoints that requests go to. */
  public void watch(Map<Platform, PlatformConfig> configs, Map<Platform, Endpoint> endpoints) {
    first
        .executor()
        .execute(() -> configs.forEach((at, config) -> watch(config, endpoints.get(at))));
  }

  private void watch(PlatformConfig config, @Nullable Endpoint endpoint) {
    Health of = health(config.platform());
    of.rules(config.health(), first.now());
    Prober before = probers.remove(config.platform());
    if (before != null) {
      before.stop();
    }
    HealthConfig.Check check = config.health().check();
    if (check != null && endpoint != null) {
      var prober = new Prober(first, on(first), of, endpoint, check, config.url());
      probers.put(config.platform(), prober);
      prober.start();
    }
  }

  /**
   * Asks a platform once, as the gateway itself, by the way that requests go. Any thread.
   *
   * @param path that the configuration has checked
   * @param authority the Host
   * @param fields names and values that are fit to be sent
   * @param most bytes of the answer's body that matter
   * @param patience with all of it
   * @return completes on an event loop; exceptionally with an {@link java.io.IOException} if there
   *     is no answer
   */
  public CompletableFuture<Answered> ask(
      Endpoint endpoint,
      String path,
      String authority,
      Map<String, String> fields,
      int most,
      Duration patience) {
    var inquiry =
        new Inquiry(
            first,
            on(first),
            endpoint,
            GetRequest.of(path, authority, fields, endpoint.limits()),
            most);
    first.executor().execute(() -> inquiry.ask(patience.toNanos()));
    return inquiry.outcome();
  }

  /** Returns the connections of one loop; to be used on that loop only. */
  public Pools on(Loop loop) {
    Pools own = pools.get(loop);
    if (own == null) {
      throw new IllegalArgumentException("not a loop of this gateway");
    }
    return own;
  }

  /** Lets go of every endpoint that is not among these. Any thread. */
  public void retain(Set<Endpoint> endpoints) {
    Set<Endpoint> all = new HashSet<>(endpoints);
    endpoints.forEach(each -> all.add(each.alone()));
    connector.retain(all);
    pools.forEach((loop, own) -> loop.executor().execute(() -> own.retain(all)));
  }

  @Override
  public void close() {
    connector.close();
  }
}
