package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
class EventsIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path folder;
  private AdminRig rig;
  private HttpClient http;

  @BeforeEach
  void start() {
    rig = new AdminRig(folder.resolve("var"));
    http = HttpClient.newHttpClient();
  }

  @AfterEach
  void stop() {
    http.shutdownNow();
    rig.close();
  }

  /** What is told, event by event. */
  private record Told(HttpResponse<java.io.InputStream> response, BufferedReader in) {
    record Event(String id, JsonNode data) {}

    Event next(String name) throws IOException {
      while (true) {
        String id = null;
        String event = null;
        String data = null;
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
          String value = line.substring(line.indexOf(':') + 1).strip();
          switch (line.substring(0, line.indexOf(':'))) {
            case "id" -> id = value;
            case "event" -> event = value;
            case "data" -> data = value;
            default -> {}
          }
        }
        if (name.equals(event)) {
          return new Event(id, JSON.readTree(data));
        }
      }
    }
  }

  private Told listen(String... fields) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(rig.base() + "/api/v1/events"));
    for (int i = 0; i < fields.length; i += 2) {
      request.header(fields[i], fields[i + 1]);
    }
    var response = http.send(request.build(), BodyHandlers.ofInputStream());
    return new Told(
        response,
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8)));
  }

  private Told listen() throws Exception {
    return listen("Authorization", "Bearer " + VIEWER);
  }

  private void share(String share) {
    String body = "{\"share\": \"" + share + "\", \"reason\": \"told\"}";
    assertThat(rig.call("PUT", "/api/v1/routes/orders/share", OPERATOR, body).status())
        .isEqualTo(200);
  }

  @Test
  void everyChangeIsToldWithWhoWhatAndWhy() throws Exception {
    Told told = listen();
    assertThat(told.response().statusCode()).isEqualTo(200);
    assertThat(told.response().headers().firstValue("Content-Type")).contains("text/event-stream");

    share("10%");
    share("2%");

    JsonNode raised = told.next("change").data();
    assertThat(raised.path("by").asString()).isEqualTo("oleg");
    assertThat(raised.path("reason").asString()).isEqualTo("told");
    assertThat(raised.path("before").path("routes").path("orders").path("share").asString())
        .isEqualTo("5%");
    assertThat(raised.path("after").path("routes").path("orders").path("share").asString())
        .isEqualTo("10%");
    assertThat(told.next("change").data().path("words").asString())
        .isEqualTo("share of orders set to 2%");
  }

  @Test
  void aSampleOfEachRouteComesAgainAndAgain() throws Exception {
    var orders = rig.metrics.route("orders");
    orders.finished(Platform.OLD, Decision.SHARE, TokenKind.OPAQUE, 200, 1, 1, 500_000_000L);
    orders.finished(Platform.NEW, Decision.SHARE, TokenKind.OPAQUE, 503, 1, 1, 500_000_000L);
    orders.finished(Platform.NEW, Decision.SHARE, TokenKind.OPAQUE, 401, 1, 1, 500_000_000L);
    orders.upstreamHead(Platform.NEW, Duration.ofMillis(20).toNanos(), 500_000_000L);
    rig.nanos.set(Duration.ofMillis(1500).toNanos());
    Told told = listen();

    JsonNode first = told.next("sample").data();
    assertThat(told.next("sample").data().path("route").asString()).isEqualTo("billing");
    JsonNode again = told.next("sample").data();

    assertThat(first).isEqualTo(again);
    assertThat(first.path("route").asString()).isEqualTo("orders");
    assertThat(first.path("share").asString()).isEqualTo("5%");
    assertThat(first.path("requestsPerSecond").path("old").asInt()).isEqualTo(1);
    assertThat(first.path("requestsPerSecond").path("new").asInt()).isEqualTo(2);
    assertThat(first.path("errors").path("new").path("5xx").asInt()).isEqualTo(1);
    assertThat(first.path("errors").path("new").path("401").asInt()).isEqualTo(1);
    assertThat(first.path("errors").path("old").path("5xx").asInt()).isZero();
    assertThat(first.path("latencySeconds").path("new").path("p50").asDouble())
        .isBetween(0.02, 0.025);
    assertThat(first.path("latencySeconds").path("old").isNull()).isTrue();
  }

  @Test
  void whoComesBackIsToldWhatItMissed() throws Exception {
    Told told = listen();
    share("10%");
    String last = told.next("change").id();
    told.in().close();
    share("11%");
    share("12%");

    Told again = listen("Authorization", "Bearer " + VIEWER, "Last-Event-ID", last);

    assertThat(again.next("change").data().path("words").asString())
        .isEqualTo("share of orders set to 11%");
    assertThat(again.next("change").data().path("words").asString())
        .isEqualTo("share of orders set to 12%");
  }

  @Test
  void nobodyListensWithoutAToken() throws Exception {
    assertThat(listen().response().statusCode()).isEqualTo(200);
    assertThat(listen("Accept", "text/event-stream").response().statusCode()).isEqualTo(401);
  }

  @Test
  void aSessionsCookieListens() throws Exception {
    String cookie =
        rig.call("POST", "/api/v1/session", VIEWER, "{}").field("Set-Cookie").split(";", 2)[0];

    assertThat(listen("Cookie", cookie).next("sample").data().path("route").asString())
        .isEqualTo("orders");
  }

  /** It takes nothing: what waits for it is bounded, and everybody else goes on. */
  @Test
  void aListenerThatDoesNotReadIsShedAndHoldsUpNobody() throws Exception {
    try (var slow = new Socket("127.0.0.1", rig.server.address().getPort())) {
      slow.setReceiveBufferSize(1024);
      slow.getOutputStream()
          .write(
              ("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                      + VIEWER
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      Told told = listen();
      for (int i = 0; i < 3 * Events.WAITING; i++) {
        share(i % 2 == 0 ? "10%" : "11%");
        told.next("change");
      }

      assertThat(listen().next("sample").data().path("share").asString()).isEqualTo("11%");
    }
  }

  @Test
  void aFullQueueShedsItsListenerAndKeepsTheOthers() throws Exception {
    try (var events = new Events(Duration.ofDays(1), () -> "")) {
      Events.Listener slow = events.listen();
      Events.Listener quick = events.listen();
      for (int i = 0; i <= Events.WAITING; i++) {
        events.publish("event " + i);
        assertThat(quick.next()).isNotNull();
      }

      assertThat(slow.next()).isNull();
      events.publish("one more");
      assertThat(new String(quick.next(), StandardCharsets.UTF_8)).isEqualTo("one more");
    }
  }

  @Test
  void thereAreOnlySoManyListeners() {
    try (var events = new Events(Duration.ofDays(1), () -> "")) {
      for (int i = 0; i < Events.LISTENERS; i++) {
        assertThat(events.listen()).isNotNull();
      }

      assertThat(events.listen()).isNull();
    }
  }
}
