package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.FullBacklog;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each side ends, resets or stalls in each phase of an exchange: the other side hears what it
 * should, and nobody else hears anything.
 */
class KillMatrixIT {
  private static final String ROUTES =
      """
      defaults: { auth: none, stickBy: request, timeouts: { request: 400ms, idle: 400ms }, retry: { attempts: 0 } }
      routes:
        - { name: all, match: { path: / } }
        - { name: between, match: { path: /between }, retry: { attempts: 1, budget: 100% } }
        - { name: after, match: { path: /ok/after }, retry: { attempts: 1, budget: 100% } }
      """;

  private static final String IN_FLIGHT = "cutover_inflight_requests{platform=\"old\"} ";

  private static RawPlatform platform;
  private static Stand stand;

  @BeforeAll
  static void start() {
    platform = new RawPlatform(KillMatrixIT::serve);
    stand = Stand.start(platform.url(), platform.url(), ROUTES);
  }

  @AfterAll
  static void stop() {
    stand.close();
    platform.close();
  }

  /** The path says what to do: /PHASE/END/ANYTHING. */
  private static void serve(RawPlatform.Connection connection) throws IOException {
    String head;
    while ((head = connection.readHead()) != null) {
      String path = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
      String[] parts = path.split("/");
      switch (parts[1]) {
        case "ok" -> connection.send(whole(path));
        case "silent" -> connection.in.readAllBytes();
        case "endless" -> {
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
          byte[] piece = new byte[1 << 16];
          while (true) {
            connection.out.write(piece);
          }
        }
        case "head" -> end(connection, parts[2], "");
        case "body" -> {
          connection.readBody(5);
          end(connection, parts[2], "");
        }
        case "partial" -> end(connection, parts[2], "HTTP/1.1 200 OK\r\nContent-Len");
        case "length" ->
            end(connection, parts[2], "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf!");
        case "chunks" ->
            end(
                connection,
                parts[2],
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhalf!\r\n");
        case "between" -> end(connection, parts[2], whole(path));
        default -> throw new IOException(path);
      }
      if (connection.socket.isClosed()) {
        return;
      }
    }
  }

  private static String whole(String path) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path;
  }

  private static void end(RawPlatform.Connection connection, String how, String before)
      throws IOException {
    connection.send(before);
    switch (how) {
      case "fin" -> connection.socket.shutdownOutput();
      case "rst" -> connection.socket.setSoLinger(true, 0);
      default -> connection.in.readAllBytes();
    }
    if (how.equals("fin")) {
      // A close beside unread bytes would be a reset.
      connection.in.readAllBytes();
    }
    connection.socket.close();
  }

  private static void end(RawClient client, String how) throws IOException {
    switch (how) {
      case "fin" -> client.socket.close();
      case "rst" -> {
        client.socket.setSoLinger(true, 0);
        client.socket.close();
      }
      default -> {}
    }
  }

  /** Others get their own answers, and nothing is left open of what went wrong. */
  private static void othersAreAsBefore() {
    othersAreAsBefore(stand);
  }

  private static void othersAreAsBefore(Stand stand) {
    try (RawClient witness = new RawClient(stand.port())) {
      for (int i = 0; i < 6; i++) {
        String path = "/ok/" + i;
        witness.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(witness.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + path);
      }
    }
    await().untilAsserted(() -> nothingIsOpen(stand));
  }

