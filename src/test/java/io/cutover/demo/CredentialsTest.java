package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class CredentialsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void whatTheGatewayCountsIsSaidInRatios() {
    String metrics =
        """
        # TYPE cutover_bridge_total counter
        cutover_bridge_total{from="old",outcome="cached",to="new"} 960.0
        cutover_bridge_total{from="new",outcome="cached",to="old"} 30.0
        cutover_bridge_total{from="old",outcome="ok",to="new"} 10.0
        cutover_token_cache_total{authority="a",result="hit"} 900.0
        cutover_token_cache_total{authority="a",result="miss"} 100.0
        cutover_introspections_total{authority="a",outcome="ok"} 40.0
        """;
    String applications =
        """
        {"applications":[{"name":"a","blocked":null},{"name":"b","blocked":"no-pair"},
          {"name":"c","blocked":"no-pair"}]}
        """;

    assertThat(Credentials.lines(metrics, JSON.readTree(applications), 2000))
        .containsExactly(
            "bridge   1,000 requests had their token swapped, "
                + Table.percent(0.99)
                + " of them from memory; 10 token calls, 5.0 per 1 000 requests",
            "tokens   "
                + Table.percent(0.9)
                + " were known already; 40 introspections, 20.0 per 1 000 requests",
            "can move 1 applications",
            "stay     2 applications: no-pair");
    assertThat(Credentials.lines("", JSON.readTree("{}"), 0)).isEmpty();
  }
}
