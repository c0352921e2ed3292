package io.cutover.admin;

import static io.cutover.admin.AdminRig.ADMIN;
import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call what, and what stands where. */
class AccessIT extends WithRig {
  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/routes", "/api/v1/switch", "/api/v1/config", "/api/v1/nothing"})
  void withoutATokenTheApiSaysNothing(String path) {
    Got got = get(path, null);

    assertThat(got.problem(401)).contains("Authorization: Bearer");
    assertThat(got.field("WWW-Authenticate")).isEqualTo("Bearer realm=\"cutover\"");
  }

  @Test
  void aTokenOfNobodyIsRefused() {
    Got got = get("/api/v1/routes", "somebody-else");

    assertThat(got.problem(401)).contains("no operator's").doesNotContain("somebody-else");
    assertThat(got.field("WWW-Authenticate")).contains("error=\"invalid_token\"");
  }

  @Test
  void anotherSchemeIsNoToken() {
    Got got = rig.call("GET", "/api/v1/routes", null, null, "Authorization", "Basic " + VIEWER);

    assertThat(got.problem(401)).contains("Authorization: Bearer");
  }

  @Test
  void twoAuthorizationFieldsAreNoToken() throws Exception {
    String answer =
        raw(
            "GET /api/v1/routes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + VIEWER
                + "\r\nAuthorization: Bearer "
                + VIEWER
                + "\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 401 ");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,  /api/v1/routes/orders/share",
    "POST, /api/v1/routes/orders/rollback",
    "POST, /api/v1/routes/orders/plan/clear",
    "POST, /api/v1/rollback",
    "PUT,  /api/v1/switch",
    "POST, /api/v1/reload"
  })
  void aViewerChangesNothing(String method, String path) {
    Got got = rig.call(method, path, VIEWER, "{}");

    assertThat(got.problem(403)).contains("you are viewer");
    assertThat(got.field("WWW-Authenticate")).contains("insufficient_scope");
  }

  @Test
  void onlyAnAdminReloads() {
    assertThat(rig.call("POST", "/api/v1/reload", OPERATOR, null).problem(403)).contains("admin");
    assertThat(rig.call("POST", "/api/v1/reload", ADMIN, null).status()).isEqualTo(200);
  }

  @Test
  void otherOperatorsComeIntoForceAtOnce() {
    rig.server.operators(List.of());

    assertThat(get("/api/v1/routes", VIEWER).status()).isEqualTo(401);
  }

  @Test
  void guessingIsBoundedAndTheRightTokenWaitsToo() {
    for (int guess = 0; guess < FailedLogins.GUESSES; guess++) {
      assertThat(get("/api/v1/routes", "guess-" + guess).status()).isEqualTo(401);
    }

    Got next = get("/api/v1/routes", VIEWER);
    assertThat(next.problem(429)).contains("wait");
    assertThat(next.field("Retry-After")).isEqualTo("3");
    assertThat(get("/healthz", null).status()).isEqualTo(200);

    rig.nanos.addAndGet(3_000_000_000L);
    assertThat(get("/api/v1/routes", VIEWER).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/nothing",
        "/api/v1/routes/",
        "/api/v1/routes//",
        "/api/v1/routes/orders/plan/",
        "/api/v1/routes/orders/",
        "/api/v1//routes",
        "/api/v1/"
      })
  void whatIsNotThereIsNotFound(String path) {
    assertThat(get(path, ADMIN).problem(404)).contains("nothing at this path");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/routes/nope",
    "GET, /api/v1/routes/%6frders",
    "PUT, /api/v1/routes/nope/share",
    "POST, /api/v1/routes/nope/rollback",
    "POST, /api/v1/routes/nope/plan/clear"
  })
  void anUnknownRouteIsNotFoundWhateverElseIsWrong(String method, String path) {
    String body = method.equals("GET") ? null : "{\"wrong\": 1}";

    Got got = rig.call(method, path, ADMIN, body, "If-Match", "\"stale\"");

    assertThat(got.problem(404)).contains("orders, billing");
  }

  @ParameterizedTest
  @CsvSource({
    "POST,   /api/v1/routes,                 'GET, HEAD'",
    "DELETE, /api/v1/routes/orders,          'GET, HEAD'",
    "GET,    /api/v1/routes/orders/share,    PUT",
    "GET,    /api/v1/rollback,               POST",
    "DELETE, /api/v1/switch,                 'GET, HEAD, PUT'",
    "POST,   /healthz,                       'GET, HEAD'",
    "OPTIONS,/metrics,                       'GET, HEAD'"
  })
  void anotherMethodIsRefusedNamingTheRightOnes(String method, String path, String allowed) {
    Got got = rig.call(method, path, ADMIN, null);

    got.problem(405);
    assertThat(got.field("Allow")).isEqualTo(allowed);
  }

  @Test
  void headIsGetWithoutTheBody() {
    Got got = rig.call("HEAD", "/api/v1/routes/orders", VIEWER, null);

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.text()).isEmpty();
    assertThat(Integer.parseInt(got.field("Content-Length"))).isPositive();
    assertThat(got.field("ETag")).isNotNull();
  }
}
