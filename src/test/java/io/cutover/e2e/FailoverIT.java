package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Platforms that fail, are known to fail, and recover. */
class FailoverIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
  private static final String ROUTES =
      """
      defaults: { auth: none, stickBy: ip, share: 100%%, retry: { attempts: 0 } }
      routes:
        - name: spare
          match: { path: /spare }
          timeouts: { request: 300ms }
          failover: { to: old, when: [connect, reset, timeout, 503], methods: [GET, PUT, POST] }
        - { name: alone, match: { path: /alone } }
      %s
      """;

  private final RawPlatform old = RawPlatform.answering(OK + "old");
  private HttpServer introspection;

  @AfterEach
  void close() {
    old.close();
    if (introspection != null) {
      introspection.stop(0);
    }
  }

  /** A place where nobody listens. */
  private static String nobody() {
    try (RawPlatform gone = RawPlatform.answering(OK + "???")) {
      return gone.url();
    }
  }

  private static Stand stand(String old, String next) {
    return Stand.start(old, next, ROUTES.formatted(""));
  }

  private static String ask(Stand stand, String method, String path, String body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stand.url(path)));
    HttpResponse<String> answer =
        stand.send(
            body.isEmpty()
                ? request.method(method, HttpRequest.BodyPublishers.noBody())
                : request.method(method, HttpRequest.BodyPublishers.ofString(body)));
    return answer.statusCode() + (answer.statusCode() == 200 ? " " + answer.body() : "");
  }

  @Test
  void theOtherPlatformTakesOverWhenNoConnectionComesAbout() {
    try (RawPlatform reading =
            new RawPlatform(
                connection -> {
                  String head;
                  while ((head = connection.readHead()) != null) {
                    connection.readBody(head.startsWith("POST") ? 4 : 0);
                    connection.send(OK + "old");
                  }
                });
        Stand stand = stand(reading.url(), nobody())) {
      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("200 old");
      // Nothing of it was sent: even what may be done only once is taken over, with its body.
      assertThat(ask(stand, "POST", "/spare", "body")).isEqualTo("200 old");
      assertThat(ask(stand, "DELETE", "/spare", "")).isEqualTo("502");
      assertThat(ask(stand, "GET", "/alone", "")).isEqualTo("502");

      await()
          .untilAsserted(
              () ->
                  assertThat(stand.metrics())
                      .contains(
                          "decision=\"failover\",platform=\"old\",route=\"spare\"",
                          "cutover_upstream_errors_total{kind=\"connect\",platform=\"new\",route=\"spare\"}"
                              + " 3",
                          "cutover_upstream_errors_total{kind=\"connect\",platform=\"old\",route=\"spare\"}"
                              + " 0"));
      assertThat(String.join("", reading.received())).contains("\r\n\r\nbody");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "reset, GET, '', 200 old",
    "reset, PUT, '', 200 old",
    "reset, PUT, body, 502",
    "reset, POST, '', 502",
    "503, GET, '', 200 old",
    "503, POST, body, 503",
    "500, GET, '', 500",
    "silence, GET, '', 200 old",
    "silence, POST, '', 504",
    "half, GET, '', 502",
    "cut, GET, '', cut"
  })
  void whatIsTakenOverIsWhatCanBeDoneTwice(String fault, String method, String body, String client)
      throws Exception {
    try (RawPlatform next =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  if (!body.isEmpty()) {
                    // From its first byte on a body is gone.
                    connection.readBody(1);
                  }
                  switch (fault) {
                    case "reset" -> connection.socket.setSoLinger(true, 0);
                    case "half" -> connection.send("HTTP/1.1 200 OK\r\nContent-Le");
                    case "cut" ->
                        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut");
                    case "silence" -> connection.in.readAllBytes();
                    default ->
                        connection.send("HTTP/1.1 " + fault + " X\r\nContent-Length: 0\r\n\r\n");
                  }
                });
        Stand stand = stand(old.url(), next.url())) {
      if (client.equals("cut")) {
        try (RawClient raw = new RawClient(stand.port())) {
          raw.send("GET /spare HTTP/1.1\r\nHost: a\r\n\r\n");
          assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
          assertThat(raw.readAll()).isEqualTo("cut");
        }
        assertThat(old.accepted()).isZero();
        return;
      }
      assertThat(ask(stand, method, "/spare", body)).isEqualTo(client);
      assertThat(next.accepted()).isEqualTo(1);
      assertThat(old.accepted()).isEqualTo(client.endsWith("old") ? 1 : 0);
    }
  }

  @Test
  void whoCannotUseTheOtherPlatformStays() throws IOException {
    introspection =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    introspection.createContext(
        "/",
        call -> {
          byte[] answer =
              "{\"active\":true,\"client_id\":\"app\"}".getBytes(StandardCharsets.UTF_8);
          call.getRequestBody().readAllBytes();
          call.getResponseHeaders().add("Content-Type", "application/json");
          call.sendResponseHeaders(200, answer.length);
          call.getResponseBody().write(answer);
          call.close();
        });
    introspection.start();
    String rest =
        """
        authorities:
          - name: choreo
            native: new
            opaque: { introspection: { url: "http://127.0.0.1:%d/", clientId: gw, clientSecret: "${env:S}" } }
        routes:
          - { name: spare, match: { path: / }, share: 100%%, failover: { to: old } }
        """
            .formatted(introspection.getAddress().getPort());
    try (Stand stand = Stand.start(old.url(), nobody(), rest)) {
      assertThat(stand.get("/", "Authorization", "Bearer new-token").statusCode()).isEqualTo(502);
      assertThat(old.accepted()).isZero();
    }
  }

  @Test
  void whenBothFailTheSecondAnswerIsTheLast() {
    try (Stand stand = stand(nobody(), nobody())) {
      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("502");
      await()
          .untilAsserted(
              () ->
                  assertThat(stand.metrics())
                      .contains(
                          "{kind=\"connect\",platform=\"new\",route=\"spare\"} 1",
                          "{kind=\"connect\",platform=\"old\",route=\"spare\"} 1"));
    }
  }

  @Test
  void takingOverIsWithinTheBudgetOfRepeats() {
    String rest =
        """
        defaults: { auth: none, stickBy: ip, share: 100%, retry: { attempts: 0, budget: 0% } }
        routes: [ { name: spare, match: { path: / }, failover: { to: old } } ]
        """;
    // Not ejected, so that each request meets the failure itself.
    String next = nobody() + "\", outlier: none, name: \"new";
    try (Stand stand = Stand.start(old.url(), next, rest)) {
      int taken = 0;
      for (int i = 0; i < 40; i++) {
        taken += ask(stand, "GET", "/", "").startsWith("200") ? 1 : 0;
      }
      // Ten for each of the two event loops, and no more.
      assertThat(taken).isBetween(10, 20);
    }
  }

  /** A platform whose check, and whose other answers, say what the test wants. */
  private static final class Patient implements AutoCloseable {
    volatile String check = "200 OK\r\nContent-Length: 0\r\n\r\n";
    volatile String answer = "200 OK\r\nContent-Length: 3\r\n\r\nnew";
    final AtomicInteger checks = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    final RawPlatform platform =
        new RawPlatform(
            connection -> {
              String head;
              while ((head = connection.readHead()) != null) {
                boolean isCheck = head.startsWith("GET /base/health ");
                (isCheck ? checks : requests).incrementAndGet();
                connection.send("HTTP/1.1 " + (isCheck ? check : answer));
              }
            });

    String url() {
      return platform.url()
          + "/base\", health: { path: /health, interval: 100ms }, outlier: { slowStart: 0s },"
          + " name: \"new";
    }

    @Override
    public void close() {
      platform.close();
    }
  }

  private static boolean healthy(Stand stand) {
    return stand.metrics().contains("cutover_platform_healthy{platform=\"new\"} 1.0");
  }

  @Test
  void aPlatformThatFailsItsChecksIsNotAskedUntilItPassesThem() {
    try (var next = new Patient();
        Stand stand = stand(old.url(), next.url())) {
      await().until(() -> next.checks.get() > 0);
      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("200 new");
      next.check = "503 X\r\nContent-Length: 0\r\n\r\n";
      await().until(() -> !healthy(stand));
      int before = next.requests.get();

      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("200 old");
      assertThat(ask(stand, "DELETE", "/spare", "")).isEqualTo("503");
      HttpResponse<String> alone = stand.get("/alone");
      assertThat(alone.statusCode()).isEqualTo(503);
      assertThat(alone.headers().firstValue("Proxy-Status"))
          .hasValue("cutover; error=destination_unavailable");
      assertThat(next.requests).hasValue(before);

      next.check = "401 X\r\nContent-Length: 0\r\n\r\n";
      await().until(() -> healthy(stand));
      assertThat(ask(stand, "GET", "/alone", "")).isEqualTo("200 new");
    }
  }

  @Test
  void whenBothLookDeadNothingSwings() {
    try (var next = new Patient();
        Stand stand =
            stand(nobody() + "\", health: { path: /, interval: 100ms }, name: \"old", next.url())) {
      next.check = "503 X\r\nContent-Length: 0\r\n\r\n";
      await().until(() -> !healthy(stand));
      await()
          .until(() -> stand.metrics().contains("cutover_platform_healthy{platform=\"old\"} 0.0"));

      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("200 new");
      assertThat(ask(stand, "GET", "/alone", "")).isEqualTo("200 new");
    }
  }

  @Test
  void anAuthenticationFaultIsNoIllness() {
    try (var next = new Patient();
        Stand stand = stand(old.url(), next.url())) {
      String fault =
          "500 X\r\nContent-Length: 38\r\n\r\n{\"code\":900900,\"message\":\"Unclassified\"";
      next.check = fault.replace("38", String.valueOf(fault.length() - fault.indexOf('{')));
      next.answer = next.check;
      int seen = next.checks.get();
      for (int i = 0; i < 10; i++) {
        assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("500");
      }
      await().until(() -> next.checks.get() > seen + 5);

      assertThat(healthy(stand)).isTrue();
      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("500");
    }
  }

  @Test
  void aPlatformThatKeepsFailingIsSparedWhereTheOtherCanStandIn() {
    try (var next = new Patient();
        Stand stand = stand(old.url(), next.url())) {
      next.answer = "502 X\r\nContent-Length: 0\r\n\r\n";
      for (int i = 0; i < 5; i++) {
        assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("502");
      }
      int before = next.requests.get();

      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("200 old");
      assertThat(next.requests).hasValue(before);
      // Nobody stands in here, and without requests it could not redeem itself.
      assertThat(ask(stand, "GET", "/alone", "")).isEqualTo("502");
      assertThat(next.requests).hasValue(before + 1);
    }
  }

  @Test
  void aRealFaultOfTheBackendCounts() {
    try (var next = new Patient();
        Stand stand = stand(old.url(), next.url())) {
      next.answer = "500 X\r\nContent-Length: 4\r\n\r\noops";
      for (int i = 0; i < 5; i++) {
        assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("500");
      }

      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("200 old");
    }
  }

  @Test
  void aPlatformThatIsRetiredTakesNothingOver() {
    try (Stand stand = stand(old.url(), nobody())) {
      assertThat(
              stand
                  .admin(
                      "POST", "/api/v1/platforms/old/retire", "{\"reason\":\"r\",\"force\":true}")
                  .statusCode())
          .isEqualTo(200);

      assertThat(ask(stand, "GET", "/spare", "")).isEqualTo("502");

      assertThat(old.accepted()).isZero();
    }
  }

  @Test
  void aPlatformThatFallsSilentInItsAnswerIsAtFault() {
    try (RawPlatform next =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                  connection.in.readAllBytes();
                });
        Stand stand =
            Stand.start(
                old.url(),
                next.url(),
                """
                defaults: { auth: none, stickBy: ip, share: 100%, timeouts: { idle: 300ms } }
                routes: [ { name: half, match: { path: /half } } ]
                """);
        RawClient client = new RawClient(stand.port())) {
      client.send("GET /half HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      client.readAll();

      assertThat(stand.metrics())
          .contains(
              "cutover_upstream_errors_total{kind=\"timeout\",platform=\"new\",route=\"half\"}"
                  + " 1.0");
    }
  }
}
