package io.cutover.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateMetricsTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final StateMetrics metrics = new StateMetrics(registry);

  private String scraped() throws IOException {
    var out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.builder().build().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<String> samples() throws IOException {
    return scraped().lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void everySeriesOfARouteExistsAtZeroFromTheStart() throws IOException {
    metrics.routes(Set.of("orders"));

    assertThat(samples())
        .containsExactlyInAnyOrder(
            "cutover_latched{route=\"orders\"} 0.0",
            "cutover_rollbacks_total{cause=\"application\",route=\"orders\"} 0.0",
            "cutover_rollbacks_total{cause=\"gate\",route=\"orders\"} 0.0",
            "cutover_rollbacks_total{cause=\"lease\",route=\"orders\"} 0.0",
            "cutover_rollbacks_total{cause=\"operator\",route=\"orders\"} 0.0",
            "cutover_share_ratio{route=\"orders\"} 0.0",
            "cutover_state_revision 0.0",
            "cutover_store_up 0.0",
            "cutover_switch{platform=\"auto\"} 1.0",
            "cutover_switch{platform=\"new\"} 0.0",
            "cutover_switch{platform=\"old\"} 0.0");
  }

  @Test
  void whatIsNotedIsShown() throws IOException {
    metrics.routes(Set.of("orders"));

    metrics.revision(42);
    metrics.storeUp(true);
    metrics.switchAt(SwitchPosition.OLD);
    metrics.route("orders", Share.parse("12.5%"), true);
    metrics.rolledBack("orders", "operator");

    assertThat(samples())
        .contains(
            "cutover_state_revision 42.0",
            "cutover_store_up 1.0",
            "cutover_switch{platform=\"auto\"} 0.0",
            "cutover_switch{platform=\"old\"} 1.0",
            "cutover_share_ratio{route=\"orders\"} 0.125",
            "cutover_latched{route=\"orders\"} 1.0",
            "cutover_rollbacks_total{cause=\"operator\",route=\"orders\"} 1.0");
  }

  @Test
  void aRouteThatLeavesTakesItsSeriesAlongAndOthersKeepTheirs() throws IOException {
    metrics.routes(Set.of("orders", "users"));
    metrics.rolledBack("orders", "operator");
    metrics.rolledBack("users", "operator");

    metrics.routes(Set.of("users", "fresh"));
    metrics.route("orders", Share.ALL, true);
    metrics.rolledBack("orders", "operator");

    assertThat(scraped()).doesNotContain("orders");
    assertThat(samples())
        .contains(
            "cutover_rollbacks_total{cause=\"operator\",route=\"users\"} 1.0",
            "cutover_share_ratio{route=\"fresh\"} 0.0");
  }

  @Test
  void everySeriesSaysWhatItIs() throws IOException {
    metrics.routes(Set.of("orders"));

    assertThat(scraped().lines().filter(line -> line.startsWith("# HELP ")))
        .hasSize(6)
        .allMatch(line -> line.endsWith("."));
  }
}