  private static void nothingIsOpen(Stand stand) {
    assertThat(stand.metrics())
        .contains(
            IN_FLIGHT + "0.0",
            "cutover_connections{side=\"old\",state=\"active\"} 0.0",
            "cutover_connections{side=\"client\",state=\"active\"} 0.0",
            "cutover_connections{side=\"client\",state=\"idle\"} 0.0");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, head, fin, 502",
    "GET, head, rst, 502",
    "GET, head, stall, 504",
    "POST, body, fin, 502",
    "POST, body, rst, 502",
    "POST, body, stall, 504",
    "GET, partial, fin, 502",
    "GET, partial, rst, 502",
    "GET, partial, stall, 504",
    "GET, length, fin, cut",
    "GET, length, rst, cut",
    "GET, length, stall, cut",
    "GET, chunks, fin, cut",
    "GET, chunks, rst, cut",
    "GET, chunks, stall, cut",
    "GET, between, fin, 200",
    "GET, between, rst, 200"
  })
  void thePlatformFailsIn(String method, String phase, String how, String client) {
    try (RawClient raw = new RawClient(stand.port())) {
      String body = method.equals("POST") ? "Content-Length: 10\r\n\r\n0123456789" : "\r\n";
      String request = method + " /" + phase + "/" + how + "/ HTTP/1.1\r\nHost: a\r\n" + body;
      raw.send(request);
      if (client.equals("cut")) {
        assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
        // The five bytes may be overtaken by the reset, but nothing is ever made of them.
        assertThat(raw.readAll()).doesNotContain("0\r\n\r\n").doesNotContain("HTTP/1.1");
      } else {
        assertThat(raw.readAnswer()).startsWith("HTTP/1.1 " + client + " ");
      }
      if (phase.equals("between")) {
        // On the connection that the platform has closed by now, or closes as it is used.
        raw.send("GET /ok/after HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(raw.readAnswer()).endsWith("\r\n\r\n/ok/after");
      }
    }
    othersAreAsBefore();
  }

  /** The platform listens, and no connection to it ever comes about. */
  @ParameterizedTest
  @CsvSource({"GET, stall", "POST, stall", "GET, fin", "GET, rst", "POST, fin", "POST, rst"})
  void thePlatformStallsWhileItIsConnectedTo(String method, String client) throws IOException {
    try (FullBacklog deaf = new FullBacklog();
        Stand own =
            Stand.start(
                deaf.url() + "\", connections: { connectTimeout: 2s }, name: \"x",
                platform.url(),
                ROUTES + "  - { name: others, match: { path: /ok }, share: 100% }\n");
        RawClient raw = new RawClient(own.port())) {
      String body = method.equals("POST") ? "Content-Length: 10\r\n\r\n0123456789" : "\r\n";
      raw.send(method + " /x HTTP/1.1\r\nHost: a\r\n" + body);
      if (client.equals("stall")) {
        assertThat(raw.readAnswer()).startsWith("HTTP/1.1 504 ");
        raw.close();
      } else {
        await().until(() -> own.metrics().contains(IN_FLIGHT + "1.0"));
        end(raw, client);
      }
      othersAreAsBefore(own);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "head, fin",
    "head, rst",
    "head, stall",
    "body, fin",
    "body, rst",
    "body, stall",
    "waiting, fin",
    "waiting, rst",
    "answer, fin",
    "answer, rst",
    "answer, stall",
    "between, fin",
    "between, rst"
  })
  void theClientFailsIn(String phase, String how) throws IOException {
    int before = platform.accepted();
    try (RawClient raw = new RawClient(stand.port())) {
      switch (phase) {
        case "head" -> raw.send("GET /silent/ HTTP/1.1\r\nHo");
        case "body" ->
            raw.send("POST /silent/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n01234");
        case "waiting" -> {
          raw.send("GET /silent/x HTTP/1.1\r\nHost: a\r\n\r\n");
          await().until(() -> received().contains("GET /silent/x"));
        }
        case "answer" -> {
          raw.send("GET /endless/x HTTP/1.1\r\nHost: a\r\n\r\n");
          assertThat(raw.readHead()).startsWith("HTTP/1.1 200 ");
        }
        default -> {
          raw.send("GET /ok/x HTTP/1.1\r\nHost: a\r\n\r\n");
          assertThat(raw.readAnswer()).endsWith("/ok/x");
        }
      }
      end(raw, how);
      if (how.equals("stall")) {
        switch (phase) {
          case "head", "body" -> assertThat(raw.readAnswer()).startsWith("HTTP/1.1 408 ");
          default -> {
            // To read sooner would be no stall: there is no end to this answer.
            await().untilAsserted(() -> nothingIsOpen(stand));
            assertThat(raw.readAll()).doesNotContain("HTTP/1.1");
          }
        }
      }
    }
    othersAreAsBefore();
    if (phase.equals("head")) {
      assertThat(platform.accepted() - before).isLessThanOrEqualTo(2);
      assertThat(received()).doesNotContain("GET /silent/ ");
    }
  }

  private static String received() {
    return String.join("", platform.received());
  }

  @ParameterizedTest
  @CsvSource({
    "'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 502",
    "'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab', 502",
    "'HTTP/1.1 200 OK\r\nX: a\rB: c\r\nContent-Length: 0\r\n\r\n', 502",
    "'HTTP/1.1 200 OK\r\nX: a\nSet-Cookie: evil\r\nContent-Length: 0\r\n\r\n', 502",
    "'HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 0\r\n\r\n', 502",
    "'HTTP/1.1 204 No Content\r\n\r\nbody', 502",
    "'HTTP/1.1 304 Not Modified\r\n\r\nbody', 502",
    "'HTTP/1.1 200 OK\r\n"
        + "Content-Length: 2\r\n\r\n"
        + "abHTTP/1.1 200 OK\r\n"
        + "Content-Length: 4\r\n\r\n"
        + "evil', 200",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n', cut",
    "'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n', cut",
    "'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n', 502",
    "'ICY 200 OK\r\n\r\n', 502"
  })
  void nonsenseIsABadAnswerOrACutAndItsConnectionIsNeverUsedAgain(String escaped, String client) {
    String answer = escaped.replace("\\r", "\r").replace("\\n", "\n");
    try (RawPlatform mad =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  connection.send(answer);
                  connection.in.readAllBytes();
                });
        Stand own = Stand.start(mad.url(), mad.url(), ROUTES);
        RawClient raw = new RawClient(own.port())) {
      for (int i = 1; i <= 2; i++) {
        try (RawClient each = new RawClient(own.port())) {
          each.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
          String got = client.equals("cut") ? each.readAll() : each.readAnswer();
          // Of an answer that is cut off nothing need arrive: its reset may overtake it.
          assertThat(got)
              .startsWith(client.equals("cut") ? "" : "HTTP/1.1 " + client + " ")
              .doesNotContain("evil");
          assertThat(got.endsWith("0\r\n\r\n")).isFalse();
          // One request a connection, and every one of them ended by the gateway.
          assertThat(mad.accepted()).isEqualTo(i);
          await().until(() -> mad.open() == 0);
        }
      }
    }
  }

  @Test
  void aFloodOfInterimAnswersIsABadAnswer() {
    try (RawPlatform mad =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  while (true) {
                    connection.send("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n");
                  }
                });
        Stand own = Stand.start(mad.url(), mad.url(), ROUTES);
        RawClient raw = new RawClient(own.port())) {
      raw.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      String head;
      int interims = 0;
      while ((head = raw.readHead()).startsWith("HTTP/1.1 103 ")) {
        interims++;
      }
      assertThat(head).startsWith("HTTP/1.1 502 ");
      assertThat(interims).isLessThanOrEqualTo(16);
      await().until(() -> mad.open() == 0);
    }
  }

  @Test
  void anAnswerBeforeTheRequestIsCompleteIsRelayedAndTheConnectionEnds() {
    try (RawPlatform hasty =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
                  connection.in.readAllBytes();
                });
        Stand own = Stand.start(hasty.url(), hasty.url(), ROUTES);
        RawClient raw = new RawClient(own.port())) {
      raw.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf");

      assertThat(raw.readAnswer()).startsWith("HTTP/1.1 413 ").endsWith("\r\n\r\nno");
      assertThat(raw.readAll()).isEmpty();
      await().until(() -> hasty.open() == 0);
    }
  }
}
