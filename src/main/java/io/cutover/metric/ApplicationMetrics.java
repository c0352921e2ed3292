package io.cutover.metric;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.Supplier;

/** The series of applications: how many have come how far. */
public final class ApplicationMetrics {
  private ApplicationMetrics() {}

  /**
   * Registers them.
   *
   * @param counts by state, every one; asked at each scrape, on the scraping thread
   */
  public static void register(PrometheusRegistry registry, Supplier<Map<String, Integer>> counts) {
    GaugeWithCallback.builder()
        .name("cutover_applications")
        .help("Applications, by how far each has come on its way to the new platform.")
        .labelNames("state")
        .callback(callback -> counts.get().forEach((state, n) -> callback.call(n, state)))
        .register(registry);
  }
}
