package io.cutover.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenMetricsTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final TokenMetrics metrics = new TokenMetrics(registry);

  private List<String> points(String name) {
    return registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((CounterSnapshot) snapshot).getDataPoints().stream())
        .map(
            point ->
                point.getLabels().get("authority")
                    + " "
                    + point.getLabels().getValue(1)
                    + " "
                    + point.getValue())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "cutover_tokens, valid invalid expired unchecked unavailable",
    "cutover_token_cache, hit miss stale",
    "cutover_introspections, ok rejected unavailable",
    "cutover_jwks_refresh, ok rejected unavailable",
  })
  void everyValueIsThereAtZeroOnceItsAuthorityIs(String name, String values) {
    assertThat(points(name)).isEmpty();

    metrics.authority("a");

    assertThat(points(name))
        .containsExactlyInAnyOrder(
            List.of(values.split(" ")).stream()
                .map(value -> "a " + value + " 0.0")
                .toArray(String[]::new));
  }

  @Test
  void anAuthorityThatComesBackGoesOnCounting() {
    metrics.authority("a").token(TokenMetrics.Result.VALID);
    metrics.authority("a").token(TokenMetrics.Result.VALID);

    assertThat(points("cutover_tokens")).contains("a valid 2.0");
  }
}
