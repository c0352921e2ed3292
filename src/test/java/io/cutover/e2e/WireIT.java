package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.http.Corpus;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpora against a real gateway: what reached a platform, and what the client got. */
class WireIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final AtomicReference<Corpus.Case> answer = new AtomicReference<>();

  /** What the corpus writes before a body in chunks that is bad. */
  private static final String SOUND_HEAD =
      "POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n";

  /** Nothing, or a whole head and the chunk that was sound, but never the last one. */
  private static final Pattern UNFINISHED =
      Pattern.compile("|POST / HTTP/1\\.1\r\n([^\r\n]+\r\n)+\r\n(5\r\nhello(\r\n)?)?");

  private static RawPlatform old;
  private static RawPlatform next;
  private static Stand stand;

  static List<Corpus.Case> requests() {
    return Corpus.requests();
  }

  static Stream<Corpus.Case> responses() {
    return Corpus.responses().stream();
  }

  @BeforeAll
  static void start() {
    old =
        new RawPlatform(
            connection -> {
              String head;
              while ((head = connection.readHead()) != null) {
                if (head.startsWith("GET /good")) {
                  connection.send(OK);
                  continue;
                }
                Corpus.Case bad = answer.get();
                if (bad == null) {
                  // The sound head of a request whose chunks are not: nothing is answered.
                  connection.readRest();
                  return;
                }
                connection.out.write(bad.bytes());
                connection.out.flush();
                if (bad.fault().equals("CLOSE")) {
                  return;
                }
              }
            });
    next = RawPlatform.answering(OK);
    stand =
        Stand.start(
            old.url(),
            next.url(),
            """
            routes:
              - { name: all, match: { path: / }, share: 0%, auth: none, stickBy: request, retry: { attempts: 0 } }
            """);
  }

  @AfterAll
  static void stop() {
    stand.close();
    old.close();
    next.close();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void aBadRequestIsAnsweredAndReachesNoPlatform(Corpus.Case bad) throws IOException {
    answer.set(null);
    List<String> before = old.received();
    try (RawClient client = new RawClient(stand.port())) {
      client.send(bad.bytes());

      String got = client.readHead();

      assertThat(got)
          .startsWith("HTTP/1.1 " + bad.outcome() + " ")
          .contains("Proxy-Status: cutover");
      if (!bad.fault().equals("-")) {
        assertThat(got).contains("Connection: close\r\n");
        assertThat(client.readAll()).doesNotContain("HTTP/1.1 2", "HTTP/1.1 4");
      }
    }
    allIsRead();
    String reached = reachedSince(before);
    if (bad.text().startsWith(SOUND_HEAD)) {
      // Only what follows the head is bad: it may be on its way already, and must stay incomplete.
      assertThat(reached).matches(UNFINISHED);
    } else {
      assertThat(reached).isEmpty();
    }
    assertThat(next.accepted()).isZero();
  }

  /** Waits until the platform has read whatever the gateway has sent it. */
  private static void allIsRead() throws IOException {
    soon()
        .until(
            () ->
                stand.metrics().contains("cutover_connections{side=\"old\",state=\"active\"} 0.0"));
    // Connections are accepted in their order: when this one is, all before it are.
    int accepted = old.accepted();
    URI url = URI.create(old.url());
    try (Socket last = new Socket(url.getHost(), url.getPort())) {
      String mark = "GET /good/last HTTP/1.1\r\n\r\n";
      last.getOutputStream().write(mark.getBytes(StandardCharsets.US_ASCII));
      assertThat(last.getInputStream().read()).isEqualTo('H');
    }
    assertThat(old.accepted()).isGreaterThan(accepted);
    soon().untilAsserted(() -> assertThat(old.open()).isEqualTo(idle()));
  }

  /** It is so already, nearly always. */
  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO);
  }

  /** Returns how many connections the gateway holds ready, on which nothing was sent. */
  private static int idle() {
    return (int) Series.sum(stand.metrics(), "cutover_connections{side=\"old\",state=\"idle\"}");
  }

  /** Returns what came to the platform on any connection, but for our own. */
  private static String reachedSince(List<String> before) {
    List<String> now = old.received();
    var more = new StringBuilder();
    for (int i = 0; i < now.size(); i++) {
      more.append(now.get(i), i < before.size() ? before.get(i).length() : 0, now.get(i).length());
    }
    return more.toString().replace("GET /good/last HTTP/1.1\r\n\r\n", "");
  }

  @ParameterizedTest
  @MethodSource("responses")
  void aBadAnswerIsNotBelievedAndItsConnectionNotUsedAgain(Corpus.Case bad) {
    answer.set(bad);
    try (RawClient client = new RawClient(stand.port())) {
      client.send("GET /bad HTTP/1.1\r\nHost: a\r\n\r\n");

      if (bad.outcome().equals("502")) {
        String head = client.readHead();
        while (head.startsWith("HTTP/1.1 100 ")) {
          head = client.readHead();
        }
        assertThat(head).startsWith("HTTP/1.1 502 ").contains("Proxy-Status: cutover; error=");
      } else {
        String all = client.readAll();
        // The reset may overtake what was written before it.
        assertThat(all).matches("(?s)|HTTP/1.1 200 .*").doesNotContain("\r\n0\r\n\r\n");
      }
    }
    await().untilAsserted(() -> assertThat(old.open()).isZero());
    try (RawClient client = new RawClient(stand.port())) {
      client.send("GET /good HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(client.readAll()).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok");
    }
    old.closeConnections();
    await().untilAsserted(() -> assertThat(old.open()).isZero());
  }

  @Test
  void aSmuggledRequestIsNeverSeenByAPlatform() {
    String smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    for (String head :
        List.of(
            "POST / HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Content-Length: 4\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "0\r\n\r\n",
            "POST / HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Transfer-Encoding: x, chunked\r\n"
                + "Content-Length: 5\r\n\r\n"
                + "0\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\n: chunked\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\u000b5\r\n\r\n")) {
      try (RawClient client = new RawClient(stand.port())) {
        client.send((head + smuggled).getBytes(StandardCharsets.ISO_8859_1));
        client.readAll();
      }
    }

    assertThat(old.received()).noneMatch(received -> received.contains("/smuggled"));
  }
}
