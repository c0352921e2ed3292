package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a configuration would do here, by the rules that a reload goes by. */
class ConfigPreviewIT extends WithRig {
  @BeforeEach
  void configure() {
    rig.config.set(
        Map.of(
            "runtime", Map.of("transport", "auto"),
            "admin", Map.of("address", "127.0.0.1:9900", "probes", "127.0.0.1:9901"),
            "routes", List.of(Map.of("name", "orders", "share", "5%"))));
  }

  private Got preview(String share, String probes) {
    return rig.call(
        "POST",
        "/api/v1/config/preview",
        VIEWER,
        """
        { "config": {
          "runtime": { "transport": "auto" },
          "admin": { "address": "127.0.0.1:9900"%s },
          "routes": [ { "name": "orders", "share": %s } ] } }
        """
            .formatted(probes, share));
  }

  private Got preview(String share) {
    return preview(share, ", \"probes\": \"127.0.0.1:9901\"");
  }

  @Test
  void aShareThatAReloadWouldRaiseIsShownToAct() {
    JsonNode share = preview("\"10%\"").json().path("shares").get(0);

    assertThat(share.path("acts").asBoolean()).isTrue();
    assertThat(share.path("state").asString()).isEqualTo("5%");
    assertThat(share.path("file").asString()).isEqualTo("10%");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"5\"", "\"lots\"", "\"101%\"", "5", "0.05", "{}", "[]", "true"})
  void aShareThatIsNoneIsRefusedWhereItStands(String share) {
    Got got = preview(share);

    assertThat(got.problem(400)).startsWith("routes[orders].share: ");
    assertThat(got.json().path("errors")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"config\": 5}",
        "{\"config\": null}",
        "{\"config\": {\"routes\": 5}}",
        "{\"config\": {\"routes\": [5, null, {\"name\": 5}]}}",
        "{\"config\": {\"routes\": [{\"name\": \"orders\", \"share\": null}]}}",
        "{\"config\": {\"admin\": [], \"runtime\": null}}",
        "[]",
        "{\"config\": ",
      })
  void whateverIsSentIsNoFaultOfTheGateway(String body) {
    assertThat(rig.call("POST", "/api/v1/config/preview", VIEWER, body).status()).isIn(200, 400);
  }

  /** A reload that needs a restart is refused whole; at a start a difference is drift. */
  @ParameterizedTest
  @CsvSource({"'', admin.probes", "', \"probes\": \"127.0.0.1:1\"', admin.probes"})
  void noShareActsWhereARestartIsNeeded(String probes, String path) {
    JsonNode found = preview("\"10%\"", probes).json();

    assertThat(found.path("restart")).extracting(JsonNode::asString).containsExactly(path);
    assertThat(found.path("shares").get(0).path("acts").asBoolean()).isFalse();
    assertThat(found.path("shares").get(0).path("why").asString())
        .isEqualTo(
            "a reload is refused, for admin.probes needs a restart; at a start the difference is"
                + " only shown");
  }

  @Test
  void aLatchedRouteIsNotRaisedByTheFile() {
    rig.call("POST", "/api/v1/routes/orders/rollback", OPERATOR, "{}");

    JsonNode share = preview("\"10%\"").json().path("shares").get(0);

    assertThat(share.path("acts").asBoolean()).isFalse();
    assertThat(share.path("why").asString()).isEqualTo("it would raise a latched route");
  }
}
