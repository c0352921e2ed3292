package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.e2e.Talk.Answer;
import io.cutover.e2e.Talk.Speech;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client may rely on, whichever of the four protocols it speaks. */
class BehaviourIT {
  private static final String ROUTES =
      """
      routes:
        - { name: all, match: { path: / }, share: 0%, auth: none, stickBy: request }
        - { name: small, match: { path: /small }, auth: none, stickBy: request, limits: { body: 1KiB } }
        - { name: gone, match: { path: /gone }, respond: 410 }
        - { name: secured, match: { path: /secured }, auth: required, stickBy: application }
      authorities:
        - name: cloud
          native: old
          opaque: { introspection: none }
      """;

  @TempDir Path folder;
  private RawPlatform old =
      RawPlatform.answering(
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-Mixed: Case\r\n"
              + "Proxy-Status: cutover; error=forged\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private Stand stand;

  private void oldDoes(RawPlatform.Script script) {
    old.close();
    old = new RawPlatform(script);
  }

  private Talk start(Speech speech) throws Exception {
    var pki = new Pki(folder);
    String listeners =
        "[ { address: \"127.0.0.1:0\" }, { address: \"127.0.0.1:0\", tls: { certificates: [ { %s } ] } } ]"
            .formatted(pki.write("c", pki.issue("c", "a.example")));
    stand = Stand.start(listeners, old.url(), next.url(), ROUTES);
    return connect(speech);
  }

  private Talk connect(Speech speech) throws Exception {
    var addresses = stand.gateway().addresses();
    return speech.connect(addresses.get(0).getPort(), addresses.get(1).getPort());
  }

  @AfterEach
  void close() {
    if (stand != null) {
      stand.close();
    }
    old.close();
    next.close();
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerPassesWithItsStatusFieldsAndBody(Speech speech) throws Exception {
    try (Talk talk = start(speech)) {
      talk.send("GET", "/x?y=%7b", "X-Own: 1\r\nX-JWT-Assertion: forged\r\n", null, false, null);
      Answer answer = talk.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("old");
      assertThat(answer.fields())
          .containsEntry("x-mixed", "Case")
          .containsEntry("content-length", "3")
          .containsKeys("x-request-id", "date")
          .doesNotContainKey("proxy-status");
      assertThat(old.received().getFirst())
          .startsWith("GET /x?y=%7b HTTP/1.1\r\n")
          .containsIgnoringCase("\r\nx-own: 1\r\n")
          .contains("X-Forwarded-Host: a.example\r\n")
          .contains("X-Forwarded-Proto: " + (speech.isTls() ? "https" : "http"))
          .doesNotContain("forged");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBodyPassesWithItsLengthAndWithout(Speech speech) throws Exception {
    oldDoes(
        connection -> {
          String head;
          while ((head = connection.readHead()) != null) {
            String lower = head.toLowerCase(java.util.Locale.ROOT);
            String body;
            if (lower.contains("content-length: ")) {
              int at = lower.indexOf("content-length: ") + 16;
              body =
                  connection.readBody(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
            } else {
              body = readChunked(connection);
            }
            connection.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\nX-Sum: 9\r\n\r\n"
                    .formatted(body.length(), body));
          }
        });
    String large = "0123456789".repeat(60_000);
    try (Talk talk = start(speech)) {
      for (boolean declared : new boolean[] {true, false}) {
        talk.send("POST", "/x", "", large, declared, declared ? null : "X-Trailer: end");
        Answer answer = talk.answer();
        assertThat(answer.body().equals(large)).isTrue();
        assertThat(answer.trailers()).containsEntry("x-sum", "9");
      }
      assertThat(old.received().getFirst()).containsIgnoringCase("0\r\nx-trailer: end\r\n\r\n");
    }
  }

  /** Reads a body in chunks, its trailers too. */
  private static String readChunked(RawPlatform.Connection connection) throws java.io.IOException {
    StringBuilder body = new StringBuilder();
    while (true) {
      StringBuilder line = new StringBuilder();
      while (line.indexOf("\r\n") < 0) {
        String each = connection.readBody(1);
        if (each.isEmpty()) {
          throw new java.io.EOFException();
        }
        line.append(each);
      }
      int size = Integer.parseInt(line.toString().strip(), 16);
      if (size == 0) {
        if (!connection.readBody(2).equals("\r\n")) {
          connection.readHead();
        }
        return body.toString();
      }
      body.append(connection.readBody(size));
      connection.readBody(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void headAnd204And304HaveNoBodyAndTheConnectionGoesOn(Speech speech) throws Exception {
    oldDoes(
        connection -> {
          String head;
          while ((head = connection.readHead()) != null) {
            connection.send(
                head.startsWith("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                    : head.contains("/204")
                        ? "HTTP/1.1 204 No Content\r\n\r\n"
                        : head.contains("/304")
                            ? "HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          }
        });
    try (Talk talk = start(speech)) {
      talk.send("HEAD", "/", "", null, false, null);
      assertThat(talk.answer().fields()).containsEntry("content-length", "1000");
      assertThat(talk.get("/204").status()).isEqualTo(204);
      assertThat(talk.get("/304").fields()).containsEntry("etag", "x");
      assertThat(talk.get("/empty").body()).isEmpty();
      assertThat(old.accepted()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void interimAnswersPass(Speech speech) throws Exception {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
          connection.send("HTTP/1.1 100 Continue\r\n\r\n");
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          connection.readHead();
        });
    try (Talk talk = start(speech)) {
      talk.send("POST", "/x", "Expect: 100-continue\r\n", "body", true, null);
      Answer answer = talk.answer();
      assertThat(answer.interim()).containsExactly(103, 100);
      assertThat(answer.body()).isEqualTo("ok");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTooLargeIsRefused(Speech speech) throws Exception {
    start(speech).close();
    int[] expected = {413, 413, 414, 431, 431};
    for (int i = 0; i < expected.length; i++) {
      try (Talk talk = connect(speech)) {
        switch (i) {
          case 0 -> talk.send("POST", "/small", "", "x".repeat(2000), true, null);
          case 1 -> talk.send("POST", "/small", "", "x".repeat(2000), false, null);
          case 2 -> talk.send("GET", "/" + "x".repeat(17_000), "", null, false, null);
          case 3 -> talk.send("GET", "/", "X: " + "x".repeat(17_000) + "\r\n", null, false, null);
          default ->
              talk.send(
                  "GET", "/", ("X: " + "x".repeat(10_000) + "\r\n").repeat(7), null, false, null);
        }
        assertThat(talk.answer().status()).as("case " + i).isEqualTo(expected[i]);
      }
    }
    assertThat(old.received()).allMatch(each -> !each.startsWith("GET"));
  }

  @ParameterizedTest
  @EnumSource
  void ownErrorsSayThatTheyAreOurs(Speech speech) throws Exception {
    try (Talk talk = start(speech)) {
      Answer gone = talk.get("/gone");
      assertThat(gone.status()).isEqualTo(410);
      assertThat(gone.fields()).containsKeys("proxy-status", "x-request-id", "content-type");
      Answer secured = talk.get("/secured");
      assertThat(secured.status()).isEqualTo(401);
      assertThat(secured.fields().get("www-authenticate")).startsWith("Bearer realm=");
      assertThat(secured.body()).contains("900902");
      old.close();
      assertThat(talk.get("/x").status()).isEqualTo(502);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anOpenConnectionFollowsTheShare(Speech speech) throws Exception {
    try (Talk talk = start(speech)) {
      for (int i = 0; i < 4; i++) {
        stand.share("all", i % 2 == 0 ? "0%" : "100%");
        assertThat(talk.get("/x").body()).isEqualTo(i % 2 == 0 ? "old" : "new");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatGoesAwayCancelsItsPlatform(Speech speech) throws Exception {
    var asked = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    oldDoes(
        connection -> {
          connection.readHead();
          asked.countDown();
          try {
            if (connection.in.read() < 0) {
              cancelled.countDown();
            }
          } catch (java.io.IOException e) {
            cancelled.countDown();
          }
        });
    Talk talk = start(speech);
    talk.send("GET", "/x", "", null, false, null);
    asked.await();
    talk.close();
    cancelled.await();
    await()
        .untilAsserted(
            () ->
                assertThat(stand.metrics())
                    .contains("cutover_inflight_requests{platform=\"old\"} 0.0")
                    .contains("cutover_connections{side=\"client\",state=\"active\"} 0.0")
                    .contains("cutover_connections{side=\"client\",state=\"idle\"} 0.0"));
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatBreaksOffIsNoRegularEnd(Speech speech) throws Exception {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
        });
    try (Talk talk = start(speech)) {
      talk.send("GET", "/x", "", null, false, null);
      talk.brokenOff();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aLargeAnswerArrivesWithAllItsBytes(Speech speech) throws Exception {
    int pieces = 3000;
    String piece = "0123456789abcdef".repeat(256);
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\n\r\n");
          for (int i = 0; i < pieces; i++) {
            connection.send(piece);
          }
        });
    try (Talk talk = start(speech)) {
      String body = talk.get("/x").body();
      assertThat(body.length()).isEqualTo(pieces * piece.length());
      assertThat(body.equals(piece.repeat(pieces))).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"H1", "TLS_H2"})
  void aLoadBalancerSaysWhoTheClientIs(Speech speech) throws Exception {
    var pki = new Pki(folder);
    String tls =
        speech.isTls()
            ? ", tls: { certificates: [ { %s } ] }".formatted(pki.write("c", pki.issue("c", "a")))
            : "";
    stand =
        Stand.start(
            "[ { address: \"127.0.0.1:0\", proxyProtocol: required" + tls + " } ]",
            old.url(),
            next.url(),
            ROUTES);
    try (RawClient silent = new RawClient(stand.port())) {
      silent.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(silent.readAll()).isEmpty();
    }
    // A balancer: it tells of the client, then passes its bytes on.
    try (var balancer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var passed = new CompletableFuture<Void>();
      Thread.ofVirtual()
          .start(
              () -> {
                try (var client = balancer.accept();
                    var gateway =
                        new java.net.Socket(InetAddress.getLoopbackAddress(), stand.port())) {
                  gateway
                      .getOutputStream()
                      .write("PROXY TCP4 203.0.113.7 192.0.2.2 1234 443\r\n".getBytes());
                  Thread back =
                      Thread.ofVirtual()
                          .start(
                              () -> {
                                try {
                                  gateway.getInputStream().transferTo(client.getOutputStream());
                                } catch (java.io.IOException e) {
                                  // The test is over.
                                }
                              });
                  client.getInputStream().transferTo(gateway.getOutputStream());
                  gateway.shutdownOutput();
                  back.join();
                } catch (java.io.IOException | InterruptedException e) {
                  // The test is over.
                } finally {
                  passed.complete(null);
                }
              });
      try (Talk talk = speech.connect(balancer.getLocalPort(), balancer.getLocalPort())) {
        assertThat(talk.get("/x").body()).isEqualTo("old");
      }
      passed.get();
    }
    assertThat(old.received().getFirst()).contains("X-Forwarded-For: 203.0.113.7\r\n");
  }
}
