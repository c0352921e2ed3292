package io.cutover.metric;

import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.TokenKind;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A route's series, found once: to count is to index an array.
 *
 * <p>It outlives reloads, and also its route: series that vanish and come back at 0 mislead every
 * rate. Any thread; nothing waits. Times are durations in nanoseconds, {@code nowNanos} that of the
 * monotonic clock.
 */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal: no map is asked on the hot path
public final class RouteMetrics {
  private static final int PLATFORMS = Platform.values().length;
  private static final int DECISIONS = Decision.values().length;
  private static final int TOKENS = TokenKind.values().length;

  private final String route;
  private final RouteSeries series;
  private final InstantSource clock;
  private final RouteWindow window;
  private final AtomicReferenceArray<@Nullable CounterDataPoint> requests =
      new AtomicReferenceArray<>((PLATFORMS + 1) * DECISIONS * TOKENS * CodeClass.COUNT);
  private final Durations.Point[] duration = new Durations.Point[PLATFORMS + 1];
  private final Durations.Point[] upstream = new Durations.Point[PLATFORMS];
  private final Durations.Point gateway;
  private final CounterDataPoint[][] upstreamErrors;
  private final CounterDataPoint[] blocked;
  private final ShareCheck check = new ShareCheck();
  private final CounterDataPoint[] throttled;
  private final CounterDataPoint spilled;
  private volatile DoubleSupplier capacityUsed = () -> 0;
  private final AtomicLongArray lastRequest = new AtomicLongArray(PLATFORMS);

  RouteMetrics(String route, RouteSeries series, InstantSource clock, long nowNanos) {
    this.route = route;
    this.series = series;
    this.clock = clock;
    this.window = new RouteWindow(nowNanos);
    this.gateway = series.gateway().point(route);
    this.upstreamErrors = new CounterDataPoint[PLATFORMS][];
    for (Platform platform : Platform.values()) {
      int p = platform.ordinal();
      duration[p] = series.duration().point(route, platform.label());
      upstream[p] = series.upstream().point(route, platform.label());
      upstreamErrors[p] = new CounterDataPoint[UpstreamError.values().length];
      for (UpstreamError kind : UpstreamError.values()) {
        upstreamErrors[p][kind.ordinal()] =
            series.upstreamErrors().labelValues(route, platform.label(), kind.label());
      }
    }
    duration[PLATFORMS] = series.duration().point(route, "none");
    this.blocked = new CounterDataPoint[Blocked.values().length];
    for (Blocked cause : Blocked.values()) {
      blocked[cause.ordinal()] = series.blocked().labelValues(route, cause.label());
    }
    this.spilled = series.spilled().labelValues(route);
    this.throttled = new CounterDataPoint[ThrottleScope.values().length];
    for (ThrottleScope scope : ThrottleScope.values()) {
      throttled[scope.ordinal()] = series.throttled().labelValues(route, scope.label());
    }
  }

  /** Makes the request counters that a dashboard divides by: each of them exists at 0 from now. */
  void expect(@Nullable Platform platform, Decision decision, int... statuses) {
    for (int status : statuses) {
      var _ = requests(platform, decision, TokenKind.NONE, CodeClass.of(status));
    }
  }

  /**
   * Counts a client's exchange, once, when it ended.
   *
   * @param platform which one answered or failed it; null: it was answered here
   * @param status what the client got, or would have got
   * @param totalNanos from the request's first byte to its end
   * @param gatewayNanos the part of it that the gateway added
   */
  public void finished(
      @Nullable Platform platform,
      Decision decision,
      TokenKind token,
      int status,
      long totalNanos,
      long gatewayNanos,
      long nowNanos) {
    CodeClass code = CodeClass.of(status);
    requests(platform, decision, token, code).inc();
    duration[index(platform)].observe(totalNanos);
    gateway.observe(gatewayNanos);
    window.finished(platform, code, nowNanos);
    if (platform != null) {
      touch(platform.ordinal());
    }
  }

  /** Counts a platform's answer: from the request sent to the response head. */
  public void upstreamHead(Platform platform, long nanos, long nowNanos) {
    upstream[platform.ordinal()].observe(nanos);
    window.upstreamHead(platform, nanos, nowNanos);
  }

  /** Counts a failed attempt, each one. */
  public void upstreamError(Platform platform, UpstreamError kind) {
    upstreamErrors[platform.ordinal()][kind.ordinal()].inc();
  }

  /**
   * Counts a request that reached the share rule.
   *
   * @param belowShare whether its key lay below the share
   * @param went where it went in the end, after every correction
   */
  public void split(boolean belowShare, Platform went, long nowNanos) {
    window.split(belowShare, went, nowNanos);
  }

  /** Counts a request that cannot move, whatever its bucket. */
  public void blocked(Blocked cause, long nowNanos) {
    blocked[cause.ordinal()].inc();
    window.blocked(cause, nowNanos);
  }

  /**
   * Notes how a request went that was decided under a revision of the route's state.
   *
   * @param asMeant whether it went where its decision said, corrections aside
   */
  public void arrived(long revision, boolean asMeant) {
    check.arrived(revision, asMeant);
  }

  /** Notes the bucket of a sticky key that reached the share rule. */
  public void key(int bucket, Share share) {
    check.key(bucket, share.basisPoints());
  }

  /** Returns how far the traffic has come along with the route's state. */
  public Arrival arrival() {
    return check.arrival();
  }

  /** Returns whether the split is not what it should be. */
  public boolean mismatch() {
    return check.mismatch();
  }

  /** Counts a request that was over a limit, and was answered so here. */
  public void throttled(ThrottleScope scope) {
    throttled[scope.ordinal()].inc();
  }

  /** Counts a request that the new platform had no room for, and that the old one took. */
  public void spilled() {
    spilled.inc();
  }

  /** Returns how many requests spilled since counting began. */
  public long spilledSoFar() {
    return (long) spilled.get();
  }

  /** Takes where to read, at each scrape, which part of the new platform's capacity is used. */
  public void capacity(DoubleSupplier used) {
    capacityUsed = used;
  }

  double capacityUsed() {
    return capacityUsed.getAsDouble();
  }

  /** Returns the route's last minute. */
  public RouteWindow window() {
    return window;
  }

  /** Returns the route's name, as it stands in the label. */
  public String route() {
    return route;
  }

  /** Returns when a platform last served a request, in seconds since 1970; 0: never. */
  long lastRequestSeconds(Platform platform) {
    return lastRequest.get(platform.ordinal());
  }

  private void touch(int platform) {
    long second = clock.millis() / 1000;
    // Written once a second, so that loops do not pass the cache line around.
    if (lastRequest.getPlain(platform) != second) {
      lastRequest.setOpaque(platform, second);
    }
  }

  private CounterDataPoint requests(
      @Nullable Platform platform, Decision decision, TokenKind token, CodeClass code) {
    int cell = index(platform);
    cell = cell * DECISIONS + decision.ordinal();
    cell = cell * TOKENS + token.ordinal();
    cell = cell * CodeClass.COUNT + code.ordinal();
    CounterDataPoint counter = requests.getAcquire(cell);
    if (counter == null) {
      String where = platform == null ? "none" : platform.label();
      counter =
          series
              .requests()
              .labelValues(route, where, decision.label(), token.label(), code.label());
      requests.setRelease(cell, counter);
    }
    return counter;
  }

  private static int index(@Nullable Platform platform) {
    return platform == null ? PLATFORMS : platform.ordinal();
  }
}
