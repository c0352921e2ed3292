package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request whose token is foreign where it goes has it swapped; no foreign token is ever sent. */
class BridgeIT {
  private static final String ROUTES =
      """
      authorities:
        - name: api-cloud
          native: old
          opaque:
            introspection: { url: "http://127.0.0.1:%1$d/introspect", clientId: gw, clientSecret: "${env:S}" }
        - name: choreo
          native: new
          jwt: { issuer: "https://sts.example/token", jwks: "http://127.0.0.1:%1$d/jwks" }
      applications:
        - name: mobile
          old: { clientId: old-mobile, clientSecret: "${env:S}" }
          new: { clientId: new-mobile, clientSecret: "${env:S}" }
        - name: trial
          environment: sandbox
          old: { clientId: old-trial, clientSecret: "${env:S}" }
          new: { clientId: new-trial, clientSecret: "${env:S}" }
      routes:
        - { name: orders, match: { path: /orders }, share: 50%% }
        - { name: own, match: { path: /own }, old: { authHeader: X-Auth }, share: 100%% }
      plans:
        proven: { steps: [ 100%% ], hold: 1h, gate: { verified: true } }
      """;

  /** Answers 401 to every token in {@link #refused}, and says who it is to all others. */
  private RawPlatform platform(String name) {
    return new RawPlatform(
        connection -> {
          String head;
          while ((head = connection.readHead()) != null) {
            int length = head.indexOf("Content-Length: ");
            if (length >= 0) {
              connection.readBody(
                  Integer.parseInt(head.substring(length + 16, head.indexOf('\r', length))));
            }
            if (!unsubscribed.isEmpty() && head.startsWith("GET " + unsubscribed)) {
              connection.send(
                  "HTTP/1.1 403 Forbidden\r\n"
                      + "Content-Length: 23\r\n\r\n"
                      + "{\"error_code\":\"900908\"}");
              continue;
            }
            boolean bad = refused.stream().anyMatch(head::contains);
            connection.send(
                (bad ? "HTTP/1.1 401 Unauthorized" : "HTTP/1.1 200 OK")
                    + "\r\nContent-Length: 3\r\n\r\n"
                    + (bad ? "bad" : name));
          }
        });
  }

  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private final RawPlatform old = platform("old");
  private final RawPlatform next = platform("new");
  private final RawPlatform sandbox = platform("box");
  private final SignedTokens signer = new SignedTokens("https://sts.example/token");
  private volatile int tokenStatus = 200;
  private volatile String unsubscribed = "";
  private volatile int issued;
  private HttpServer issuer;
  private Stand stand;

