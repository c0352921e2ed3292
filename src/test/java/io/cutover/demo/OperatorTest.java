package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OperatorTest {
  @Test
  void blockedRequestsAreReadFromTheMetricsInAnyOrderOfLabels() {
    String metrics =
        """
        # HELP cutover_blocked_total Requests that cannot move
        # TYPE cutover_blocked_total counter
        cutover_blocked_total{cause="no-pair",route="orders"} 12.0
        cutover_blocked_total{route="orders",cause="scope",} 1.5E3
        cutover_blocked_total{cause="pinned",route="orders"} 0.0
        cutover_blocked_total{route="news",cause="no-pair"} 3
        cutover_requests_total{route="orders"} 99.0
        """;

    assertThat(Operator.blocked(metrics))
        .isEqualTo(
            Map.of(
                "orders", Map.of("no-pair", 12L, "scope", 1_500L), "news", Map.of("no-pair", 3L)));
  }
}
