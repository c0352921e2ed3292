package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.notify.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway whose operators are told by webhook. */
class NotifyIT {
  private static final String ROUTES =
      """
      notify: [ { url: "%s", secret: "${env:S}" } ]
      routes: [ { name: r, match: { path: / }, share: 40%%, auth: none, stickBy: ip } ]
      """;

  private final RawPlatform old = RawPlatform.answering("HTTP/1.1 204 OK\r\n\r\n");
  private final RawPlatform next = RawPlatform.answering("HTTP/1.1 204 OK\r\n\r\n");
  private Receiver receiver;
  private Stand stand;

  @BeforeEach
  void start() throws Exception {
    receiver = new Receiver();
    stand = Stand.start(old.url(), next.url(), ROUTES.formatted(receiver.url()));
  }

  @AfterEach
  void close() {
    stand.close();
    receiver.close();
    old.close();
    next.close();
  }

  private JsonNode told(int deliveries) {
    await().until(() -> receiver.deliveries().size() >= deliveries);
    return JsonMapper.shared().readTree(receiver.deliveries().get(deliveries - 1).body());
  }

  @Test
  void aRollbackIsToldWithTheWayBack() {
    assertThat(stand.admin("POST", "/api/v1/routes/r/rollback", "{\"reason\":\"it burns\"}"))
        .returns(200, answer -> answer.statusCode());

    JsonNode said = told(1);
    assertThat(said.path("event").asString()).isEqualTo("rollback");
    assertThat(said.path("what").asString()).isEqualTo("r was rolled back from 40% to 0%");
    assertThat(said.path("why").asString()).isEqualTo("it burns");
    assertThat(said.path("by").asString()).isEqualTo("ops");
    assertThat(said.path("next").asString()).isEqualTo("cutover plan clear r --reason …");
    assertThat(receiver.deliveries().getFirst().signature()).startsWith("sha256=");
  }

  @Test
  void aRefusedConfigurationIsToldAndReceiversChangeWithoutARestart() throws Exception {
    stand.reload("nonsense", next.url(), ROUTES.formatted(receiver.url()));
    JsonNode said = told(1);
    assertThat(said.path("event").asString()).isEqualTo("config");
    assertThat(said.path("why").asString()).contains("platforms.old.url");

    try (var other = new Receiver()) {
      stand.reload(old.url(), next.url(), ROUTES.formatted(other.url()));
      stand.admin("POST", "/api/v1/routes/r/rollback", "{}");
      await().until(() -> !other.deliveries().isEmpty());
      assertThat(receiver.deliveries()).hasSize(1);
      assertThat(stand.admin("GET", "/api/v1/config", "").body())
          .contains("\"notify\"")
          .doesNotContain("secret-path");
    }
  }
}
