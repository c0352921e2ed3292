package io.cutover.e2e;

import static io.cutover.e2e.H2Peer.CONTINUATION;
import static io.cutover.e2e.H2Peer.DATA;
import static io.cutover.e2e.H2Peer.END_HEADERS;
import static io.cutover.e2e.H2Peer.END_STREAM;
import static io.cutover.e2e.H2Peer.GOAWAY;
import static io.cutover.e2e.H2Peer.HEADERS;
import static io.cutover.e2e.H2Peer.PING;
import static io.cutover.e2e.H2Peer.PRIORITY;
import static io.cutover.e2e.H2Peer.RST_STREAM;
import static io.cutover.e2e.H2Peer.SETTINGS;
import static io.cutover.e2e.H2Peer.WINDOW_UPDATE;
import static io.cutover.e2e.H2Peer.block;
import static io.cutover.e2e.H2Peer.encoded;
import static io.cutover.e2e.H2Peer.int4;
import static io.cutover.e2e.H2Peer.join;
import static io.cutover.e2e.H2Peer.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.e2e.H2Peer.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 clients, good and bad, in front of a real gateway. */
class H2IT {
  private static final int NO_ERROR = 0;
  private static final int INTERNAL_ERROR = 2;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final String ROUTES =
      "routes: [ { name: all, match: { path: / }, share: 0%, auth: none, stickBy: request } ]";

  private RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private Stand stand;

  private H2Peer start() throws IOException {
    stand = Stand.start(old.url(), next.url(), ROUTES);
    return new H2Peer(stand.port());
  }

  private void oldDoes(RawPlatform.Script script) {
    old.close();
    old = new RawPlatform(script);
  }

  @AfterEach
  void close() {
    stand.close();
    old.close();
    next.close();
  }

  /** Frames that cost their sender nothing and us something. */
  enum Flood {
    PINGS(3000),
    SETTINGS_FRAMES(3000),
    PRIORITIES(3000),
    WINDOWS(3000),
    UNKNOWN(3000),
    EMPTY_DATA(300),
    RAPID_RESETS(300),
    PROVOKED_RESETS(300),
    CONTINUATIONS(100),
    EMPTY_CONTINUATIONS(100);

    private final int times;

    Flood(int times) {
      this.times = times;
    }

