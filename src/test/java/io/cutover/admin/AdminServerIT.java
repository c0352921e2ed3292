package io.cutover.admin;

import static io.cutover.admin.AdminRig.ADMIN;
import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.admin.AdminRig.Got;
import io.cutover.config.AdminConfig;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import java.lang.ref.WeakReference;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerIT {
  private static final String SHARE = "/api/v1/routes/orders/share";
  private static final String TO_10 = "{\"share\": \"10%\", \"reason\": \"a test\"}";

  @TempDir Path folder;
  private AdminRig rig;

  @BeforeEach
  void start() {
    rig = new AdminRig(folder.resolve("var"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Got get(String path, String token) {
    return rig.call("GET", path, token, null);
  }

  // ---- health and metrics

  @Test
  void healthNeedsNoToken() {
    assertThat(get("/healthz", null).status()).isEqualTo(200);
    assertThat(get("/readyz", null).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"STARTING, 503", "READY, 200", "DRAINING, 503"})
  void readinessFollowsTheGatewayAndHealthDoesNot(Readiness readiness, int status) {
    rig.readiness.set(readiness);

    assertThat(get("/readyz", null).status()).isEqualTo(status);
    assertThat(get("/healthz", null).status()).isEqualTo(200);
  }

  @Test
  void readinessDoesNotDependOnTheStore() {
    rig.storeAway(true);

    assertThat(get("/readyz", null).status()).isEqualTo(200);
  }

  @Test
  void metricsComeInTheFormatThatIsAccepted() {
    Got plain = get("/metrics", null);
    Got open =
        rig.call(
            "GET", "/metrics", null, null, "Accept", "application/openmetrics-text;version=1.0.0");

    assertThat(plain.field("Content-Type")).startsWith("text/plain; version=0.0.4");
    assertThat(plain.text()).contains("cutover_build_info");
    assertThat(open.field("Content-Type")).startsWith("application/openmetrics-text");
    assertThat(open.text()).endsWith("# EOF\n");
  }

  @Test
  void theProbesListenerServesNothingElse() {
    assertThat(rig.probes("/healthz").status()).isEqualTo(200);
    assertThat(rig.probes("/readyz").status()).isEqualTo(200);
    assertThat(rig.probes("/metrics").status()).isEqualTo(200);
    assertThat(rig.probes("/api/v1/routes").status()).isEqualTo(401);
    assertThat(rig.probes("/").status()).isEqualTo(404);
  }

  // ---- who may

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

  // ---- paths and methods

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

  // ---- reading

  @Test
  void aRouteShowsWhatWasAskedOfItAndWhatItDid() {
    rig.metrics.route("orders").blocked(Blocked.NO_PAIR, rig.nanos.get());

    Got got = get("/api/v1/routes/orders", VIEWER);

    var route = got.json();
    assertThat(got.field("Content-Type")).isEqualTo("application/json");
    assertThat(route.path("name").stringValue()).isEqualTo("orders");
    assertThat(route.path("share").stringValue()).isEqualTo("5%");
    assertThat(route.path("expected").isNull()).isTrue();
    assertThat(route.path("observed").isNull()).isTrue();
    assertThat(route.path("blocked").path("no-pair").intValue()).isEqualTo(1);
    assertThat(route.path("blocked").path("pinned").intValue()).isZero();
    assertThat(route.path("plan").path("state").stringValue()).isEqualTo("idle");
    assertThat(route.path("latch").isNull()).isTrue();
    assertThat(route.path("home").stringValue()).isEqualTo("old");
    assertThat(route.path("revision").isIntegralNumber()).isTrue();
    assertThat(got.field("ETag")).matches("\"[^\", ]+\"");
  }

  @Test
  void whatARouteDidIsShownInPercentAndSeconds() {
    var orders = rig.metrics.route("orders");
    for (int i = 0; i < 8; i++) {
      orders.split(i < 2, i < 1 ? Platform.NEW : Platform.OLD, rig.nanos.get());
    }
    orders.upstreamHead(Platform.OLD, 12_000_000, rig.nanos.get());

    var route = get("/api/v1/routes/orders", VIEWER).json();

    assertThat(route.path("expected").stringValue()).isEqualTo("25%");
    assertThat(route.path("observed").stringValue()).isEqualTo("12.5%");
    assertThat(route.path("p99Seconds").path("old").doubleValue()).isBetween(0.012, 0.015);
    assertThat(route.path("p99Seconds").path("new").isNull()).isTrue();
    assertThat(route.path("errors").path("old").isNull()).isTrue();
  }

  @Test
  void routesAreListedInTheOrderOfTheConfiguration() {
    var routes = get("/api/v1/routes", VIEWER).json().path("routes");

    assertThat(routes.valueStream().map(route -> route.path("name").stringValue()))
        .containsExactly("orders", "billing");
  }

  @Test
  void aRouteThatLeftTheConfigurationIsNoRoute() {
    rig.routes.set(List.of("orders"));

    assertThat(get("/api/v1/routes", VIEWER).json().path("routes").size()).isEqualTo(1);
    assertThat(get("/api/v1/routes/billing", VIEWER).status()).isEqualTo(404);
  }

  @Test
  void theConfigurationIsShownWithItsDrift() {
    rig.call("PUT", SHARE, OPERATOR, TO_10);

    var shown = get("/api/v1/config", VIEWER).json();

    assertThat(shown.path("config").path("admin").path("token").stringValue()).isEqualTo("***");
    assertThat(shown.path("drift").toString())
        .contains("\"route\":\"orders\"", "\"file\":\"5%\"", "\"state\":\"10%\"");
    assertThat(shown.path("drift").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/metrics", "/api/v1/routes", "/nothing", "/api/v1/nothing"})
  void everyAnswerIsClosedToBrowsers(String path) {
    Got got = get(path, null);

    assertThat(got.field("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(got.field("Cache-Control")).isEqualTo("no-store");
    assertThat(got.field("Content-Security-Policy")).startsWith("default-src 'none'");
  }

  // ---- setting a share

  @Test
  void aShareIsSetAndItsReceiptNamesTheChange() {
    String before = get("/api/v1/routes/orders", VIEWER).field("ETag");

    Got got = rig.call("PUT", SHARE, OPERATOR, TO_10, "If-Match", before);

    assertThat(got.status()).as(got.text()).isEqualTo(200);
    assertThat(got.json().path("change").stringValue()).isNotEmpty();
    assertThat(got.json().path("persisted").booleanValue()).isTrue();
    Got after = get("/api/v1/routes/orders", VIEWER);
    assertThat(after.json().path("share").stringValue()).isEqualTo("10%");
    assertThat(after.field("ETag")).isEqualTo(got.field("ETag")).isNotEqualTo(before);
  }

  @Test
  void anotherRoutesTagStaysWhenThisOneChanges() {
    String billing = get("/api/v1/routes/billing", VIEWER).field("ETag");
    String theSwitch = get("/api/v1/switch", VIEWER).field("ETag");

    rig.call("PUT", SHARE, OPERATOR, TO_10);

    assertThat(get("/api/v1/routes/billing", VIEWER).field("ETag")).isEqualTo(billing);
    assertThat(get("/api/v1/switch", VIEWER).field("ETag")).isEqualTo(theSwitch);
  }

  @Test
  void aTagStaysWhenOnlyCountersMove() {
    String before = get("/api/v1/routes/orders", VIEWER).field("ETag");

    rig.metrics.route("orders").blocked(Blocked.NO_PAIR, rig.nanos.get());

    assertThat(get("/api/v1/routes/orders", VIEWER).field("ETag")).isEqualTo(before);
  }

  @Test
  void aStaleTagChangesNothing() {
    String stale = get("/api/v1/routes/orders", VIEWER).field("ETag");
    rig.call("PUT", SHARE, OPERATOR, TO_10);

    Got got =
        rig.call(
            "PUT", SHARE, OPERATOR, "{\"share\":\"90%\",\"reason\":\"late\"}", "If-Match", stale);

    assertThat(got.problem(412)).contains("has changed since");
    assertThat(share()).isEqualTo("10%");
  }

  @Test
  void tagsAreComparedStrongly() {
    String tag = get("/api/v1/routes/orders", VIEWER).field("ETag");

    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10, "If-Match", "W/" + tag).status())
        .isEqualTo(412);
    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10, "If-Match", "\"other\", " + tag).status())
        .isEqualTo(200);
    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10, "If-Match", "*").status()).isEqualTo(200);
  }

  @Test
  void ofTwoOperatorsAtOnceExactlyOneWins() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        String tag = get("/api/v1/routes/orders", VIEWER).field("ETag");
        var together = new CyclicBarrier(2);
        List<String> shares = List.of((20 + 2 * round) + "%", (21 + 2 * round) + "%");
        List<Future<Integer>> both =
            shares.stream()
                .map(
                    wanted ->
                        threads.submit(
                            () -> {
                              together.await();
                              String body = "{\"share\":\"" + wanted + "\",\"reason\":\"race\"}";
                              return rig.call("PUT", SHARE, OPERATOR, body, "If-Match", tag)
                                  .status();
                            }))
                .toList();

        List<Integer> statuses = List.of(both.get(0).get(), both.get(1).get());

        assertThat(statuses).containsExactlyInAnyOrder(200, 412);
        assertThat(share()).isEqualTo(shares.get(statuses.indexOf(200)));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"share\": 5, \"reason\": \"r\"}                       | bare number",
        "{\"share\": 0.05, \"reason\": \"r\"}                    | bare number",
        "{\"share\": \"5\", \"reason\": \"r\"}                   | no percent sign",
        "{\"share\": \"101%\", \"reason\": \"r\"}                | more than 100%",
        "{\"share\": \"0.001%\", \"reason\": \"r\"}              | finer than 0.01%",
        "{\"share\": [\"5%\"], \"reason\": \"r\"}                | must be a text",
        "{\"reason\": \"r\"}                                     | share is missing",
        "{\"share\": \"6%\"}                                     | reason is missing",
        "{\"share\": \"6%\", \"reason\": \"  \"}                 | reason is missing",
        "{\"share\": \"6%\", \"reason\": 7}                      | reason must be a text",
        "{\"share\": \"6%\", \"reason\": \"a\\nb\"}              | control characters",
        "{\"share\": \"6%\", \"reason\": \"r\", \"shr\": 1}      | unknown field 'shr'",
        "{\"share\": \"6%\", \"reason\": \"r\", \"lease\": \"2\"} | lease must be a duration",
        "{\"share\": \"6%\", \"reason\": \"r\", \"lease\": \"91d\"} | lease must be a duration",
        "{\"share\": \"6%\", \"reason\": \"r\", \"then\": \"1%\"}  | then has a meaning with a"
            + " lease",
        "{\"share\": \"6%\", \"reason\": \"r\", \"lease\": \"2h\", \"then\": 1}  | then is a bare"
            + " number",
        "{\"share\": \"6%\", \"share\": \"7%\", \"reason\": \"r\"} | uplicate",
        "{\"share\": \"6%\", \"reason\": \"r\"} {}               | no valid JSON",
        "[\"share\"]                                             | no JSON object",
        "nonsense                                                | no valid JSON",
        "{\"share\"                                              | no valid JSON"
      })
  void aFaultyBodyIsRefusedSayingWhatIsWrong(String body, String said) {
    Got got = rig.call("PUT", SHARE, OPERATOR, body, "If-Match", "\"stale\"");

    assertThat(got.problem(400)).contains(said);
    assertThat(share()).isEqualTo("5%");
  }

  @Test
  void anEmptyBodyLacksWhatIsNeeded() {
    Got got = rig.call("PUT", SHARE, OPERATOR, null);

    assertThat(got.problem(400)).contains("share is missing").contains("reason is missing");
    assertThat(got.json().path("errors").size()).isEqualTo(2);
  }

  @Test
  void aReasonHasItsBounds() {
    String longest = "x".repeat(Body.LONGEST_TEXT);

    assertThat(setShare("6%", longest + "x").problem(400)).contains("longer than");
    assertThat(setShare("6%", longest).status()).isEqualTo(200);
  }

  @Test
  void aDeepBodyIsRefused() {
    String deep = "{\"share\":" + "[".repeat(100_00) + "]".repeat(100_00) + "}";

    assertThat(rig.call("PUT", SHARE, OPERATOR, deep).problem(400)).contains("no valid JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"})
  void aBodyOfAnotherKindIsRefused(String kind) {
    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10, "Content-Type", kind).problem(415))
        .contains("application/json");
  }

  @Test
  void theKindMayNameItsCharset() {
    assertThat(
            rig.call(
                    "PUT",
                    SHARE,
                    OPERATOR,
                    TO_10,
                    "Content-Type",
                    "Application/JSON; charset=utf-8")
                .status())
        .isEqualTo(200);
  }

  @Test
  void aBodyTooLargeIsRefused() {
    assertThat(setShare("6%", "x".repeat(Call.Place.SMALL_BODY)).problem(413)).contains("65536");
    assertThat(share()).isEqualTo("5%");
  }

  @Test
  void aWholeConfigurationIsTakenFromOperatorsOnly() {
    String body = "{\"config\": {\"version\": 1, \"x\": \"" + "x".repeat(500_000) + "\"}}";

    assertThat(rig.call("POST", "/api/v1/config/preview", VIEWER, body).json().path("changes"))
        .hasSize(2);
    assertThat(rig.call("POST", "/api/v1/config/preview", "nobody", body).status()).isEqualTo(401);
    assertThat(rig.call("POST", "/api/v1/explain", VIEWER, body).status()).isEqualTo(413);
  }

  @Test
  void aChunkedBodyTooLargeIsRefusedWithoutReadingItAll() throws Exception {
    String head =
        "PUT "
            + SHARE
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + OPERATOR
            + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";

    // There is no last chunk: who waited for it would wait for ever.
    assertThat(raw(head + chunk.repeat(3))).startsWith("HTTP/1.1 413 ").contains("problem+json");
  }

  // ---- latch, rollback, switch

  @Test
  void aRollbackActsWithoutAReasonAndLatches() {
    Got got = rig.call("POST", "/api/v1/routes/orders/rollback", OPERATOR, null);

    assertThat(got.status()).isEqualTo(200);
    var receipt = got.json();
    assertThat(receipt.path("persisted").booleanValue()).isTrue();
    assertThat(receipt.path("reached").toString()).isEqualTo("[\"replica-1\"]");
    assertThat(receipt.path("notReached").toString()).isEqualTo("[]");
    assertThat(receipt.path("moved").isArray()).isTrue();
    assertThat(receipt.path("couldNot").isArray()).isTrue();
    var route = get("/api/v1/routes/orders", VIEWER).json();
    assertThat(route.path("share").stringValue()).isEqualTo("0%");
    assertThat(route.path("latch").path("by").stringValue()).isEqualTo("oleg");
    assertThat(route.path("latch").path("since").stringValue())
        .isEqualTo(AdminRig.START.toString());
  }

  @Test
  void aRollbackIsNeverTooLate() {
    String stale = get("/api/v1/routes/orders", VIEWER).field("ETag");
    rig.call("PUT", SHARE, OPERATOR, TO_10);

    Got got =
        rig.call(
            "POST",
            "/api/v1/routes/orders/rollback",
            OPERATOR,
            "{\"reason\":\"it burns\"}",
            "If-Match",
            stale);

    assertThat(got.status()).isEqualTo(200);
    assertThat(
            get("/api/v1/routes/orders", VIEWER).json().path("latch").path("reason").stringValue())
        .isEqualTo("it burns");
  }

  @Test
  void aRollbackWithAFaultyBodyStillSaysWhatIsWrong() {
    Got got = rig.call("POST", "/api/v1/rollback", OPERATOR, "{\"raeson\":\"x\"}");

    assertThat(got.problem(400)).contains("unknown field 'raeson'");
  }

  @Test
  void allRoutesAreRolledBackEvenIfOneHasNoStateYet() {
    rig.routes.set(List.of("orders", "billing", "brand-new"));

    Got got = rig.call("POST", "/api/v1/rollback", OPERATOR, null);

    assertThat(got.status()).isEqualTo(200);
    for (String route : List.of("orders", "billing")) {
      assertThat(get("/api/v1/routes/" + route, VIEWER).json().path("latch").isObject()).isTrue();
    }
  }

  @Test
  void aRollbackActsWhileTheStoreIsAwayAndARaiseDoesNot() {
    rig.storeAway(true);

    Got raise = rig.call("PUT", SHARE, OPERATOR, TO_10);
    Got rollback = rig.call("POST", "/api/v1/routes/orders/rollback", OPERATOR, null);

    assertThat(raise.problem(503)).isNotEmpty();
    assertThat(rollback.status()).isEqualTo(200);
    assertThat(rollback.json().path("persisted").booleanValue()).isFalse();
    assertThat(share()).isEqualTo("0%");
  }

  @Test
  void aLatchedRouteIsNotRaisedUntilSomebodyClearsIt() {
    rig.call("POST", "/api/v1/routes/orders/rollback", OPERATOR, null);

    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10).problem(409)).contains("plan clear orders");
    assertThat(clear("{}").problem(400)).contains("reason is missing");
    assertThat(clear("{\"reason\":\"r\",\"force\":true}").problem(403)).contains("an admin");
    assertThat(clear("{\"reason\":\"r\",\"force\":1}").problem(400)).contains("true or false");
    Got cleared = clear("{\"reason\":\"mended\"}");

    assertThat(cleared.status()).isEqualTo(200);
    assertThat(cleared.json().path("change").stringValue()).isNotEmpty();
    assertThat(share()).isEqualTo("0%");
    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10).status()).isEqualTo(200);
  }

  @Test
  void clearingWithoutALatchIsAConflict() {
    assertThat(clear("{\"reason\":\"r\"}").problem(409)).contains("no latch");
  }

  @Test
  void theSwitchHasATagOfItsOwn() {
    Got before = get("/api/v1/switch", VIEWER);
    assertThat(before.json().path("switch").stringValue()).isEqualTo("auto");

    String body = "{\"switch\":\"old\",\"reason\":\"night\"}";
    Got moved = rig.call("PUT", "/api/v1/switch", OPERATOR, body, "If-Match", before.field("ETag"));
    Got stale =
        rig.call(
            "PUT",
            "/api/v1/switch",
            OPERATOR,
            "{\"switch\":\"new\",\"reason\":\"late\"}",
            "If-Match",
            before.field("ETag"));

    assertThat(moved.status()).isEqualTo(200);
    assertThat(moved.json().path("change").stringValue()).isNotEmpty();
    stale.problem(412);
    Got after = get("/api/v1/switch", VIEWER);
    assertThat(after.json().path("switch").stringValue()).isEqualTo("old");
    assertThat(after.field("ETag")).isEqualTo(moved.field("ETag"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"switch\":\"on\",\"reason\":\"r\"}                     | one of auto, old, new",
        "{\"switch\":true,\"reason\":\"r\"}                       | switch must be",
        "{\"reason\":\"r\"}                                       | one of auto, old, new",
        "{\"switch\":\"new\"}                                     | reason is missing",
        "{\"switch\":\"new\",\"reason\":\"r\",\"lease\":\"soon\"}  | lease must be a duration"
      })
  void aFaultySwitchIsRefused(String body, String said) {
    assertThat(rig.call("PUT", "/api/v1/switch", OPERATOR, body).problem(400)).contains(said);
    assertThat(get("/api/v1/switch", VIEWER).json().path("switch").stringValue()).isEqualTo("auto");
  }

  @Test
  void aReloadTellsWhatCameOfIt() {
    var good = rig.call("POST", "/api/v1/reload", ADMIN, null).json();
    rig.reload.set(new Reload.Result.Refused(List.of("a.yaml:1:2 x: wrong — mend it", "another")));
    Got bad = rig.call("POST", "/api/v1/reload", ADMIN, "{}");

    assertThat(good.path("reloaded").booleanValue()).isTrue();
    assertThat(good.path("warnings").toString()).isEqualTo("[\"a warning\"]");
    assertThat(bad.problem(400)).contains("last good one stays").contains("a.yaml:1:2 x");
    assertThat(bad.json().path("errors").size()).isEqualTo(2);
  }

  // ---- hosts, malformed requests, ports

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "localhost:9900", "127.0.0.1", "127.1.2.3:80", "[::1]", "[::1]:1"})
  void aLoopbackListenerTakesLoopbacksOwnNames(String host) throws Exception {
    assertThat(raw("GET /healthz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"})
  void aLoopbackListenerTakesNoOtherHost(String host) throws Exception {
    for (String path : List.of("/healthz", "/metrics", "/api/v1/routes")) {
      assertThat(
              raw(
                  "GET "
                      + path
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nAuthorization: Bearer "
                      + VIEWER
                      + "\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ")
          .contains("problem+json");
    }
  }

  @Test
  void anOpenListenerTakesAnyHost() throws Exception {
    try (var open =
        new AdminRig(folder.resolve("open"), AdminRig.config("0.0.0.0"), Duration.ofSeconds(10))) {
      assertThat(
              raw(
                  open.server.address().getPort(),
                  "GET /healthz HTTP/1.1\r\nHost: gateway.example\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nBad Field: x\r\n\r\n",
        "PUT /api/v1/switch HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "GET healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
      })
  void aMalformedRequestIsAProblemAndTheEndOfTheConnection(String request) throws Exception {
    assertThat(raw(request))
        .startsWith("HTTP/1.1 400 ")
        .contains("problem+json")
        .contains("nosniff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Field: begun",
        "PUT /api/v1/switch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{",
        "PUT /api/v1/switch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"
      })
  void aRequestThatNeverArrivesWholeHoldsNoConnection(String begun) throws Exception {
    try (var impatient =
        new AdminRig(
            folder.resolve("slow"), AdminRig.config("127.0.0.1"), Duration.ofMillis(100))) {
      assertThat(raw(impatient.server.address().getPort(), begun)).doesNotContain("200 OK");
    }
  }

  @Test
  void aPortInUseIsOneClearLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
      var config =
          new AdminConfig("127.0.0.1", taken.getLocalPort(), null, 0, null, Set.of(), List.of());

      var started =
          AdminServer.start(
              config,
              new AdminRooms(
                  "r", null, null, null, null, null, null, null, null, () -> 0, null, null, null,
                  null, null));

      assertThat(started).isInstanceOf(AdminServer.Started.Refused.class);
      String detail = ((AdminServer.Started.Refused) started).detail();
      assertThat(detail)
          .contains("127.0.0.1:" + taken.getLocalPort())
          .contains("admin.address")
          .doesNotContain("\n");
    }
  }

  /** The HTTP library's timer of idle connections lives on, and its listener with it. */
  @Test
  void afterItsEndItHoldsNothingOfTheGateway() {
    WeakReference<Object> state = closed(folder.resolve("held"));

    await()
        .until(
            () -> {
              System.gc();
              return state.refersTo(null);
            });
  }

  private static WeakReference<Object> closed(Path folder) {
    try (var rig = new AdminRig(folder)) {
      assertThat(rig.call("GET", "/api/v1/routes", VIEWER, null).status()).isEqualTo(200);
      return new WeakReference<>(rig.state);
    }
  }

  @Test
  void afterItsEndNobodyListens() {
    var address = rig.server.address();
    rig.server.close();

    assertThat(
            IntStream.of(address.getPort())
                .filter(
                    port -> {
                      try (var socket = new Socket("127.0.0.1", port)) {
                        return socket.isConnected();
                      } catch (java.io.IOException e) {
                        return false;
                      }
                    })
                .count())
        .isZero();
  }

  // ----

  private String share() {
    return get("/api/v1/routes/orders", VIEWER).json().path("share").stringValue();
  }

  private Got setShare(String share, String reason) {
    return rig.call(
        "PUT", SHARE, OPERATOR, "{\"share\":\"" + share + "\",\"reason\":\"" + reason + "\"}");
  }

  private Got clear(String body) {
    return rig.call("POST", "/api/v1/routes/orders/plan/clear", OPERATOR, body);
  }

  private String raw(String request) throws Exception {
    return raw(rig.server.address().getPort(), request);
  }

  /** Sends bytes and reads until the server closes. */
  private static String raw(int port, String request) throws Exception {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
