package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One exchange through a real gateway, byte by byte where bytes matter. */
class ExchangeIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String ROUTES =
      """
      routes:
        - name: api
          match: { path: /api }
          old: { path: /t/acme/api/1.0, setHeaders: { X-Env: prod }, removeHeaders: [X-Legacy] }
          share: 0%
          auth: none
          stickBy: request
      """;

  private RawPlatform old = RawPlatform.answering(OK);
  private final RawPlatform next = RawPlatform.answering(OK);
  private Stand stand;

  private RawClient client(String routes) {
    stand = Stand.start(old.url(), next.url(), routes.indent(0));
    return new RawClient(stand.port());
  }

  private void oldDoes(RawPlatform.Script script) {
    old.close();
    old = new RawPlatform(script);
  }

  @AfterEach
  void close() {
    if (stand != null) {
      stand.close();
    }
    old.close();
    next.close();
  }

  @Test
  void thePlatformGetsTheRequestRewrittenAndTheClientTheAnswer() {
    try (RawClient client = client(ROUTES)) {
      client.send(
          "GET /api/orders?id=%7b1&x=a+b HTTP/1.1\r\nHost: api.example.com\r\nX-Legacy: 1\r\n"
              + "X-Keep:  as is \r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-JWT-Assertion: forged\r\n"
              + "X_JWT_Assertion: forged\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
              + "Keep-Alive: 5\r\nTE: trailers\r\nUpgrade: h2c\r\nX-Cutover-Platform: new\r\n\r\n");

      String answer = client.readAnswer();

      assertThat(answer)
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("X-Request-Id: ")
          .endsWith("ok");
      assertThat(answer).doesNotContain("Proxy-Status");
      String received = old.received().getFirst();
      assertThat(received)
          .startsWith("GET /t/acme/api/1.0/orders?id=%7b1&x=a+b HTTP/1.1\r\nHost: 127.0.0.1:")
          .contains("X-Keep:  as is \r\n")
          .contains("X-Forwarded-For: 127.0.0.1\r\n")
          .contains("X-Forwarded-Proto: http\r\n")
          .contains("X-Forwarded-Host: api.example.com\r\n")
          .contains("X-Env: prod\r\n")
          .contains("Via: 1.1 cutover\r\n")
          .containsPattern("traceparent: 00-[0-9a-f]{32}-[0-9a-f]{16}-00\r\n");
      assertThat(received.toLowerCase(java.util.Locale.ROOT))
          .doesNotContain("x-hop", "x-legacy", "assertion", "6.6.6.6", "keep-alive", "\r\nte:")
          .doesNotContain("upgrade", "x-cutover");
      assertThat(next.received()).isEmpty();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrderAndNeverPipelinedUpstream() {
    AtomicInteger served = new AtomicInteger();
    oldDoes(
        connection -> {
          while (connection.readHead() != null) {
            assertThat(connection.in.available()).isZero();
            String body = "answer " + served.incrementAndGet();
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
          }
        });
    try (RawClient client = client(ROUTES)) {
      String request = "GET /api/%d HTTP/1.1\r\nHost: a\r\n\r\n";
      client.send(request.formatted(1) + request.formatted(2) + request.formatted(3));

      assertThat(client.readAnswer()).endsWith("answer 1");
      assertThat(client.readAnswer()).endsWith("answer 2");
      assertThat(client.readAnswer()).endsWith("answer 3");
      assertThat(old.accepted()).isEqualTo(1);
    }
  }

  @Test
  void requestsThatComeInAnyPiecesAreAnsweredInOrder() {
    oldDoes(
        connection -> {
          String head;
          while ((head = connection.readHead()) != null) {
            String path = head.substring(head.indexOf("/orders"), head.indexOf(" HTTP"));
            int length = head.contains("Content-Length: 5") ? 5 : 0;
            String body = path + connection.readBody(length);
            connection.send(
                "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
          }
        });
    var random = new java.util.SplittableRandom(7);
    try (RawClient client = client(ROUTES)) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        all.append(
            i % 3 == 0
                ? "POST /api/orders/" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
                : i % 7 == 0
                    ? "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
                    : "GET /api/orders/" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      Thread.ofVirtual()
          .start(
              () -> {
                String rest = all.toString();
                while (!rest.isEmpty()) {
                  int piece = Math.min(rest.length(), random.nextInt(1, 400));
                  client.send(rest.substring(0, piece));
                  rest = rest.substring(piece);
                }
              });
      for (int i = 0; i < 300; i++) {
        String answer = client.readAnswer();
        if (i % 3 != 0 && i % 7 == 0) {
          assertThat(answer).startsWith("HTTP/1.1 404 ");
        } else {
          assertThat(answer).endsWith("/orders/" + i + (i % 3 == 0 ? "hello" : ""));
        }
      }
    }
  }

  @Test
  void aChunkedBodyArrivesWithItsTrailersAndWithoutExtensions() throws Exception {
    var body = new java.util.concurrent.CompletableFuture<String>();
    oldDoes(
        connection -> {
          connection.readHead();
          StringBuilder all = new StringBuilder();
          while (!all.toString().endsWith("\r\n\r\n")) {
            all.append(connection.readBody(1));
          }
          body.complete(all.toString());
          connection.send(OK);
        });
    try (RawClient client = client(ROUTES)) {
      client.send(
          "POST /api HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Transfer-Encoding: Chunked\r\n\r\n"
              + "5;ext=\"a;b\"\r\n"
              + "hello\r\n"
              + "00006\r\n"
              + " world\r\n"
              + "0\r\n"
              + "X-Sum: 11\r\n"
              + "x-legacy: 1\r\n"
              + "Host: evil\r\n\r\n");

      assertThat(client.readAnswer()).endsWith("ok");
      assertThat(body.get()).isEqualTo("5\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n");
    }
  }

  @Test
  void interimAnswersPassAndTheBodyFollowsThem() {
    oldDoes(
        connection -> {
          assertThat(connection.readHead()).contains("Expect: 100-continue");
          connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
          connection.send("HTTP/1.1 100 Continue\r\n\r\n");
          assertThat(connection.readBody(4)).isEqualTo("body");
          connection.send(OK);
        });
    try (RawClient client = client(ROUTES)) {
      client.send(
          "POST /api HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 103 ").contains("Link: </a>");
      assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");

      client.send("body");

      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("ok");
    }
  }

  @Test
  void anAnswerUntilTheEndOfTheConnectionReachesBothKindsOfClients() {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\n\r\nsome body");
        });
    try (RawClient client = client(ROUTES)) {
      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer())
          .contains("Transfer-Encoding: chunked\r\n")
          .endsWith("9\r\nsome body\r\n0\r\n\r\n");
      try (RawClient ancient = new RawClient(stand.port())) {
        ancient.send("GET /api HTTP/1.0\r\n\r\n");
        assertThat(ancient.readAll())
            .contains("Connection: close\r\n")
            .endsWith("\r\n\r\nsome body");
      }
    }
  }

  @Test
  void anAncientClientMayKeepItsConnection() {
    try (RawClient client = client(ROUTES)) {
      client.send("GET /api HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      assertThat(client.readAnswer()).contains("Connection: keep-alive\r\n").endsWith("ok");
      client.send("GET /api HTTP/1.0\r\n\r\n");
      assertThat(client.readAll()).contains("Connection: close\r\n").endsWith("ok");
    }
  }

  @Test
  void headAnd204And304HaveNoBodyAndTheConnectionGoesOn() {
    oldDoes(
        connection -> {
          String head;
          while ((head = connection.readHead()) != null) {
            connection.send(
                head.startsWith("HEAD")
                    ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                    : head.contains("/204")
                        ? "HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n"
                        : "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\nETag: x\r\n\r\n");
          }
        });
    try (RawClient client = client(ROUTES)) {
      client.send("HEAD /api HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).contains("Content-Length: 1000\r\n");
      client.send("GET /api/204 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 204").doesNotContain("Content-Length");
      client.send("GET /api/304 HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 304").contains("Content-Length: 9\r\n");
      assertThat(old.accepted()).isEqualTo(1);
    }
  }

  @Test
  void aClientThatGoesAwayCancelsThePlatform() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    oldDoes(
        connection -> {
          connection.readHead();
          asked.countDown();
          if (connection.in.read() < 0) {
            cancelled.countDown();
          }
        });
    RawClient client = client(ROUTES);
    client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
    asked.await();

    client.close();

    cancelled.await();
    await()
        .untilAsserted(
            () ->
                assertThat(stand.metrics())
                    .contains("cutover_inflight_requests{platform=\"old\"} 0.0"));
  }

  @Test
  void aConnectionThatThePlatformClosedMeanwhileIsReplacedForWhatMayBeRepeated() {
    AtomicInteger connections = new AtomicInteger();
    oldDoes(
        connection -> {
          int nth = connections.incrementAndGet();
          connection.readHead();
          connection.send(OK);
          if (nth == 1) {
            connection.readHead();
            return;
          }
          while (connection.readHead() != null) {
            connection.send(OK);
          }
        });
    try (RawClient client = client(ROUTES)) {
      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readAnswer();

      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
      assertThat(old.accepted()).isEqualTo(2);
    }
  }

  @Test
  void nothingIsRepeatedAfterAByteOfAnAnswer() {
    AtomicInteger requests = new AtomicInteger();
    oldDoes(
        connection -> {
          connection.readHead();
          requests.incrementAndGet();
          connection.send("HTTP/1.1 2");
        });
    try (RawClient client = client(ROUTES)) {
      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readAnswer()).startsWith("HTTP/1.1 502 ");
      assertThat(requests).hasValue(1);
    }
  }

  @Test
  void aPostIsNeverSentTwice() {
    AtomicInteger requests = new AtomicInteger();
    oldDoes(
        connection -> {
          while (connection.readHead() != null) {
            connection.readBody(4);
            if (requests.incrementAndGet() > 1) {
              return;
            }
            connection.send(OK);
          }
        });
    try (RawClient client = client(ROUTES)) {
      String post = "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
      client.send(post);
      client.readAnswer();

      client.send(post);

      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 502 ")
          .contains("Proxy-Status: cutover; error=connection_terminated\r\n");
      assertThat(requests).hasValue(2);
    }
  }

  @Test
  void anAnswerThatBreaksOffIsAReset() {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        });
    try (RawClient client = client(ROUTES)) {
      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readAll()).contains("hello").doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void aPlatformThatIsNotThereIs502AndOneThatDoesNotAnswerIs504() {
    old.close();
    try (RawClient client =
        client(ROUTES.replace("auth: none", "auth: none\n    timeouts: { request: 300ms }"))) {
      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 502 ")
          .contains("error=connection_refused");
      stand.close();
    }
    oldDoes(
        connection -> {
          connection.readHead();
          connection.in.read();
        });
    try (RawClient client =
        client(ROUTES.replace("auth: none", "auth: none\n    timeouts: { request: 300ms }"))) {
      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 504 ")
          .contains("error=http_response_timeout");
      client.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 404 ");
    }
  }

  @Test
  void whoeverFallsSilentInTheMiddleIsNotWaitedForForEver() {
    String quick =
        ROUTES.replace("auth: none", "auth: none\n    timeouts: { idle: 300ms, request: 20s }");
    oldDoes(
        connection -> {
          String head = connection.readHead();
          if (head.startsWith("GET")) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
          }
          while (connection.in.read() >= 0) {}
        });
    try (RawClient client = client(quick)) {
      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAll()).contains("200 OK").endsWith("half");
      try (RawClient uploader = new RawClient(stand.port())) {
        uploader.send("POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf");
        assertThat(uploader.readAll()).startsWith("HTTP/1.1 408 ");
      }
    }
  }

  /** Returns every series that the reference of metrics names. */
  private static Set<String> promisedSeries() {
    try {
      return Pattern.compile("cutover_[a-z_]+")
          .matcher(Files.readString(Path.of("docs", "metrics.md")))
          .results()
          .map(MatchResult::group)
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everySeriesIsOneOfTheContract() {
    try (RawClient client = client(ROUTES)) {
      client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readAnswer();

      var names = new java.util.TreeSet<String>();
      java.util.regex.Pattern.compile("^# TYPE (cutover_\\S+)", java.util.regex.Pattern.MULTILINE)
          .matcher(stand.metrics())
          .results()
          .forEach(found -> names.add(found.group(1)));

      assertThat(names).isNotEmpty().isSubsetOf(promisedSeries());
      assertThat(names).contains("cutover_requests_total", "cutover_share_ratio", "cutover_switch");
    }
  }

  @Test
  void aHeadThatDoesNotComeIs408() {
    try (RawClient client = client("defaults: { timeouts: { request: 200ms } }\n" + ROUTES)) {
      client.send("GET /api HTTP/1.1\r\nHost:");

      assertThat(client.readAll()).startsWith("HTTP/1.1 408 ").contains("Connection: close\r\n");
      assertThat(old.received()).isEmpty();
    }
  }

  @Test
  void whatIsRefusedReachesNoPlatform() {
    try (RawClient client = client(ROUTES)) {
      client.send("TRACE /api HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 405 ");
      client.send("GET /api HTTP/1.1\r\nHost: a\r\nVia: 1.1 edge, 1.1 cutover\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 508 ");
      client.send("GET /api HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 417 ");
      client.send("GET /api/../x HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ");
      for (String mine :
          new String[] {
            "* HTTP/1.1\r\n",
            "/api HTTP/1.1\r\nMax-Forwards: 0\r\n",
            "/nowhere HTTP/1.0\r\nConnection: keep-alive\r\nMax-Forwards: 00\r\n"
          }) {
        client.send("OPTIONS " + mine + "Host: a\r\n\r\n");
        assertThat(client.readAnswer())
            .startsWith("HTTP/1.1 204 ")
            .contains("\r\nAllow: GET, HEAD, POST,");
      }
      client.send(
          "GET /api HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Content-Length: 1\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n");
      assertThat(client.readAll()).startsWith("HTTP/1.1 400 ").contains("Connection: close\r\n");
      assertThat(old.received()).isEmpty();
      assertThat(next.received()).isEmpty();
    }
  }

  @Test
  void whatFollowsARefusedConnectIsNoRequest() {
    try (RawClient client = client(ROUTES)) {
      client.send(
          "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\nGET /api HTTP/1.1\r\nHost: a\r\n\r\n");

      assertThat(client.readAll())
          .startsWith("HTTP/1.1 405 ")
          .contains("Connection: close\r\n")
          .containsOnlyOnce("HTTP/1.1 ");
      assertThat(old.received()).isEmpty();
      assertThat(next.received()).isEmpty();
    }
  }

  @Test
  void aBodyOverTheLimitIs413WhetherItsLengthIsSaidOrNot() {
    String limited = ROUTES.replace("auth: none", "auth: none\n    limits: { body: 1KiB }");
    oldDoes(
        connection -> {
          connection.readHead();
          while (connection.in.read() >= 0) {}
        });
    try (RawClient client = client(limited)) {
      client.send(
          "POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 1025\r\n\r\n" + "x".repeat(1025));
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 413 ");
      client.send(
          "POST /api HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n"
              + "x".repeat(1024)
              + "\r\n1\r\nx\r\n");
      assertThat(client.readAll()).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void anEarlyAnswerArrivesAlthoughTheBodyIsNotAllSent() {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
          connection.in.read();
        });
    try (RawClient client = client(ROUTES)) {
      client.send("POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nfirst");

      assertThat(client.readAnswer())
          .startsWith("HTTP/1.1 403 ")
          .contains("\r\nConnection: close\r\n")
          .endsWith("no");
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void theRestOfAShortBodyIsDroppedAfterAnEarlyAnswer() {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
          connection.in.read();
        });
    try (RawClient client = client(ROUTES)) {
      for (int i = 0; i < 2; i++) {
        client.send("POST /api HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nfirst");
        assertThat(client.readAnswer())
            .startsWith("HTTP/1.1 403 ")
            .doesNotContain("Connection: close")
            .endsWith("no");
        client.send("-last");
      }
    }
  }

  @Test
  void locationsAndCookiesComeBackAsTheConsumerKnowsThem() {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send(
              "HTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation: /t/acme/api/1.0/orders/7\r\n"
                  + "Set-Cookie: s=1; Path=/t/acme/api/1.0/orders; HttpOnly\r\n"
                  + "Set-Cookie: t=2; Path=/other\r\n\r\n");
        });
    try (RawClient client = client(ROUTES)) {
      client.send(
          "POST /api/orders HTTP/1.1\r\nHost: api.example.com\r\nContent-Length: 0\r\n\r\n");

      assertThat(client.readAnswer())
          .contains("Location: /api/orders/7\r\n")
          .contains("Set-Cookie: s=1; Path=/api/orders; HttpOnly\r\n")
          .contains("Set-Cookie: t=2; Path=/other\r\n");
    }
  }

  @Test
  void stoppingLetsOpenExchangesEndAndTakesNoNewOnes() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    oldDoes(
        connection -> {
          connection.readHead();
          asked.countDown();
          try {
            answer.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          connection.send(OK);
        });
    RawClient client = client(ROUTES);
    RawClient idle = new RawClient(stand.port());
    client.send("GET /api HTTP/1.1\r\nHost: a\r\n\r\n");
    asked.await();

    stand.gateway().stop();

    assertThat(idle.readAll()).isEmpty();
    assertThat(
            stand
                .http
                .send(
                    HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + stand.adminPort() + "/readyz"))
                        .build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(503);
    answer.countDown();
    assertThat(client.readAll()).contains("Connection: close\r\n").endsWith("ok");
    stand.gateway().awaitStop();
    client.close();
    idle.close();
  }
}