    byte[] all() throws IOException {
      var out = new ByteArrayOutputStream();
      boolean block = this == CONTINUATIONS || this == EMPTY_CONTINUATIONS;
      out.write(encoded(HEADERS, block ? 0 : END_HEADERS, 1, request("POST", "/")));
      for (int i = 0; i < times; i++) {
        int stream = 2 * i + 3;
        out.write(
            switch (this) {
              case PINGS -> encoded(PING, 0, 0, new byte[8]);
              case SETTINGS_FRAMES -> encoded(SETTINGS, 0, 0);
              case PRIORITIES -> encoded(PRIORITY, 0, stream, int4(0), new byte[1]);
              case WINDOWS -> encoded(WINDOW_UPDATE, 0, 1, int4(1));
              case UNKNOWN -> encoded(0x77, 0, 0, new byte[8]);
              case EMPTY_DATA -> encoded(DATA, 0, 1);
              case RAPID_RESETS ->
                  join(
                      encoded(HEADERS, END_HEADERS, stream, request("POST", "/")),
                      encoded(RST_STREAM, 0, stream, int4(8)));
              case PROVOKED_RESETS ->
                  join(
                      encoded(HEADERS, END_HEADERS, stream, request("POST", "/")),
                      encoded(WINDOW_UPDATE, 0, stream, int4(0)));
              case CONTINUATIONS -> encoded(CONTINUATION, 0, 1, block("x", "y"));
              case EMPTY_CONTINUATIONS -> encoded(CONTINUATION, 0, 1);
            });
      }
      return out.toByteArray();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodEndsItsConnectionAndNobodyElses(Flood flood) throws Exception {
    try (H2Peer peer = start().begin();
        H2Peer healthy = new H2Peer(stand.port()).begin()) {
      byte[] all = flood.all();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  peer.raw(all);
                } catch (IOException e) {
                  // The gateway has had enough.
                }
              });
      assertThat(peer.until(f -> f.type() == GOAWAY).code()).isEqualTo(ENHANCE_YOUR_CALM);
      healthy.get(1);
      assertThat(healthy.answer(1).body()).isEqualTo("old");
    }
  }

  @Test
  void aBlockThatUnfoldsBeyondTheLimitIsA431AndTheConnectionGoesOn() throws Exception {
    try (H2Peer peer = start().begin()) {
      var bomb = new ByteArrayOutputStream();
      bomb.write(request("GET", "/"));
      // One entry of some 4000 bytes in the table, and then a byte for each time it is meant.
      bomb.write(new byte[] {0x40, 1, 'x', 0x7f, (byte) 0x81, 0x1e});
      bomb.write("y".repeat(3968).getBytes());
      bomb.write("\u00be".repeat(30).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      peer.frame(HEADERS, END_HEADERS | END_STREAM, 1, bomb.toByteArray());
      assertThat(peer.answer(1).status()).isEqualTo("431");
      peer.get(3);
      assertThat(peer.answer(3).body()).isEqualTo("old");
      assertThat(old.received()).hasSize(1);
    }
  }

  @Test
  void anOpenConnectionFollowsTheShareStreamByStream() throws Exception {
    try (H2Peer peer = start().begin()) {
      for (int i = 0; i < 4; i++) {
        stand.share("all", i % 2 == 0 ? "0%" : "100%");
        peer.get(2 * i + 1);
        assertThat(peer.answer(2 * i + 1).body()).isEqualTo(i % 2 == 0 ? "old" : "new");
      }
    }
  }

  @Test
  void aDrainTakesWhatIsUnderWayAndThenEnds() throws Exception {
    var asked = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    oldDoes(
        connection -> {
          connection.readHead();
          asked.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            return;
          }
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
        });
    try (H2Peer peer = start().begin()) {
      peer.get(1);
      asked.await();
      stand.gateway().stop();
      Frame first = peer.until(f -> f.type() == GOAWAY);
      assertThat(first.lastStream()).isEqualTo(Integer.MAX_VALUE);
      assertThat(first.code()).isEqualTo(NO_ERROR);
      Frame ping = peer.until(f -> f.type() == PING);
      peer.frame(PING, H2Peer.ACK, 0, ping.payload());
      Frame second = peer.until(f -> f.type() == GOAWAY);
      assertThat(second.lastStream()).isEqualTo(1);
      go.countDown();
      assertThat(peer.answer(1).body()).isEqualTo("done");
      assertThat(peer.read()).isNull();
      stand.gateway().awaitStop();
    }
  }

  @Test
  void aStreamThatIsCutOffIsResetBeforeItsConnectionEnds() throws Exception {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n");
          connection.in.read();
        });
    try (H2Peer peer = start().begin()) {
      peer.get(1);
      peer.until(f -> f.type() == DATA);
      Thread closing = Thread.ofVirtual().start(stand.gateway()::close);
      assertThat(peer.until(f -> f.type() == RST_STREAM).code()).isEqualTo(INTERNAL_ERROR);
      assertThat(peer.until(f -> f.type() == GOAWAY).lastStream()).isEqualTo(1);
      closing.join();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
      })
  void anAnswerThatBreaksOffIsAResetAndNoEnd(String answer) throws Exception {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send(answer);
        });
    try (H2Peer peer = start().begin()) {
      peer.get(1);
      Frame last = peer.until(f -> f.type() == RST_STREAM || f.has(END_STREAM) && f.stream() == 1);
      assertThat(last.type()).isEqualTo(RST_STREAM);
      assertThat(last.code()).isEqualTo(INTERNAL_ERROR);
      peer.frame(PING, 0, 0, new byte[8]);
      assertThat(peer.until(f -> f.type() == PING)).isNotNull();
    }
  }

  @Test
  void anEarlyAnswerEndsTheStreamAndNotTheConnection() throws Exception {
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
          connection.in.readAllBytes();
        });
    try (H2Peer peer = start().begin()) {
      peer.post(1).data(1, "some", false);
      H2Peer.Answer answer = peer.answer(1);
      assertThat(answer.status()).isEqualTo("403");
      assertThat(answer.body()).isEqualTo("no");
      assertThat(peer.until(f -> f.type() == RST_STREAM).code()).isEqualTo(NO_ERROR);
      peer.post(3).data(3, "more", true);
      assertThat(peer.answer(3).status()).isEqualTo("403");
    }
  }

  @Test
  void aClientThatTakesNothingHoldsUpItsPlatformOnly() throws Exception {
    var sent = new java.util.concurrent.atomic.AtomicLong();
    oldDoes(
        connection -> {
          connection.readHead();
          connection.send("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n");
          byte[] piece = new byte[100_000];
          for (int i = 0; i < 2000; i++) {
            connection.out.write(piece);
            sent.addAndGet(piece.length);
          }
        });
    try (H2Peer peer = start().begin(4, 1000)) {
      peer.get(1);
      assertThat(peer.until(f -> f.type() == DATA).payload()).hasSize(1000);
      stand.share("all", "100%");
      peer.get(3);
      assertThat(peer.answer(3).body()).isEqualTo("new");
      // What no window lets through stays where it is: in sockets and in one read.
      assertThat(sent.get()).isLessThan(50_000_000);
      peer.frame(WINDOW_UPDATE, 0, 1, int4(500));
      assertThat(peer.until(f -> f.type() == DATA && f.stream() == 1).payload()).hasSize(500);
    }
  }
}
