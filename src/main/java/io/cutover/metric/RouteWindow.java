package io.cutover.metric;

import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A route's last minute: how many requests, where they went, how they fared.
 *
 * <p>Sixty slots of one second, the present one among them; latencies in twelve of five. Times are
 * monotonic nanoseconds of the caller's clock. Any thread; nothing waits.
 */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal: no map is asked on the hot path
public final class RouteWindow {
  private static final long SECOND = 1_000_000_000L;
  private static final int SECONDS = 60;
  private static final int LATENCY_SLOT_SECONDS = 5;

  private static final int ALL = 0;
  private static final int SPLIT = 1;
  private static final int EXPECTED = 2;
  private static final int OBSERVED = 3;
  private static final int CODES = 4;
  private static final int BLOCKED = CODES + 2 * CodeClass.COUNT;

  private final long startNanos;
  private final Rolling counts = new Rolling(BLOCKED + Blocked.values().length, SECONDS);
  private final Rolling latencies =
      new Rolling(2 * LatencyBuckets.COUNT, SECONDS / LATENCY_SLOT_SECONDS);

  RouteWindow(long startNanos) {
    this.startNanos = startNanos;
  }

  /** A request ended, answered by a platform or (for null) here. */
  void finished(@Nullable Platform platform, CodeClass code, long now) {
    long second = second(now);
    counts.count(second, ALL);
    if (platform != null) {
      counts.count(second, cell(platform, code));
    }
  }

  /** A platform's response head came. */
  void upstreamHead(Platform platform, long nanos, long now) {
    int cell = platform.ordinal() * LatencyBuckets.COUNT + LatencyBuckets.of(nanos);
    latencies.count(second(now) / LATENCY_SLOT_SECONDS, cell);
  }

  /** A request reached the share rule. */
  void split(boolean belowShare, Platform went, long now) {
    long second = second(now);
    counts.count(second, SPLIT);
    if (belowShare) {
      counts.count(second, EXPECTED);
    }
    if (went == Platform.NEW) {
      counts.count(second, OBSERVED);
    }
  }

  /** A request could not move. */
  void blocked(Blocked cause, long now) {
    counts.count(second(now), BLOCKED + cause.ordinal());
  }

  /** Returns the last minute as it stands. */
  public Sample sample(long nowNanos) {
    long second = second(nowNanos);
    var platforms = new EnumMap<Platform, Sample.Side>(Platform.class);
    for (Platform platform : Platform.values()) {
      platforms.put(platform, side(platform, second));
    }
    var blocked = new EnumMap<Blocked, Long>(Blocked.class);
    for (Blocked cause : Blocked.values()) {
      blocked.put(cause, counts.sum(second, BLOCKED + cause.ordinal()));
    }
    return new Sample(
        counts.sum(second, ALL) / observedSeconds(nowNanos),
        platforms,
        counts.sum(second, SPLIT),
        expected(nowNanos),
        observed(nowNanos),
        blocked);
  }

  /** Returns the part of the split requests whose keys lay below the share; 0 without any. */
  double expected(long nowNanos) {
    return splitRatio(EXPECTED, nowNanos);
  }

  /** Returns the part of the split requests that went to the new platform; 0 without any. */
  double observed(long nowNanos) {
    return splitRatio(OBSERVED, nowNanos);
  }

  /** Returns what the last whole second saw. */
  public LastSecond lastSecond(long nowNanos) {
    long second = second(nowNanos) - 1;
    var platforms = new EnumMap<Platform, Map<String, Long>>(Platform.class);
    long relayed = 0;
    for (Platform platform : Platform.values()) {
      var byCode = new TreeMap<String, Long>();
      for (CodeClass code : CodeClass.values()) {
        long count = counts.at(second, cell(platform, code));
        byCode.put(code.label(), count);
        relayed += count;
      }
      platforms.put(platform, byCode);
    }
    return new LastSecond(platforms, Math.max(0, counts.at(second, ALL) - relayed));
  }

  private static int cell(Platform platform, CodeClass code) {
    return CODES + platform.ordinal() * CodeClass.COUNT + code.ordinal();
  }

  private double splitRatio(int cell, long nowNanos) {
    long second = second(nowNanos);
    long split = counts.sum(second, SPLIT);
    // Others count meanwhile: more may have arrived here than when the whole was summed.
    return split == 0 ? 0 : Math.min(1, counts.sum(second, cell) / (double) split);
  }

  private Sample.Side side(Platform platform, long second) {
    long[] buckets = new long[LatencyBuckets.COUNT];
    Arrays.setAll(
        buckets,
        bucket ->
            latencies.sum(
                second / LATENCY_SLOT_SECONDS, platform.ordinal() * LatencyBuckets.COUNT + bucket));
    long requests = 0;
    for (CodeClass code : CodeClass.values()) {
      requests += counts.sum(second, cell(platform, code));
    }
    return new Sample.Side(
        requests,
        counts.sum(second, cell(platform, CodeClass.SERVER_ERROR)),
        LatencyBuckets.quantiles(buckets));
  }

  // The present second is covered in part; at least one, so that a first request is no thousand.
  private double observedSeconds(long nowNanos) {
    double age = Math.max(0, nowNanos - startNanos) / (double) SECOND;
    return Math.clamp(age < SECONDS ? age : SECONDS - 1 + age % 1, 1, SECONDS);
  }

  private long second(long now) {
    return Math.max(0, now - startNanos) / SECOND;
  }
}
