package io.cutover.admin;

import io.cutover.metric.LastSecond;
import io.cutover.metric.Sample;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import io.cutover.state.Latch;
import io.cutover.state.Lease;
import io.cutover.state.RouteState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A route as operators see it, in JSON's terms. What there was no traffic for is null, not 0. */
final class RouteView {
  private RouteView() {}

  static Map<String, @Nullable Object> of(String name, RouteState route, Sample lastMinute) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("name", name);
    view.put("share", route.share().toString());
    view.putAll(seen(lastMinute));
    view.put("plan", PlanView.brief(route.plan()));
    view.put("latch", latch(route.latch()));
    Lease lease = route.lease();
    view.put(
        "lease",
        lease == null
            ? null
            : Map.of(
                "until", lease.until().toString(),
                "then", lease.then().toString(),
                "by", lease.by()));
    view.put("pins", pins(route));
    view.put("home", route.home().label());
    view.put("revision", route.revision());
    return view;
  }

  /** What a route's last minute saw. */
  static Map<String, @Nullable Object> seen(Sample lastMinute) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    boolean split = lastMinute.split() > 0;
    view.put("expected", split ? percent(lastMinute.expected()) : null);
    view.put("observed", split ? percent(lastMinute.observed()) : null);
    view.put("blocked", blocked(lastMinute));
    view.put("requestsPerSecond", rounded(lastMinute.requestsPerSecond()));
    view.put(
        "errors",
        platforms(lastMinute, side -> side.requests() == 0 ? null : percent(side.errorRatio())));
    view.put(
        "p99Seconds",
        platforms(
            lastMinute,
            side -> side.latency().map(latency -> seconds(latency.p99())).orElse(null)));
    return view;
  }

  private static Map<String, Object> pins(RouteState route) {
    var view = new LinkedHashMap<String, Object>();
    route
        .pins()
        .forEach(
            (application, pin) -> {
              var one = new LinkedHashMap<String, Object>();
              one.put("platform", pin.platform().label());
              if (pin.until() != null) {
                one.put("until", pin.until().toString());
              }
              one.put("by", pin.by());
              view.put(application, one);
            });
    return view;
  }

  /** A route's second: what a chart draws next. */
  static Map<String, @Nullable Object> sample(
      String name, RouteState route, Sample lastMinute, LastSecond lastSecond) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    boolean split = lastMinute.split() > 0;
    view.put("route", name);
    view.put("share", route.share().toString());
    view.put("expected", split ? percent(lastMinute.expected()) : null);
    view.put("observed", split ? percent(lastMinute.observed()) : null);
    view.put("blocked", blocked(lastMinute));
    var perSecond = new LinkedHashMap<String, @Nullable Object>();
    var errors = new LinkedHashMap<String, @Nullable Object>();
    for (Platform platform : Platform.values()) {
      Map<String, Long> byCode = lastSecond.platforms().getOrDefault(platform, Map.of());
      perSecond.put(platform.label(), byCode.values().stream().mapToLong(Long::longValue).sum());
      var failed = new TreeMap<>(byCode);
      failed.keySet().removeIf(code -> code.matches("[123]xx"));
      errors.put(platform.label(), failed);
    }
    perSecond.put("none", lastSecond.own());
    view.put("requestsPerSecond", perSecond);
    view.put("errors", errors);
    view.put(
        "latencySeconds",
        platforms(lastMinute, side -> side.latency().map(RouteView::quantiles).orElse(null)));
    view.put("latched", route.latch() != null);
    view.put("revision", route.revision());
    return view;
  }

  private static Map<String, Object> quantiles(Sample.Latency latency) {
    var view = new LinkedHashMap<String, Object>();
    view.put("p50", seconds(latency.p50()));
    view.put("p95", seconds(latency.p95()));
    view.put("p99", seconds(latency.p99()));
    return view;
  }

  private static Map<String, Long> blocked(Sample sample) {
    var byCause = new LinkedHashMap<String, Long>();
    for (Blocked cause : Blocked.values()) {
      byCause.put(cause.label(), sample.blocked().getOrDefault(cause, 0L));
    }
    return byCause;
  }

  private static Map<String, @Nullable Object> platforms(
      Sample sample, Function<Sample.Side, @Nullable Object> value) {
    var byPlatform = new LinkedHashMap<String, @Nullable Object>();
    for (Platform platform : Platform.values()) {
      Sample.Side side = sample.platforms().get(platform);
      byPlatform.put(platform.label(), side == null ? null : value.apply(side));
    }
    return byPlatform;
  }

  private static @Nullable Map<String, @Nullable Object> latch(@Nullable Latch latch) {
    if (latch == null) {
      return null;
    }
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("since", latch.since().toString());
    view.put("by", latch.by());
    view.put("cause", latch.cause());
    Instant cools = latch.cools();
    view.put("cools", cools == null ? null : cools.toString());
    view.put("reason", latch.reason());
    return view;
  }

  /** To a hundredth of a percent, the step of a share. */
  private static String percent(double ratio) {
    return BigDecimal.valueOf(ratio)
            .movePointRight(2)
            .setScale(2, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + "%";
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).setScale(6, RoundingMode.HALF_UP);
  }

  private static BigDecimal rounded(double perSecond) {
    return BigDecimal.valueOf(perSecond).setScale(2, RoundingMode.HALF_UP);
  }
}