  @BeforeEach
  void start() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext("/jwks", call -> answer(call, 200, signer.jwks()));
    issuer.createContext(
        "/introspect",
        call -> {
          String form = form(call);
          String client = form.contains("token=opaque-trial") ? "old-trial" : "old-mobile";
          String user = form.contains("token=opaque-user") ? ",\"username\":\"ann\"" : "";
          answer(
              call,
              200,
              form.contains("token=opaque")
                  ? "{\"active\":true,\"client_id\":\"%s\"%s}".formatted(client, user)
                  : "{\"active\":false}");
        });
    for (String name : List.of("old", "new")) {
      issuer.createContext(
          "/" + name,
          call -> {
            tokens.add(name + " " + form(call));
            answer(
                call,
                tokenStatus,
                "{\"access_token\":\"%s-token-%d\",\"token_type\":\"Bearer\",\"expires_in\":900}"
                    .formatted(name, ++issued));
          });
    }
    issuer.start();
    stand = Stand.start(platform(old, "old", ""), platform(next, "new", sandboxKey()), routes());
  }

  private String platform(RawPlatform platform, String name, String more) {
    return platform(platform.url(), name, more);
  }

  private String platform(String url, String name, String more) {
    return url
        + "\", tokenEndpoint: \"http://127.0.0.1:"
        + issuer.getAddress().getPort()
        + "/"
        + name
        + more;
  }

  private String sandboxKey() {
    return "\", sandbox: { url: \"" + sandbox.url() + "\" }, name: \"Choreo";
  }

  private String routes() {
    return ROUTES.formatted(issuer.getAddress().getPort());
  }

  private static String form(HttpExchange call) throws IOException {
    return new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange call, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @AfterEach
  void close() {
    stand.close();
    issuer.stop(0);
    old.close();
    next.close();
    sandbox.close();
  }

  private HttpResponse<String> get(String token) {
    return send("GET", "/orders", "", "Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers) {
    return stand.send(
        HttpRequest.newBuilder(URI.create(stand.url(path)))
            .method(method, HttpRequest.BodyPublishers.ofString(body)),
        headers);
  }

  private String jwt() {
    return signer.token("new-mobile", "new-mobile");
  }

  @Test
  void eitherTokenGoesEitherWayAndNoneIsForeign() {
    String jwt = jwt();
    stand.share("orders", "100%");
    assertThat(get("opaque-1").body()).isEqualTo("new");
    assertThat(get(jwt).body()).isEqualTo("new");
    stand.share("orders", "0%");
    assertThat(get("opaque-1").body()).isEqualTo("old");
    assertThat(get(jwt).body()).isEqualTo("old");
    assertThat(get(jwt).body()).isEqualTo("old");

    assertThat(String.join("", next.received()))
        .contains("Authorization: Bearer new-token-1\r\n", "Authorization: Bearer " + jwt)
        .doesNotContain("opaque");
    assertThat(String.join("", old.received()))
        .contains("Authorization: Bearer old-token-2\r\n", "Authorization: Bearer opaque-1")
        .doesNotContain(jwt);
    assertThat(tokens)
        .containsExactly("new grant_type=client_credentials", "old grant_type=client_credentials");
    assertThat(stand.metrics())
        .contains("cutover_bridge_total{from=\"old\",outcome=\"ok\",to=\"new\"} 1.0")
        .contains("cutover_bridge_total{from=\"new\",outcome=\"ok\",to=\"old\"} 1.0")
        .contains("cutover_bridge_total{from=\"new\",outcome=\"cached\",to=\"old\"} 1.0")
        .contains("cutover_applications{state=\"dual\"} 1.0")
        .contains("cutover_blocked_total{cause=\"no-pair\",route=\"orders\"} 0.0")
        .doesNotContain("-token-", jwt);
  }

  @Test
  void aUsersTokenStays() {
    stand.share("orders", "100%");

    assertThat(get("opaque-user").body()).isEqualTo("old");
    assertThat(get(signer.token("new-mobile", "ann")).body()).isEqualTo("new");
    stand.share("orders", "0%");
    assertThat(get(signer.token("new-mobile", "ann")).body()).isEqualTo("new");

    assertThat(tokens).isEmpty();
    assertThat(stand.metrics())
        .contains("cutover_blocked_total{cause=\"user-token\",route=\"orders\"} 1.0");
  }

  @Test
  void aRefusedSwapIsRepeatedOnceWithAnotherTokenWhereThatIsAllowed() {
    stand.share("orders", "100%");
    assertThat(get("opaque-1").body()).isEqualTo("new");
    refused.add("new-token-1");

    assertThat(get("opaque-1").body()).isEqualTo("new");
    assertThat(String.join("", next.received())).contains("Bearer new-token-2");

    refused.add("new-token-2");
    HttpResponse<String> second = get("opaque-1");
    assertThat(second.statusCode()).isEqualTo(401);
    assertThat(second.body()).isEqualTo("bad");
    assertThat(tokens).hasSize(2);
  }

  @Test
  void aRequestThatMayNotBeRepeatedIsAnsweredAsItWasAndTheNextOneFaresBetter() {
    stand.share("orders", "100%");
    assertThat(get("opaque-1").body()).isEqualTo("new");
    refused.add("new-token-1");

    HttpResponse<String> posted =
        send("POST", "/orders", "a body", "Authorization", "Bearer opaque-1");

    assertThat(posted.statusCode()).isEqualTo(401);
    await().until(() -> get("opaque-1").statusCode() == 200);
    assertThat(tokens).hasSize(2);
  }

  @Test
  void whereNoTokenIsToBeHadTheOtherPlatformServes() {
    stand.share("orders", "100%");
    tokenStatus = 503;

    assertThat(get("opaque-1").body()).isEqualTo("old");
    assertThat(get("opaque-1").body()).isEqualTo("old");

    assertThat(tokens).hasSize(1);
    assertThat(next.accepted()).isZero();
    assertThat(stand.metrics())
        .contains("cutover_bridge_total{from=\"old\",outcome=\"unavailable\",to=\"new\"} 2.0")
        .contains(
            "decision=\"credential\",platform=\"old\",route=\"orders\",token=\"opaque\"} 2.0");
  }

  @Test
  void aSandboxApplicationGoesToTheSandboxOnly() {
    stand.share("orders", "100%");
    assertThat(get("opaque-trial").body()).isEqualTo("box");
    stand.share("orders", "0%");
    assertThat(get("opaque-trial").body()).isEqualTo("old");

    assertThat(stand.reload(platform(old, "old", ""), platform(next, "new", ""), routes()))
        .hasToString("Reloaded[warnings=[]]");
    stand.share("orders", "100%");
    assertThat(get("opaque-trial").body()).isEqualTo("old");
    assertThat(get(signer.token("new-trial", "new-trial")).body()).isEqualTo("old");
    assertThat(next.accepted()).isZero();
  }

  @Test
  void aSandboxHasACapacityOfItsOwn() {
    assertThat(
            stand.reload(
                platform(old, "old", ""),
                platform(
                    next,
                    "new",
                    "\", capacity: { requestsPerMinute: 1 }" + sandboxKey().substring(1)),
                routes()))
        .hasToString("Reloaded[warnings=[]]");
    stand.share("orders", "100%");

    for (int i = 0; i < 5; i++) {
      assertThat(get("opaque-trial").body()).isEqualTo("box");
    }
    assertThat(stand.metrics()).contains("cutover_spilled_total{route=\"orders\"} 0.0");
  }

  @Test
  void aTokenIsReadAndWrittenWhereEachPlatformHasIt() {
    assertThat(send("GET", "/own", "", "X-Auth", "Bearer opaque-1").body()).isEqualTo("new");
    stand.share("own", "0%");
    assertThat(send("GET", "/own", "", "Authorization", "Bearer opaque-1").body()).isEqualTo("old");
    assertThat(
            send("GET", "/own", "", "X-Auth", "Bearer opaque-1", "Authorization", "Bearer " + jwt())
                .statusCode())
        .isEqualTo(400);

    assertThat(String.join("", next.received()))
        .contains("Authorization: Bearer new-token-1")
        .doesNotContainIgnoringCase("x-auth");
    assertThat(String.join("", old.received()))
        .containsIgnoringCase("x-auth: Bearer opaque-1")
        .doesNotContainIgnoringCase("Authorization");
  }

  @Test
  void operatorsSeeApplicationsAndTryThemOut() {
    stand.share("orders", "100%");
    assertThat(get("opaque-1").body()).isEqualTo("new");

    String all = stand.admin("GET", "/api/v1/applications", "").body();
    assertThat(all)
        .contains(
            "\"name\":\"mobile\"", "\"state\":\"bridged\"", "\"bridged\":1", "\"canMove\":true")
        .doesNotContain(Stand.TOKEN, "opaque", "-token-");
    String page = stand.admin("GET", "/api/v1/applications/mobile", "").body();
    assertThat(page)
        .contains("\"route\":\"orders\"", "\"platform\":\"new\"", "\"decision\":\"share\"")
        .containsPattern("\"bucket\":[0-9]+,\"movesAt\":\"[0-9.]+%\"")
        .contains("\"requests\":1");
    assertThat(page)
        .containsPattern(
            "\"lastRequests\":\\[\\{\"requestId\":\"[^\"]+\",\"at\":\"[^\"]+\",\"route\":\"orders\","
                + "\"platform\":\"new\",\"status\":200}")
        .contains("\"failures\":{");
    assertThat(stand.admin("GET", "/api/v1/applications/nobody", "").statusCode()).isEqualTo(404);

    unsubscribed = "/orders";
    String tried = stand.admin("POST", "/api/v1/applications/mobile/verify", "{}").body();
    assertThat(tried)
        .contains(
            "fault 900908: subscribe the application to this API there", "\"verdict\":\"pass\"")
        .contains("\"passed\":{\"old\":false,\"new\":false}")
        .doesNotContain("-token-");
    unsubscribed = "";
    assertThat(stand.admin("POST", "/api/v1/applications/mobile/verify", "{}").body())
        .contains("\"passed\":{\"old\":true,\"new\":true}");
    tokenStatus = 401;
    assertThat(stand.admin("POST", "/api/v1/applications/mobile/verify", "{}").body())
        .contains("\"verdict\":\"fail\"", "\"passed\":{\"old\":false,\"new\":false}");
    stand.restart();
    assertThat(stand.admin("GET", "/api/v1/applications/mobile", "").body())
        .contains("\"verdict\":\"fail\"", "\"state\":\"bridged\"");
  }

  @Test
  void aPlanThatAsksForItMovesAnApplicationOnlyOnceItWasVerified() {
    HttpResponse<String> started =
        stand.admin(
            "POST",
            "/api/v1/routes/orders/plan/start",
            "{\"plan\":\"proven\",\"reason\":\"ready\"}");
    assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
    assertThat(get("opaque-1").body()).isEqualTo("old");
    assertThat(get(jwt()).body()).isEqualTo("old");
    assertThat(stand.metrics())
        .contains("cutover_blocked_total{cause=\"unverified\",route=\"orders\"} 2.0");
    assertThat(stand.admin("GET", "/api/v1/applications/mobile", "").body())
        .contains("\"platform\":\"old\",\"decision\":\"credential\",\"blocked\":\"unverified\"");

    unsubscribed = "/orders";
    stand.admin("POST", "/api/v1/applications/mobile/verify", "{}");
    unsubscribed = "";
    assertThat(get("opaque-1").body()).isEqualTo("old");
    stand.admin("POST", "/api/v1/applications/mobile/verify", "{}");
    assertThat(get("opaque-1").body()).isEqualTo("new");

    stand.restart();
    assertThat(get("opaque-1").body()).isEqualTo("new");
  }

  @Test
  void anApplicationIsTriedOutWhereItsRequestsGo() {
    String connect = "\", connect: \"";
    assertThat(
            stand.reload(
                platform("http://old.invalid" + connect + old.url().substring(7), "old", ""),
                platform("http://new.invalid" + connect + next.url().substring(7), "new", ""),
                routes()))
        .hasToString("Reloaded[warnings=[]]");

    assertThat(stand.admin("POST", "/api/v1/applications/mobile/verify", "{}").body())
        .contains("\"passed\":{\"old\":true,\"new\":true}")
        .doesNotContain("unknown");
    assertThat(String.join("", next.received()))
        .contains("GET /orders/ HTTP/1.1\r\n", "\r\nHost: new.invalid\r\n", "Bearer new-token-");

    next.close();
    assertThat(stand.admin("POST", "/api/v1/applications/mobile/verify", "{}").body())
        .contains("no answer: connect");
  }
}
