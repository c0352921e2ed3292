package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Repeats on the same platform: how many, after what, and of what never. */
class RetryIT {
  private static final String ROUTES =
      """
      defaults: { auth: none, stickBy: request, retry: { attempts: 3, budget: 100% } }
      routes:
        - { name: both, match: { path: / } }
        - { name: never, match: { path: /never }, retry: { attempts: 0 } }
        - { name: once, match: { path: /once }, retry: { attempts: 1 } }
        - { name: unless, match: { path: /unless }, retry: { attempts: 3, when: [connect] } }
        - { name: only, match: { path: /only }, retry: { attempts: 3, when: [reset] } }
        - { name: poor, match: { path: /poor }, retry: { attempts: 1, budget: 0% } }
      """;

  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private RawPlatform platform;
  private Stand stand;

  @BeforeEach
  void start() {
    platform = new RawPlatform(this::serve);
    stand = Stand.start(platform.url(), platform.url(), ROUTES);
  }

  @AfterEach
  void stop() {
    stand.close();
    platform.close();
  }

  /** The path says what to do: /ROUTE/PHASE/FAILURES; from then on it is answered. */
  private void serve(RawPlatform.Connection connection) throws IOException {
    String head;
    while ((head = connection.readHead()) != null) {
      String path = head.substring(head.indexOf(' ') + 1, head.indexOf(" HTTP/"));
      String[] parts = path.split("/");
      int number = asked.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
      boolean fails = number <= Integer.parseInt(parts[3]);
      int length = head.contains("\r\nContent-Length: 4\r\n") ? 4 : 0;
      if (fails) {
        switch (parts[2]) {
          case "body" -> connection.readBody(length);
          case "partial" -> connection.send("HTTP/1.1 200 OK\r\nContent-Le");
          case "interim" -> connection.send("HTTP/1.1 103 Early Hints\r\n\r\n");
          default -> {}
        }
        connection.socket.setSoLinger(true, 0);
        return;
      }
      String body = connection.readBody(length);
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }
  }

