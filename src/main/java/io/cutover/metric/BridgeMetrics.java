package io.cutover.metric;

import io.cutover.split.Platform;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/** The series of the bridge. Any thread; nothing waits. */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal: no map is asked on the hot path
public final class BridgeMetrics {
  private final CounterDataPoint[][] points =
      new CounterDataPoint[Platform.values().length][Outcome.values().length];

  /** What came of a swap. */
  public enum Outcome {
    /** A token was got for it. */
    OK,
    /** The platform gives none. */
    REJECTED,
    /** The platform's token endpoint is away. */
    UNAVAILABLE,
    /** One that was got before was good. */
    CACHED,
    /** One of the application that stands in was used. */
    FALLBACK
  }

  public BridgeMetrics(PrometheusRegistry registry) {
    Counter counter =
        Counter.builder()
            .name("cutover_bridge_total")
            .help("Requests whose token was swapped for one of the other platform, by outcome.")
            .labelNames("from", "to", "outcome")
            .withoutExemplars()
            .register(registry);
    for (Platform to : Platform.values()) {
      for (Outcome outcome : Outcome.values()) {
        points[to.ordinal()][outcome.ordinal()] =
            counter.labelValues(
                to.other().label(), to.label(), outcome.name().toLowerCase(Locale.ROOT));
      }
    }
  }

  /** Counts one request. */
  public void swap(Platform to, Outcome outcome) {
    points[to.ordinal()][outcome.ordinal()].inc();
  }
}
