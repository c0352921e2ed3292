package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSockets through the gateway: their handshake, their bytes, their credentials, their ends. */
class WebSocketIT {
  private static final String OPEN =
      "routes: [ { name: all, match: { path: / }, auth: none, stickBy: request%s } ]";
  private static final String ASK =
      "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
  private static final String AGREE =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private HttpServer introspection;

  @AfterEach
  void close() {
    if (introspection != null) {
      introspection.stop(0);
    }
  }

  /** Agrees to every WebSocket, then sends back what comes, byte by byte. */
  private static void echo(RawPlatform.Connection connection) throws IOException {
    if (connection.readHead() == null) {
      return;
    }
    connection.send(AGREE);
    int b;
    while ((b = connection.in.read()) >= 0) {
      connection.out.write(b);
      connection.out.flush();
    }
  }

  private static String read(RawClient client, int bytes) {
    return new String(client.readBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  @Test
  void bytesPassBothWaysOnceThePlatformAgreed() throws Exception {
    try (RawPlatform old = new RawPlatform(WebSocketIT::echo);
        Stand stand = Stand.start(old.url(), old.url(), OPEN.formatted(""))) {
      try (RawClient client = new RawClient(stand.port())) {
        client.send(ASK + "\r\nearly");
        String head = client.readHead();

        assertThat(head)
            .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
            .contains("Connection: Upgrade\r\n", "Upgrade: websocket\r\n", "X-Request-Id: ")
            .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
            .doesNotContain("Content-Length", "Transfer-Encoding", "close");
        assertThat(read(client, 5)).isEqualTo("early");
        client.send("GET / HTTP/1.1\r\n\r\n");
        assertThat(read(client, 18)).isEqualTo("GET / HTTP/1.1\r\n\r\n");
      }
      assertThat(old.received().getFirst())
          .contains("Connection: Upgrade\r\n", "Upgrade: websocket\r\n", "Via: 1.1 cutover\r\n")
          .doesNotContain("keep-alive");
      await().until(() -> old.open() == 0);
      await()
          .until(
              () ->
                  stand
                      .metrics()
                      .contains(
                          "cutover_requests_total{code=\"1xx\",decision=\"share\",platform=\"old\","
                              + "route=\"all\",token=\"none\"} 1"));
    }
  }

  @Test
  void aRealClientTalksAndSaysGoodBye() throws Exception {
    // The JDK's own client checks the handshake, as browsers do.
    try (RawPlatform old =
            new RawPlatform(
                connection -> {
                  String head = connection.readHead();
                  connection.send(AGREE.replace("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", accept(head)));
                  int kind = connection.in.read();
                  byte[] mask = new byte[4];
                  int length = connection.in.read() & 0x7f;
                  connection.in.readNBytes(mask, 0, 4);
                  byte[] text = connection.in.readNBytes(length);
                  for (int i = 0; i < length; i++) {
                    text[i] ^= mask[i % 4];
                  }
                  connection.out.write(new byte[] {(byte) kind, (byte) length});
                  connection.out.write(text);
                  connection.out.write(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xe8});
                  connection.out.flush();
                  connection.in.readAllBytes();
                });
        Stand stand = Stand.start(old.url(), old.url(), OPEN.formatted(""))) {
      var heard = new LinkedBlockingQueue<String>();
      WebSocket socket =
          stand
              .http
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + stand.port() + "/chat"),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket s, CharSequence data, boolean last) {
                      heard.add(data.toString());
                      s.request(1);
                      return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket s, int code, String reason) {
                      heard.add("close " + code);
                      return null;
                    }
                  })
              .get();
      socket.sendText("hello", true).get();

      assertThat(heard.take()).isEqualTo("hello");
      assertThat(heard.take()).isEqualTo("close 1000");
    }
  }

  private static String accept(String head) {
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("sec-websocket-key: ") + 19;
    String key = head.substring(at, head.indexOf('\r', at));
    try {
      return java.util.Base64.getEncoder()
          .encodeToString(
              java.security.MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
            + "Content-Length: 1\r\n\r\nx"
      })
  void aSwitchThatNobodyAskedForIsABadAnswer(String request) {
    try (RawPlatform old =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  connection.send(AGREE);
                  connection.in.readAllBytes();
                });
        Stand stand = Stand.start(old.url(), old.url(), OPEN.formatted(""));
        RawClient client = new RawClient(stand.port())) {
      client.send(request);

      assertThat(client.readAnswer()).startsWith("HTTP/1.1 502 ");
      assertThat(old.received().getFirst().toLowerCase(java.util.Locale.ROOT))
          .doesNotContain("upgrade:");
      await().until(() -> old.open() == 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2c", "websocket2", "websocket, h2c", ""})
  void aSwitchToAnotherProtocolIsABadAnswer(String protocol) {
    try (RawPlatform old =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  connection.send(AGREE.replace("websocket", protocol));
                  connection.in.readAllBytes();
                });
        Stand stand = Stand.start(old.url(), old.url(), OPEN.formatted(""));
        RawClient client = new RawClient(stand.port())) {
      client.send(ASK + "\r\n");

      assertThat(client.readAnswer()).startsWith("HTTP/1.1 502 ");
    }
  }

  @Test
  void aPlatformThatDoesNotAgreeJustAnswersAndTheConnectionGoesOn() {
    try (RawPlatform old =
            RawPlatform.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
        Stand stand = Stand.start(old.url(), old.url(), OPEN.formatted(""));
        RawClient client = new RawClient(stand.port())) {
      client.send(ASK + "\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 403 ").endsWith("\r\n\r\nno");
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void whoReadsSlowlyHoldsUpTheOtherAndNothingIsLost() throws Exception {
    int bytes = 24 << 20;
    var sent = new CompletableFuture<Integer>();
    try (RawPlatform old =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  connection.send(AGREE);
                  byte[] piece = new byte[1 << 16];
                  for (int at = 0; at < bytes; at += piece.length) {
                    java.util.Arrays.fill(piece, (byte) (at >> 16));
                    connection.out.write(piece);
                  }
                  connection.out.flush();
                  sent.complete(bytes);
                });
        Stand stand = Stand.start(old.url(), old.url(), OPEN.formatted(""));
        RawClient client = new RawClient(stand.port())) {
      client.send(ASK + "\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      // All socket buffers together hold less: the platform cannot be done before we read.
      assertThat(sent).isNotDone();
      for (int at = 0; at < bytes; at += 1 << 16) {
        byte[] piece = client.readBytes(1 << 16);
        assertThat(piece[0]).isEqualTo((byte) (at >> 16));
        assertThat(piece[piece.length - 1]).isEqualTo((byte) (at >> 16));
      }
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void aWebSocketWithoutABytesIsEndedAfterTheIdleTime() {
    try (RawPlatform old = new RawPlatform(WebSocketIT::echo);
        Stand stand =
            Stand.start(
                old.url(), old.url(), OPEN.formatted(", timeouts: { request: 5s, idle: 300ms }"));
        RawClient client = new RawClient(stand.port())) {
      client.send(ASK + "\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.readAll()).isEmpty();
      await().until(() -> old.open() == 0);
    }
  }

  /** Waits in a platform's script. */
  private static void pass(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void eventsOutliveTheTimeForAnAnswer() {
    var goOn = new CountDownLatch(1);
    try (RawPlatform old =
            new RawPlatform(
                connection -> {
                  if (connection.readHead().startsWith("GET /slow")) {
                    connection.in.readAllBytes();
                    return;
                  }
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
                  pass(goOn);
                  connection.send("data: 2\n\n");
                });
        Stand stand =
            Stand.start(
                old.url(), old.url(), OPEN.formatted(", timeouts: { request: 100ms, idle: 20s }"));
        RawClient client = new RawClient(stand.port());
        RawClient other = new RawClient(stand.port())) {
      client.send("GET /events HTTP/1.0\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      assertThat(client.readHead()).isEqualTo("data: 1\n\n");
      // A later request runs into the time: so did the first, had it one.
      other.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(other.readAnswer()).startsWith("HTTP/1.1 504 ");
      goOn.countDown();

      assertThat(client.readAll()).isEqualTo("data: 2\n\n");
    }
  }

  @Test
  void anOldStreamEndsAtItsGreatestAge() throws Exception {
    try (RawPlatform old = new RawPlatform(WebSocketIT::echo);
        Stand stand =
            Stand.start(old.url(), old.url(), OPEN.formatted(", streams: { maxAge: 1s }"));
        RawClient client = new RawClient(stand.port())) {
      client.send(ASK + "\r\n\u0082\u0001a");
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(read(client, 3)).isEqualTo("\u0082\u0001a");
      assertThat(client.readAll()).isEqualTo("\u0088\u0002\u0003\u00e9");
    }
  }

  @Test
  void aFrameOnItsWayIsNotCutThrough() throws Exception {
    var end = new CountDownLatch(1);
    try (RawPlatform old =
            new RawPlatform(
                connection -> {
                  if (connection.readHead().contains("X-Whole: ")) {
                    connection.send(AGREE);
                    connection.in.readAllBytes();
                    return;
                  }
                  connection.send(AGREE + "\u0082\u0004ab");
                  pass(end);
                  connection.send("cd\u0082\u0001x");
                  connection.in.readAllBytes();
                });
        Stand stand =
            Stand.start(old.url(), old.url(), OPEN.formatted(", streams: { maxAge: 1s }"));
        RawClient client = new RawClient(stand.port());
        RawClient one = new RawClient(stand.port());
        RawClient two = new RawClient(stand.port())) {
      client.send(ASK + "\r\n");
      client.readHead();
      assertThat(read(client, 4)).isEqualTo("\u0082\u0004ab");
      for (RawClient later : List.of(one, two)) {
        later.send(ASK + "X-Whole: 1\r\n\r\n");
        later.readHead();
      }
      // One of the later ones is on the first one's loop, whose turn has come when its has.
      assertThat(one.readAll()).isEqualTo(two.readAll()).isEqualTo("\u0088\u0002\u0003\u00e9");
      end.countDown();

      assertThat(client.readAll()).isEqualTo("cd\u0088\u0002\u0003\u00e9");
    }
  }

  @Test
  void afterAShareChangeThoseWhoMovedAreDrainedAndTheOthersStay() throws Exception {
    try (RawPlatform old = new RawPlatform(WebSocketIT::echo);
        RawPlatform next = new RawPlatform(WebSocketIT::echo);
        Stand stand =
            Stand.start(
                old.url(),
                next.url(),
                OPEN.formatted(", share: 0%, streams: { drainPerMinute: 100% }"));
        RawClient before = new RawClient(stand.port());
        RawClient after = new RawClient(stand.port())) {
      before.send(ASK + "\r\n");
      assertThat(before.readHead()).startsWith("HTTP/1.1 101 ");
      stand.share("all", "100%");
      after.send(ASK + "\r\n");
      assertThat(after.readHead()).startsWith("HTTP/1.1 101 ");

      assertThat(before.readAll()).isEqualTo("\u0088\u0002\u0003\u00e9");
      after.send("still there");
      assertThat(read(after, 11)).isEqualTo("still there");
      assertThat(next.accepted()).isEqualTo(1);
    }
  }

  @Test
  void eventsEndByAResetWhenTheirCallerHasMoved() {
    try (RawPlatform old =
            new RawPlatform(
                connection -> {
                  connection.readHead();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                          + "Transfer-Encoding: chunked\r\n\r\n3\r\n:a\n\r\n");
                  connection.in.readAllBytes();
                });
        Stand stand =
            Stand.start(
                old.url(),
                old.url(),
                OPEN.formatted(", share: 0%, streams: { drainPerMinute: 100% }"));
        RawClient client = new RawClient(stand.port())) {
      client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      stand.share("all", "100%");

      assertThat(client.readAll()).startsWith("3\r\n:a\n").doesNotContain("0\r\n");
      await().until(() -> old.open() == 0);
    }
  }

  private String authority(String nativeTo, Instant expiry) throws IOException {
    introspection =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    introspection.createContext(
        "/",
        call -> {
          String form = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          byte[] answer =
              (form.contains("token=good")
                      ? "{\"active\":true,\"client_id\":\"app\",\"exp\":"
                          + expiry.getEpochSecond()
                          + "}"
                      : "{\"active\":false}")
                  .getBytes(StandardCharsets.UTF_8);
          call.getResponseHeaders().add("Content-Type", "application/json");
          call.sendResponseHeaders(200, answer.length);
          call.getResponseBody().write(answer);
          call.close();
        });
    introspection.start();
    return """
    authorities:
      - name: issuer
        native: %s
        opaque: { introspection: { url: "http://127.0.0.1:%d/", clientId: gw, clientSecret: "${env:S}" } }
    routes: [ { name: all, match: { path: / }, streams: { endWithToken: true } } ]
    """
        .formatted(nativeTo, introspection.getAddress().getPort());
  }

  @Test
  void choreosTokenAmongTheSubprotocolsIsCheckedAndNeverReachesTheOldPlatform() throws Exception {
    String rest = authority("new", Instant.now().plusSeconds(900));
    try (RawPlatform old = new RawPlatform(WebSocketIT::echo);
        RawPlatform next = new RawPlatform(WebSocketIT::echo);
        Stand stand = Stand.start(old.url(), next.url(), rest)) {
      for (String marker : new String[] {"choreo-oauth2-token", "choreo-test-key"}) {
        String field = "Sec-WebSocket-Protocol: " + marker + ", ";
        try (RawClient client = new RawClient(stand.port())) {
          client.send(ASK + field + "good, chat\r\n\r\n");
          assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
          assertThat(next.received().getLast()).contains(field + "good, chat\r\n");
        }
        for (String bad : new String[] {"bad, chat", "", "good\r\nAuthorization: Bearer good"}) {
          try (RawClient client = new RawClient(stand.port())) {
            client.send(ASK + field + bad + "\r\n\r\n");
            assertThat(client.readAnswer())
                .startsWith(bad.startsWith("bad") ? "HTTP/1.1 401 " : "HTTP/1.1 400 ");
          }
        }
      }
      try (RawClient client = new RawClient(stand.port())) {
        // Also where nobody asks for a WebSocket it is a credential.
        client.send(
            "GET / HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Protocol: choreo-test-key, bad\r\n\r\n");
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 401 ");
      }
      assertThat(old.accepted()).isZero();
    }
  }

  @Test
  void whereNoTokenIsAskedForNeitherPlatformSeesOneAndTheClientGetsItsSubprotocol()
      throws Exception {
    for (String share : new String[] {"0%", "100%"}) {
      try (RawPlatform platform = new RawPlatform(WebSocketIT::echo);
          Stand stand =
              Stand.start(platform.url(), platform.url(), OPEN.formatted(", share: " + share));
          RawClient client = new RawClient(stand.port())) {
        client.send(ASK + "Sec-WebSocket-Protocol: choreo-oauth2-token, secret\r\n\r\n");

        assertThat(client.readHead())
            .startsWith("HTTP/1.1 101 ")
            .contains("Sec-WebSocket-Protocol: choreo-oauth2-token\r\n");
        assertThat(platform.received().getFirst()).doesNotContain("choreo-oauth2", "secret");
      }
    }
  }

  @Test
  void aTokenThatIsGoodOnBothGoesToTheOldPlatformAsABearer() throws Exception {
    String rest = authority("both", Instant.now().plusSeconds(900));
    try (RawPlatform old = new RawPlatform(WebSocketIT::echo);
        Stand stand = Stand.start(old.url(), old.url(), rest)) {
      try (RawClient client = new RawClient(stand.port())) {
        client.send(ASK + "Sec-WebSocket-Protocol: choreo-oauth2-token, good, a, b\r\n\r\n");
        assertThat(client.readHead())
            .startsWith("HTTP/1.1 101 ")
            .contains("Sec-WebSocket-Protocol: choreo-oauth2-token\r\n");
      }
      assertThat(old.received().getFirst())
          .contains("Authorization: Bearer good\r\n", "Sec-WebSocket-Protocol: a, b\r\n")
          .doesNotContain("choreo-");
    }
  }

  @Test
  void aStreamEndsWithItsToken() throws Exception {
    String rest = authority("new", Instant.now().plusSeconds(3));
    try (RawPlatform next = new RawPlatform(WebSocketIT::echo);
        Stand stand = Stand.start(next.url(), next.url(), rest);
        RawClient client = new RawClient(stand.port())) {
      client.send(ASK + "Authorization: Bearer good\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");

      assertThat(client.readAll()).isEqualTo("\u0088\u0002\u0003\u00f0");
      await().until(() -> next.open() == 0);
    }
  }

  @Test
  void theDrainSaysGoodByeWhenItsTimeIsOver() throws Exception {
    try (RawPlatform old = new RawPlatform(WebSocketIT::echo)) {
      Stand stand = Stand.start(old.url(), old.url(), OPEN.formatted(""));
      try (RawClient client = new RawClient(stand.port())) {
        client.send(ASK + "\r\n");
        assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
        stand.close();

        assertThat(client.readAll()).isEqualTo("\u0088\u0002\u0003\u00e9");
      }
    }
  }
}
