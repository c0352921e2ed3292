package io.cutover.metric;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Until when the certificates in force are good. Thread-safe. */
public final class CertificateMetrics {
  private final Gauge notAfter;

  /**
   * A certificate in force.
   *
   * @param side {@code listener}, {@code old} or {@code new}
   * @param name what tells it from others of that side; of two with one name the earlier end counts
   */
  public record Shown(String side, String name, Instant notAfter) {}

  public CertificateMetrics(PrometheusRegistry registry) {
    this.notAfter =
        Gauge.builder()
            .name("cutover_certificate_not_after_timestamp_seconds")
            .help("When a certificate of the gateway ends.")
            .labelNames("side", "name")
            .withoutExemplars()
            .register(registry);
  }

  /** Makes the series those of these certificates. */
  public synchronized void inForce(List<Shown> certificates) {
    Map<List<String>, Instant> ends = new HashMap<>();
    for (Shown each : certificates) {
      ends.merge(
          List.of(each.side(), each.name()),
          each.notAfter(),
          (one, other) -> one.isBefore(other) ? one : other);
    }
    notAfter.clear();
    ends.forEach(
        (labels, end) ->
            notAfter.labelValues(labels.toArray(String[]::new)).set(end.getEpochSecond()));
  }
}
