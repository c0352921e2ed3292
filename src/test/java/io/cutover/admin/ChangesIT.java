package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ChangesIT extends WithRig {
  private Got get(String path) {
    return rig.call("GET", "/api/v1" + path, VIEWER, null);
  }

  private String share(String share, String... fields) {
    String body = "{\"share\": \"" + share + "\", \"reason\": \"a test\"}";
    Got got = rig.call("PUT", "/api/v1/routes/orders/share", OPERATOR, body, fields);
    assertThat(got.status()).as(got.text()).isEqualTo(200);
    return got.json().path("change").asString();
  }

  @Test
  void aReceiptGoesFromAppliedToObserved() {
    String change = share("10%");

    JsonNode applied = get("/changes/" + change).json();
    assertThat(applied.path("applied").asBoolean()).isTrue();
    assertThat(applied.path("converged").asBoolean()).isTrue();
    assertThat(applied.path("persisted").asBoolean()).isTrue();
    assertThat(applied.path("observed").asBoolean()).isFalse();

    long revision = applied.path("revision").asLong();
    rig.metrics.route("orders").arrived(revision, true);
    assertThat(get("/changes/" + change).json().path("observed").asBoolean()).isTrue();

    rig.metrics.route("orders").arrived(revision, false);
    assertThat(get("/changes/" + change).json().path("observed").asBoolean()).isFalse();
  }

  @Test
  void requestsDecidedBeforeAChangeDoNotShowIt() {
    rig.metrics.route("orders").arrived(1, true);
    String change = share("10%");

    assertThat(get("/changes/" + change).json().path("observed").asBoolean()).isFalse();
  }

  @Test
  void theAuditTellsWhoForWhomWhyAndWithWhatBefore() {
    String change = share("10%", "X-Cutover-As", "olga");

    JsonNode all = get("/audit").json().path("changes");
    JsonNode last = all.get(all.size() - 1);

    assertThat(last.path("change").asString()).isEqualTo(change);
    assertThat(last.path("by").asString()).isEqualTo("oleg");
    assertThat(last.path("as").asString()).isEqualTo("olga");
    assertThat(last.path("from").asString()).startsWith("admin 127.0.0.1");
    assertThat(last.path("reason").asString()).isEqualTo("a test");
    assertThat(last.at("/before/routes/orders/share").asString()).isEqualTo("5%");
    assertThat(last.at("/after/routes/orders/share").asString()).isEqualTo("10%");
  }

  @Test
  void theAuditIsReadOnFromARevision() {
    share("10%");
    share("11%");
    long last = get("/audit").json().path("last").asLong();

    assertThat(get("/audit?after=" + (last - 1)).json().path("changes").size()).isEqualTo(1);
    assertThat(get("/audit?after=" + last).json().path("changes").size()).isZero();
    assertThat(get("/audit?after=" + last).json().path("last").asLong()).isEqualTo(last);
    assertThat(get("/audit?limit=1").json().path("changes").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=x", "after=-1", "limit=0", "limit=1001"})
  void aFaultyQueryIsRefused(String query) {
    assertThat(get("/audit?" + query).problem(400)).contains("?after=12");
  }

  @Test
  void whatWasDoneIsKnownAgainAfterARestart() {
    String change = share("10%");
    rig.close();
    rig = new AdminRig(folder.resolve("var"));

    assertThat(get("/changes/" + change).json().path("persisted").asBoolean()).isTrue();
    assertThat(get("/changes/0000").problem(404)).contains("cutover audit");
  }

  @Test
  void aChangeThatIsNotStoredYetSaysSo() {
    rig.storeAway(true);
    String change = share("1%");

    assertThat(get("/changes/" + change).json().path("persisted").asBoolean()).isFalse();
  }

  @Test
  void theReplicaIsListedWithItsRevision() {
    share("10%");

    JsonNode replica = get("/replicas").json().path("replicas").get(0);
    assertThat(replica.path("name").asString()).isEqualTo("replica-1");
    assertThat(replica.path("revision").asLong()).isEqualTo(2);
  }

  /** The second of two operators learns who was quicker, and what was done. */
  @Test
  void whoComesTooLateIsToldWhoWasThere() {
    String tag = get("/routes/orders").field("ETag");
    share("10%");

    Got late =
        rig.call(
            "PUT",
            "/api/v1/routes/orders/share",
            OPERATOR,
            "{\"share\": \"20%\", \"reason\": \"too late\"}",
            "If-Match",
            tag);

    assertThat(late.problem(412)).contains("share of orders set to 10% by oleg", "a test");
  }
}
