package io.cutover.proxy;

import io.cutover.decide.Decisions;
import io.cutover.decide.Live;
import io.cutover.http.Head;
import io.cutover.ledger.Outcomes;
import io.cutover.metric.ConnectionState;
import io.cutover.metric.Level;
import io.cutover.metric.Metrics;
import io.cutover.net.Loop;
import io.cutover.net.Wheel;
import io.cutover.route.Route;
import io.cutover.route.RouteTable;
import io.cutover.split.Platform;
import io.cutover.trace.Trace;
import io.cutover.trace.Tracing;
import io.cutover.upstream.Condition;
import io.cutover.upstream.Pools;
import io.cutover.upstream.Upstreams;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the exchanges of one event loop have in common. Runs on that loop only. */
final class LoopRoom {
  private final Loop loop;
  private final Supplier<Live> live;
  private final Pools pools;
  private final Upstreams upstreams;
  private final Metrics metrics;
  private final Outcomes outcomes;
  private final Supplier<AccessLog> log;
  private final InstantSource clock;
  private final BooleanSupplier draining;
  private final Supplier<@Nullable Tracing> tracing;
  private final RequestIds ids;
  private final Decisions.OnLoop decisions;
  private @Nullable RouteTable table;
  private RouteOnLoop[] routes = new RouteOnLoop[0];
  private final RouteOnLoop unmatched;

  LoopRoom(
      Loop loop,
      Supplier<Live> live,
      Upstreams upstreams,
      Metrics metrics,
      Outcomes outcomes,
      Supplier<AccessLog> log,
      InstantSource clock,
      BooleanSupplier draining,
      Supplier<@Nullable Tracing> tracing,
      Decisions.OnLoop decisions) {
    this.loop = loop;
    this.live = live;
    this.pools = upstreams.on(loop);
    this.upstreams = upstreams;
    this.metrics = metrics;
    this.outcomes = outcomes;
    this.log = log;
    this.clock = clock;
    this.draining = draining;
    this.tracing = tracing;
    this.ids = new RequestIds(loop.random());
    this.decisions = decisions;
    this.unmatched = new RouteOnLoop(loop.random());
    var streams = new Streams(loop, live, clock);
    loop.executor().execute(streams::start);
  }

  /** Returns the snapshot in force, which an exchange reads once. */
  Live live() {
    return live.get();
  }

  Loop loop() {
    return loop;
  }

  Wheel wheel() {
    return loop.wheel();
  }

  byte[] date() {
    return loop.date();
  }

  Pools pools() {
    return pools;
  }

  /** Returns how a platform is to the request at hand. */
  Condition condition(Platform platform) {
    return upstreams.health(platform).condition(loop.now(), loop.random());
  }

  /** Takes note of how an attempt on a platform went. */
  void outcome(Platform platform, boolean ok, long now) {
    upstreams.health(platform).outcome(ok, now);
  }

  Metrics metrics() {
    return metrics;
  }

  /** Returns where it is counted how applications fare. */
  Outcomes outcomes() {
    return outcomes;
  }

  AccessLog log() {
    return log.get();
  }

  InstantSource clock() {
    return clock;
  }

  /** Returns where this loop remembers how it decided. */
  Decisions.OnLoop decisions() {
    return decisions;
  }

  RequestIds ids() {
    return ids;
  }

  /** Begins the trace of an exchange; null: it is not sampled, as none is while traces are off. */
  @Nullable Trace trace(Head head, boolean believed, long startNanos) {
    Tracing to = tracing.get();
    if (to == null) {
      return null;
    }
    String parent = RequestIds.traceparent(head);
    return to.samples(loop.random(), parent, believed)
        ? to.begin(parent, head.method(), startNanos, loop.now())
        : null;
  }

  Level clients(ConnectionState state) {
    return metrics.clientConnections(state);
  }

  /**
   * Returns what a route that is answered here answers; a health route is unwell while draining.
   */
  int respondStatus(Route route) {
    return route.respond() == 200 && draining.getAsBoolean() ? 503 : route.respond();
  }

  /** Returns what this loop remembers of a route; it outlives a reload by the route's name. */
  RouteOnLoop of(Live snapshot, Route route) {
    if (snapshot.routes() != table) {
      renew(snapshot);
    }
    return route.index() < routes.length ? routes[route.index()] : unmatched;
  }

  private void renew(Live snapshot) {
    Map<String, RouteOnLoop> known = new HashMap<>();
    for (RouteOnLoop each : routes) {
      known.put(each.name(), each);
    }
    RouteOnLoop[] next = new RouteOnLoop[snapshot.inForce().size()];
    for (Live.InForce each : snapshot.inForce()) {
      String name = each.route().name();
      RouteOnLoop before = known.get(name);
      next[each.route().index()] = before != null ? before : new RouteOnLoop(name, loop.random());
    }
    routes = next;
    table = snapshot.routes();
  }
}
