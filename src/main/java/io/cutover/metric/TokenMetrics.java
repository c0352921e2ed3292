package io.cutover.metric;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/** The series of tokens and their authorities. Any thread; nothing waits. */
public final class TokenMetrics {
  private final Counter tokens;
  private final Counter cache;
  private final Counter introspections;
  private final Counter jwksRefresh;

  public TokenMetrics(PrometheusRegistry registry) {
    tokens =
        counter(registry, "cutover_tokens_total", "Bearer tokens, by what came of them.", "result");
    cache =
        counter(
            registry,
            "cutover_token_cache_total",
            "Bearer tokens looked up among those checked before; stale: kept through an outage.",
            "result");
    introspections =
        counter(
            registry,
            "cutover_introspections_total",
            "Questions to an introspection endpoint; rejected: the token is not active.",
            "outcome");
    jwksRefresh =
        counter(
            registry,
            "cutover_jwks_refresh_total",
            "Fetches of an authority's keys; rejected: answered, yet without a usable key.",
            "outcome");
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String label) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames("authority", label)
        .withoutExemplars()
        .register(registry);
  }

  /** Returns an authority's series, each at 0 if it is new. */
  public Series authority(String name) {
    return new Series(this, name);
  }

  /** What came of a token. */
  public enum Result {
    VALID,
    INVALID,
    EXPIRED,
    UNCHECKED,
    UNAVAILABLE
  }

  /** What a look among the tokens checked before gave. */
  public enum Lookup {
    HIT,
    MISS,
    STALE
  }

  /** What asking an authority gave. */
  public enum Outcome {
    OK,
    REJECTED,
    UNAVAILABLE
  }

  /** One authority's series, found once: to count is to index an array. */
  @SuppressWarnings("EnumOrdinal") // arrays by ordinal: no map is asked on the hot path
  public static final class Series {
    private final CounterDataPoint[] tokens;
    private final CounterDataPoint[] cache;
    private final CounterDataPoint[] introspections;
    private final CounterDataPoint[] jwksRefresh;

    private Series(TokenMetrics of, String name) {
      tokens = points(of.tokens, name, Result.values());
      cache = points(of.cache, name, Lookup.values());
      introspections = points(of.introspections, name, Outcome.values());
      jwksRefresh = points(of.jwksRefresh, name, Outcome.values());
    }

    private static CounterDataPoint[] points(Counter counter, String name, Enum<?>[] values) {
      var points = new CounterDataPoint[values.length];
      for (Enum<?> value : values) {
        points[value.ordinal()] = counter.labelValues(name, value.name().toLowerCase(Locale.ROOT));
      }
      return points;
    }

    /** Counts a request's token. */
    public void token(Result result) {
      tokens[result.ordinal()].inc();
    }

    /** Counts a look among the tokens checked before. */
    public void lookup(Lookup result) {
      cache[result.ordinal()].inc();
    }

    /** Counts a question to the introspection endpoint. */
    public void introspection(Outcome outcome) {
      introspections[outcome.ordinal()].inc();
    }

    /** Counts a fetch of keys. */
    public void jwksRefresh(Outcome outcome) {
      jwksRefresh[outcome.ordinal()].inc();
    }
  }
}
