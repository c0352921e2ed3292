package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Overrides, pins, groups, former names and retirement, as consumers and platforms see them. */
class SteeringIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String CONFIG =
      """
      authorities:
        - name: cloud
          native: both
          opaque:
            introspection: { url: "http://127.0.0.1:%d/introspect", clientId: gw, clientSecret: "${env:S}" }
      applications:
        - { name: qa, old: { clientId: qa } }
        - { name: shop, old: { clientId: shop } }
      defaults: { unmatched: old }
      routes:
        - { name: orders, match: { path: /orders }, share: 0%%, override: { header: X-Ask, applications: [qa] } }
        - { name: cart, match: { path: /cart }, share: 0%%, group: checkout, auth: none, stickBy: "header:X-Key" }
        - { name: pay, match: { path: /pay }, share: 0%%, group: checkout, auth: none, stickBy: "header:X-Key" }
        %s
      """;
  private static final String NAMED =
      "- { name: products, match: { path: /p }, share: 0%, auth: none, stickBy: 'header:X-Key' }";
  private static final String RENAMED =
      "- { name: catalogue, formerly: products, match: { path: /p }, share: 0%, auth: none,"
          + " stickBy: 'header:X-Key' }";

  private final RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private Introspecting issuer;
  private Stand stand;

  @BeforeEach
  void start() throws Exception {
    issuer = new Introspecting();
    stand = Stand.start(old.url(), next.url(), config(NAMED));
  }

  private String config(String route) {
    return CONFIG.formatted(issuer.port(), route);
  }

  @AfterEach
  void close() {
    stand.close();
    issuer.close();
    old.close();
    next.close();
  }

  private String orders(String token, String... more) {
    String[] headers = new String[2 + more.length];
    headers[0] = "Authorization";
    headers[1] = "Bearer " + token;
    System.arraycopy(more, 0, headers, 2, more.length);
    return stand.get("/orders/1", headers).body();
  }

  private JsonNode change(String method, String path, String body) {
    HttpResponse<String> answer = stand.admin(method, "/api/v1" + path, body.replace('\'', '"'));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private String share(String route) {
    return change("GET", "/routes/" + route, "").path("share").asString();
  }

  @Test
  void anAdmittedApplicationAsksForAPlatformAndNobodyElseDoes() {
    assertThat(orders("qa-token")).isEqualTo("old");
    assertThat(orders("qa-token", "X-Ask", "new")).isEqualTo("new");
    assertThat(orders("qa-token", "X-Ask", "New")).isEqualTo("new");
    assertThat(orders("qa-token", "X-Ask", "newer")).isEqualTo("old");
    assertThat(orders("shop-token", "X-Ask", "new")).isEqualTo("old");
    assertThat(next.received()).isNotEmpty().noneMatch(head -> head.contains("X-Ask"));
    assertThat(old.received()).isNotEmpty().noneMatch(head -> head.contains("X-Ask"));

    change("POST", "/routes/orders/rollback", "{}");
    assertThat(orders("qa-token", "X-Ask", "new")).isEqualTo("old");
  }

  @Test
  void aPinGoesBeforeAnOverrideAndEndsWithAuto() {
    String pin = "/applications/qa/pin";
    change("PUT", pin, "{'route': 'orders', 'platform': 'new', 'reason': 'r'}");
    assertThat(orders("qa-token")).isEqualTo("new");
    assertThat(orders("qa-token", "X-Ask", "old")).isEqualTo("new");
    assertThat(orders("shop-token")).isEqualTo("old");

    change("PUT", pin, "{'route': 'orders', 'platform': 'auto', 'reason': 'r'}");
    assertThat(orders("qa-token")).isEqualTo("old");
  }

  @Test
  void routesOfAGroupMoveAsOne() {
    stand.share("cart", "50%");
    assertThat(share("pay")).isEqualTo("50%");
    for (int i = 0; i < 50; i++) {
      String key = "key-" + i;
      assertThat(stand.get("/pay", "X-Key", key).body())
          .isEqualTo(stand.get("/cart", "X-Key", key).body());
    }

    change("POST", "/routes/pay/rollback", "{}");
    assertThat(share("cart")).isEqualTo("0%");
    assertThat(change("GET", "/routes/cart", "").path("latch").isNull()).isFalse();
    assertThat(
            stand
                .admin("PUT", "/api/v1/routes/cart/share", "{\"share\":\"1%\",\"reason\":\"r\"}")
                .body())
        .contains("route cart is latched", "cutover plan clear cart")
        .doesNotContain("checkout");
    change("POST", "/routes/cart/plan/clear", "{'reason': 'mended'}");
    assertThat(change("GET", "/routes/pay", "").path("latch").isNull()).isTrue();
    assertThat(stand.get("/metrics-of-no-route").body()).isEqualTo("old");
  }

  @Test
  void aRouteKeepsItsShareAndItsKeysOverARename() {
    stand.share("products", "50%");
    Map<String, String> before = new HashMap<>();
    for (int i = 0; i < 50; i++) {
      before.put("key-" + i, stand.get("/p", "X-Key", "key-" + i).body());
    }

    stand.reload(old.url(), next.url(), config(RENAMED));

    assertThat(share("catalogue")).isEqualTo("50%");
    before.forEach(
        (key, platform) -> assertThat(stand.get("/p", "X-Key", key).body()).isEqualTo(platform));
    assertThat(before.values()).contains("old", "new");
  }

  @Test
  void afterRetirementTheOldPlatformIsCalledNoMore() {
    assertThat(stand.get("/unknown").body()).isEqualTo("old");
    assertThat(orders("shop-token")).isEqualTo("old");
    change("POST", "/platforms/old/retire", "{'reason': 'the contract ends', 'force': true}");
    int before = old.received().size();

    assertThat(orders("shop-token")).isEqualTo("new");
    assertThat(stand.get("/pay", "X-Key", "a").body()).isEqualTo("new");
    assertThat(stand.get("/unknown").statusCode()).isEqualTo(404);
    change("POST", "/routes/orders/rollback", "{}");
    assertThat(orders("shop-token")).isEqualTo("new");
    assertThat(old.received()).hasSize(before);

    change("POST", "/platforms/old/retire", "{'reason': 'they extended it', 'undo': true}");
    assertThat(orders("shop-token")).isEqualTo("old");
  }

  @Test
  void aRequestIsExplainedAfterwardsByItsIdAndBeforehandTheSameWay() {
    stand.share("cart", "50%");
    for (int i = 0; i < 20; i++) {
      String key = "key-" + i;
      HttpResponse<String> answer = stand.get("/cart/7", "X-Key", key);
      String id = answer.headers().firstValue("X-Request-Id").orElseThrow();

      // The client has its answer before the exchange has ended.
      Awaitility.await()
          .until(() -> stand.admin("GET", "/api/v1/explain/" + id, "").statusCode() == 200);
      JsonNode past = change("GET", "/explain/" + id, "");
      JsonNode beforehand =
          change(
              "POST",
              "/explain",
              "{'method': 'GET', 'url': '/cart/7', 'headers': {'X-Key': '" + key + "'}}");

      assertThat(past.path("platform").asString()).isEqualTo(answer.body());
      assertThat(beforehand.path("platform").asString()).isEqualTo(answer.body());
      assertThat(beforehand.path("bucket").asInt()).isEqualTo(past.path("bucket").asInt());
      assertThat(past.path("decision").asString()).isEqualTo("share");
    }
  }

  @Test
  void aTokenThatWasSeenIsExplainedAndOneThatWasNotAsksNobody() {
    String body =
        "{'method': 'GET', 'url': '/orders', 'headers': {'Authorization': 'Bearer qa-token'}}";
    assertThat(change("POST", "/explain", body).path("reasons").toString())
        .contains("explain asks nobody");

    orders("qa-token");

    JsonNode why = change("POST", "/explain", body);
    assertThat(why.path("application").asString()).isEqualTo("qa");
    assertThat(why.path("authority").asString()).isEqualTo("cloud");
    assertThat(why.path("platform").asString()).isEqualTo("old");
  }

  @Test
  void aChangeIsObservedWithTheFirstRequestThatGoesByIt() {
    String change =
        change("PUT", "/routes/cart/share", "{'share': '10%', 'reason': 'r'}")
            .path("change")
            .asString();
    assertThat(change("GET", "/changes/" + change, "").path("observed").asBoolean()).isFalse();

    // Every route of the group has to be seen.
    stand.get("/cart", "X-Key", "a");
    stand.get("/pay", "X-Key", "a");

    Awaitility.await()
        .until(() -> change("GET", "/changes/" + change, "").path("observed").asBoolean());
  }
}