  private String ask(RawClient client, String method, String path, String body) {
    String framing = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    client.send(method + " " + path + " HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n" + body);
    String answer = client.readAnswer();
    while (answer.startsWith("HTTP/1.1 103 ")) {
      answer = client.readAnswer();
    }
    return answer;
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', /both/head/3, 200, 4",
    "GET, '', /both/head/4, 502, 4",
    "HEAD, '', /both/head/1, 200, 2",
    "PUT, '', /both/head/2, 200, 3",
    "DELETE, '', /both/head/2, 200, 3",
    "OPTIONS, '', /both/head/2, 200, 3",
    "GET, '', /never/head/1, 502, 1",
    "GET, '', /once/head/1, 200, 2",
    "GET, '', /once/head/2, 502, 2",
    "GET, '', /unless/head/1, 502, 1",
    "GET, '', /only/head/3, 200, 4",
    // What may have been done is not done twice.
    "POST, '', /both/head/1, 502, 1",
    "PATCH, '', /both/head/1, 502, 1",
    "POST, body, /both/head/1, 502, 1",
    "POST, body, /both/body/1, 502, 1",
    "PATCH, body, /both/body/1, 502, 1",
    // A body that was passed on is gone.
    "PUT, body, /both/body/1, 502, 1",
    "DELETE, body, /both/body/1, 502, 1",
    // A byte of an answer is an answer.
    "GET, '', /both/partial/1, 502, 1",
    "GET, '', /both/interim/1, 502, 1"
  })
  void whatIsResetIsRepeatedWhereItDoesNoHarm(
      String method, String body, String path, int status, int times) {
    try (RawClient client = new RawClient(stand.port())) {
      String answer = ask(client, method, path, body);

      assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
      assertThat(asked.get(path)).hasValue(times);
      String route = path.substring(1, path.indexOf('/', 1));
      assertThat(failures(stand, route)).isEqualTo(status == 200 ? times - 1 : times);
    }
  }

  /** Returns how many attempts on a platform have failed, of whatever kind. */
  private static long failures(Stand stand, String route) {
    return Series.sum(stand.metrics(), "cutover_upstream_errors_total{", "route=\"" + route + "\"");
  }

  @Test
  void eachAttemptIsThePristineRequest() {
    try (RawClient client = new RawClient(stand.port())) {
      assertThat(ask(client, "GET", "/both/head/2", "")).startsWith("HTTP/1.1 200 ");
    }
    List<String> heads = platform.received().stream().filter(each -> !each.isEmpty()).toList();
    assertThat(heads).hasSize(3);
    assertThat(heads.getFirst()).contains("X-Forwarded-For: 127.0.0.1\r\n");
    // The trace goes on with a span for each attempt, or with one for all.
    assertThat(heads.stream().map(each -> each.replaceAll("(?m)^traceparent: .*\r\n", "")))
        .allMatch(heads.getFirst().replaceAll("(?m)^traceparent: .*\r\n", "")::equals);
  }

  @Test
  void aBodyThatHasNotBegunIsSentWithTheSecondAttempt() throws Exception {
    try (RawClient client = new RawClient(stand.port())) {
      client.send("PUT /both/head/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n");
      await().until(() -> asked.getOrDefault("/both/head/1", new AtomicInteger()).get() == 2);
      client.send("body");

      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nbody");
    }
  }

  @Test
  void theBudgetEndsRepeatsOfALoop() {
    // One connection lives on one loop, whose reserve is ten.
    try (RawClient client = new RawClient(stand.port())) {
      for (int i = 1; i <= 15; i++) {
        String path = "/poor/head/1/" + i;
        boolean repeated = i <= 10;
        assertThat(ask(client, "GET", path, ""))
            .startsWith(repeated ? "HTTP/1.1 200 " : "HTTP/1.1 502 ");
        assertThat(asked.get(path)).hasValue(repeated ? 2 : 1);
      }
    }
  }

  private static String nobody() throws IOException {
    try (var gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return "http://127.0.0.1:" + gone.getLocalPort();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET, '', both, 4",
    "POST, '', both, 4",
    "POST, body, both, 4",
    "GET, '', never, 1",
    "POST, body, once, 2",
    "GET, '', unless, 4",
    "GET, '', only, 1"
  })
  void whatWasNeverSentIsTriedAgainWhateverItIs(String method, String body, String route, int times)
      throws IOException {
    try (Stand own = Stand.start(nobody(), platform.url(), ROUTES);
        RawClient client = new RawClient(own.port())) {
      assertThat(ask(client, method, "/" + route + "/head/0", body)).startsWith("HTTP/1.1 502 ");
      assertThat(failures(own, route)).isEqualTo(times);
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, ''", "POST, body"})
  void aConnectionThatComesAboutAtLastServes(String method, String body) throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
      var got = new StringBuffer();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  // A connection of HTTP/2 has come about when it has said its settings.
                  for (int i = 0; i < 3; i++) {
                    server.accept().close();
                  }
                  H2Peer peer = H2Peer.accept(server);
                  H2Peer.Frame request = peer.request();
                  while (!request.has(H2Peer.END_STREAM)) {
                    request = peer.read();
                    if (request.type() == H2Peer.DATA) {
                      got.append(new String(request.payload(), StandardCharsets.US_ASCII));
                    }
                  }
                  peer.respond(request.stream(), "at last");
                  peer.request();
                } catch (Exception e) {
                  got.append(e);
                }
              });
      String url =
          "http://127.0.0.1:%d\", connections: { protocol: h2 }, name: \"x"
              .formatted(server.getLocalPort());
      try (Stand own = Stand.start(url, platform.url(), ROUTES);
          RawClient client = new RawClient(own.port())) {
        assertThat(ask(client, method, "/both/head/0", body))
            .startsWith("HTTP/1.1 200 ")
            .contains("at last");
        assertThat(got).hasToString(body);
      }
    }
  }
}
