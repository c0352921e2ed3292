package io.cutover.e2e;

import static io.cutover.e2e.H2Peer.ACK;
import static io.cutover.e2e.H2Peer.CONTINUATION;
import static io.cutover.e2e.H2Peer.DATA;
import static io.cutover.e2e.H2Peer.END_HEADERS;
import static io.cutover.e2e.H2Peer.END_STREAM;
import static io.cutover.e2e.H2Peer.GOAWAY;
import static io.cutover.e2e.H2Peer.HEADERS;
import static io.cutover.e2e.H2Peer.PADDED;
import static io.cutover.e2e.H2Peer.PING;
import static io.cutover.e2e.H2Peer.PRIORITISED;
import static io.cutover.e2e.H2Peer.PRIORITY;
import static io.cutover.e2e.H2Peer.PUSH_PROMISE;
import static io.cutover.e2e.H2Peer.RST_STREAM;
import static io.cutover.e2e.H2Peer.SETTINGS;
import static io.cutover.e2e.H2Peer.WINDOW_UPDATE;
import static io.cutover.e2e.H2Peer.block;
import static io.cutover.e2e.H2Peer.bytes;
import static io.cutover.e2e.H2Peer.int4;
import static io.cutover.e2e.H2Peer.join;
import static io.cutover.e2e.H2Peer.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.e2e.H2Peer.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * HTTP/2's conformance, case by case in the order of h2spec (generic, http2, hpack), each named by
 * the section it is about, with frames sent raw.
 */
class H2SpecIT {
  private static final int NO_ERROR = 0;
  private static final int PROTOCOL_ERROR = 1;
  private static final int FLOW_CONTROL_ERROR = 3;
  private static final int STREAM_CLOSED = 5;
  private static final int FRAME_SIZE_ERROR = 6;
  private static final int REFUSED_STREAM = 7;
  private static final int COMPRESSION_ERROR = 9;
  private static final int INITIAL_WINDOW = 4;

  private static RawPlatform old;
  private static Stand stand;

  /** What a case does, and what must come of it. */
  interface Case {
    void run(H2Peer peer) throws Exception;
  }

  private final List<DynamicTest> tests = new ArrayList<>();

  @BeforeAll
  static void start() {
    old =
        new RawPlatform(
            connection -> {
              String head;
              while ((head = connection.readHead()) != null) {
                boolean post = head.startsWith("POST");
                if (post && head.contains("Content-Length: ")) {
                  int at = head.indexOf("Content-Length: ") + 16;
                  connection.readBody(Integer.parseInt(head.substring(at, head.indexOf('\r', at))));
                } else if (post) {
                  readChunks(connection);
                }
                connection.send(
                    head.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
                        : "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
              }
            });
    stand =
        Stand.start(
            old.url(),
            old.url(),
            "routes: [ { name: all, match: { path: / }, share: 0%, auth: none, stickBy: request }"
                + " ]");
  }

  /** Reads up to the last chunk and the trailers behind it. */
  private static void readChunks(RawPlatform.Connection connection) throws java.io.IOException {
    int size;
    do {
      StringBuilder line = new StringBuilder();
      while (line.indexOf("\r\n") < 0) {
        String next = connection.readBody(1);
        if (next.isEmpty()) {
          throw new java.io.EOFException();
        }
        line.append(next);
      }
      size = Integer.parseInt(line.toString().strip(), 16);
      if (size > 0) {
        connection.readBody(size + 2);
      }
    } while (size > 0);
    if (!connection.readBody(2).equals("\r\n")) {
      connection.readHead();
    }
  }

  @AfterAll
  static void stop() {
    stand.close();
    old.close();
  }

  private void test(String name, Case each) {
    tests.add(
        DynamicTest.dynamicTest(
            name,
            () -> {
              try (H2Peer peer = new H2Peer(stand.port())) {
                each.run(peer);
              }
            }));
  }

  /** The connection goes on. */
  private static void alive(H2Peer peer) throws Exception {
    byte[] mark = "marks it".getBytes(StandardCharsets.US_ASCII);
    peer.frame(PING, 0, 0, mark);
    Frame ack = peer.until(f -> f.type() == PING || f.type() == GOAWAY);
    assertThat(ack.type()).as(ack.toString()).isEqualTo(PING);
    assertThat(ack.payload()).isEqualTo(mark);
  }

  private static void ok(H2Peer peer, int stream) {
    assertThat(peer.answer(stream).status()).isEqualTo("200");
  }

  /** A connection error: that GOAWAY, and then the end. */
  private static void connectionError(H2Peer peer, Integer... codes) {
    Frame frame = peer.until(f -> f.type() == GOAWAY);
    assertThat(Set.of(codes)).as(frame.toString()).contains(frame.code());
    while (peer.read() != null) {
      // Whatever is still on its way.
    }
  }

  /** A stream error: that RST_STREAM, and the connection goes on. */
  private static void streamError(H2Peer peer, int stream, Integer... codes) throws Exception {
    Frame frame = peer.until(f -> f.type() == RST_STREAM || f.type() == GOAWAY);
    assertThat(frame.type()).as(frame.toString()).isEqualTo(RST_STREAM);
    assertThat(frame.stream()).isEqualTo(stream);
    assertThat(Set.of(codes)).as(frame.toString()).contains(frame.code());
    alive(peer);
  }

  private static byte[] zeros(int length) {
    return new byte[length];
  }

  /** Opens a stream that stays half closed, since its answer's body has no window. */
  private static H2Peer halfClosed(H2Peer peer) throws Exception {
    peer.begin(INITIAL_WINDOW, 0).get(1);
    peer.until(f -> f.type() == HEADERS);
    return peer;
  }

  private static H2Peer closed(H2Peer peer) throws Exception {
    peer.begin().get(1);
    ok(peer, 1);
    return peer;
  }

  private static H2Peer reset(H2Peer peer) throws Exception {
    return peer.begin().post(1).frame(RST_STREAM, 0, 1, int4(8));
  }

  private static byte[] priority(int dependency, int weight) throws Exception {
    return join(int4(dependency), bytes(weight));
  }

  @TestFactory
  Stream<DynamicTest> generic() {
    test("generic/1 the preface", peer -> alive(peer.begin()));
    test(
        "generic/2.1 PRIORITY on an idle stream",
        peer -> {
          peer.begin().frame(PRIORITY, 0, 1, priority(0, 15)).get(1);
          ok(peer, 1);
        });
    test(
        "generic/2.2 WINDOW_UPDATE on a half-closed stream",
        peer -> {
          halfClosed(peer).frame(WINDOW_UPDATE, 0, 1, int4(100));
          assertThat(peer.until(f -> f.type() == DATA).payload()).hasSize(5);
        });
    test(
        "generic/2.3 PRIORITY on a half-closed stream",
        peer -> {
          halfClosed(peer).frame(PRIORITY, 0, 1, priority(0, 15));
          peer.frame(WINDOW_UPDATE, 0, 1, int4(100));
          assertThat(peer.until(f -> f.type() == DATA).payload()).hasSize(5);
        });
    test(
        "generic/2.4 RST_STREAM on a half-closed stream",
        peer -> alive(halfClosed(peer).frame(RST_STREAM, 0, 1, int4(8))));
    test(
        "generic/2.5 PRIORITY on a closed stream",
        peer -> alive(closed(peer).frame(PRIORITY, 0, 1, priority(0, 15))));
    test(
        "generic/3.1 DATA, several, padded",
        peer -> {
          peer.begin().post(1).data(1, "a", true);
          ok(peer, 1);
          peer.post(3).data(3, "a", false).data(3, "b", true);
          ok(peer, 3);
          peer.post(5).frame(DATA, PADDED | END_STREAM, 5, bytes(4), bytes('a'), zeros(4));
          ok(peer, 5);
        });
    test(
        "generic/3.2 HEADERS, padded, with priority",
        peer -> {
          peer.begin().get(1);
          ok(peer, 1);
          int flags = END_HEADERS | END_STREAM;
          peer.frame(HEADERS, flags | PADDED, 3, bytes(4), request("GET", "/"), zeros(4));
          ok(peer, 3);
          peer.frame(HEADERS, flags | PRIORITISED, 5, priority(0, 255), request("GET", "/"));
          ok(peer, 5);
        });
    for (int weight : new int[] {0, 255}) {
      test(
          "generic/3.3 PRIORITY of weight " + (weight + 1) + ", dependent, exclusive",
          peer -> {
            peer.begin().frame(PRIORITY, 0, 1, priority(0, weight));
            peer.frame(PRIORITY, 0, 3, priority(1, weight));
            peer.frame(PRIORITY, 0, 5, priority(0x80000001, weight)).get(7);
            ok(peer, 7);
          });
    }
    test("generic/3.4 RST_STREAM", peer -> alive(reset(peer)));
    test(
        "generic/3.5 SETTINGS",
        peer -> {
          peer.begin().settings(3, 100);
          peer.until(f -> f.type() == SETTINGS && f.has(ACK));
        });
    test("generic/3.7 PING", peer -> alive(peer.begin()));
    test(
        "generic/3.8 GOAWAY",
        peer -> {
          peer.begin().frame(GOAWAY, 0, 0, int4(0), int4(NO_ERROR));
          alive(peer);
        });
    test(
        "generic/3.9 WINDOW_UPDATE on the connection and a stream",
        peer -> {
          peer.begin().frame(WINDOW_UPDATE, 0, 0, int4(1));
          peer.post(1).frame(WINDOW_UPDATE, 0, 1, int4(1)).data(1, "a", true);
          ok(peer, 1);
        });
    test(
        "generic/3.10 CONTINUATION, one and several",
        peer -> {
          byte[] block = request("GET", "/", "x-dummy", "0123456789");
          peer.begin().frame(HEADERS, END_STREAM, 1, Arrays.copyOf(block, 20));
          peer.frame(CONTINUATION, END_HEADERS, 1, Arrays.copyOfRange(block, 20, block.length));
          ok(peer, 1);
          peer.frame(HEADERS, END_STREAM, 3, Arrays.copyOf(block, 10));
          peer.frame(CONTINUATION, 0, 3, Arrays.copyOfRange(block, 10, 20));
          peer.frame(CONTINUATION, END_HEADERS, 3, Arrays.copyOfRange(block, 20, block.length));
          ok(peer, 3);
        });
    test(
        "generic/4.1 GET",
        peer -> {
          peer.begin().get(1);
          assertThat(peer.answer(1).body()).isEqualTo("hello");
        });
    test(
        "generic/4.2 HEAD",
        peer -> {
          peer.begin().frame(HEADERS, END_HEADERS | END_STREAM, 1, request("HEAD", "/"));
          H2Peer.Answer answer = peer.answer(1);
          assertThat(answer.body()).isEmpty();
          assertThat(answer.head().get("content-length")).hasToString("5");
        });
    test(
        "generic/4.3 POST",
        peer -> {
          peer.begin().post(1, "content-length", "4").data(1, "test", true);
          ok(peer, 1);
        });
    test(
        "generic/4.4 POST with trailers",
        peer -> {
          peer.begin().post(1).data(1, "test", false);
          peer.frame(HEADERS, END_HEADERS | END_STREAM, 1, block("x-sum", "9"));
          ok(peer, 1);
        });
    byte[] rest = block(":scheme", "http", ":path", "/", ":authority", "a.example");
    test("generic/5.1 an indexed field", peer -> good(peer, bytes(0x82), rest));
    test(
        "generic/5.2 a literal with indexing, name indexed and new",
        peer -> {
          good(peer, bytes(0x42, 3, 'G', 'E', 'T'), rest, bytes(0x40, 1, 'x', 1, 'y'));
          peer.frame(HEADERS, END_HEADERS | END_STREAM, 3, bytes(0xbf), rest, bytes(0xbe));
          ok(peer, 3);
        });
    test(
        "generic/5.3 a literal without indexing, name indexed and new",
        peer -> good(peer, bytes(0x02, 3, 'G', 'E', 'T'), rest, bytes(0, 1, 'x', 1, 'y')));
    test(
        "generic/5.4 a literal never indexed, name indexed and new",
        peer -> good(peer, bytes(0x12, 3, 'G', 'E', 'T'), rest, bytes(0x10, 1, 'x', 1, 'y')));
    test(
        "generic/5.5 Huffman-coded",
        peer ->
            good(
                peer,
                bytes(0x82, 0x86, 0x84, 0x41, 0x8c, 0xf1, 0xe3, 0xc2, 0xe5, 0xf2, 0x3a, 0x6b),
                bytes(0xa0, 0xab, 0x90, 0xf4, 0xff)));
    test(
        "generic/5.6 one table size update, and two",
        peer -> {
          good(peer, bytes(0x20, 0x82), rest);
          peer.frame(
              HEADERS, END_HEADERS | END_STREAM, 3, bytes(0x20, 0x3f, 0xe1, 0x1f, 0x82), rest);
          ok(peer, 3);
        });
    return tests.stream();
  }

  private static void good(H2Peer peer, byte[]... block) throws Exception {
    peer.begin().frame(HEADERS, END_HEADERS | END_STREAM, 1, block);
    ok(peer, 1);
  }

  @TestFactory
  Stream<DynamicTest> framing() {
    test(
        "http2/3.5 a preface that is none",
        peer -> {
          peer.raw("INVALID CONNECTION PREFACE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          while (peer.read() != null) {
            // An answer of HTTP/1.1, then the end.
          }
        });
    test(
        "http2/3.5 a preface that breaks off into something else",
        peer -> {
          peer.raw("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/3.5 a first frame that is not SETTINGS",
        peer -> {
          peer.raw(H2Peer.MAGIC.getBytes(StandardCharsets.US_ASCII)).frame(PING, 0, 0, zeros(8));
          connectionError(peer, PROTOCOL_ERROR);
        });
    test("http2/4.1.1 an unknown type", peer -> alive(peer.begin().frame(0x16, 0, 0, zeros(8))));
    test(
        "http2/4.1.2 flags that mean nothing",
        peer -> {
          peer.begin().frame(PING, 0x16, 0, zeros(8));
          peer.until(f -> f.type() == PING && f.has(ACK));
        });
    test(
        "http2/4.1.3 the reserved bit",
        peer -> {
          peer.begin().frame(PING, 0, 0x80000000, zeros(8));
          peer.until(f -> f.type() == PING && f.has(ACK));
        });
    test(
        "http2/4.2.1 the largest DATA",
        peer -> {
          peer.begin().post(1).frame(DATA, END_STREAM, 1, zeros(16_384));
          ok(peer, 1);
        });
    test(
        "http2/4.2.2 DATA larger than the largest",
        peer -> {
          peer.begin().post(1).frame(DATA, END_STREAM, 1, zeros(16_385));
          connectionError(peer, FRAME_SIZE_ERROR);
        });
    test(
        "http2/4.2.3 HEADERS larger than the largest",
        peer -> {
          peer.begin().frame(HEADERS, END_HEADERS | END_STREAM, 1, zeros(16_385));
          connectionError(peer, FRAME_SIZE_ERROR);
        });
    test(
        "http2/4.3.1 a block that cannot be decoded",
        peer -> {
          peer.begin().frame(HEADERS, END_HEADERS | END_STREAM, 1, bytes(0xff, 0xff, 0xff));
          connectionError(peer, COMPRESSION_ERROR);
        });
    test(
        "http2/4.3.2 6.2.1 PRIORITY inside a block",
        peer -> {
          peer.begin().frame(HEADERS, END_STREAM, 1, request("GET", "/"));
          peer.frame(PRIORITY, 0, 1, priority(0, 1));
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/4.3.3 6.2.2 HEADERS of another stream inside a block",
        peer -> {
          peer.begin().frame(HEADERS, END_STREAM, 1, request("GET", "/")).get(3);
          connectionError(peer, PROTOCOL_ERROR);
        });
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> streams() {
    test(
        "http2/5.1.1 idle: DATA",
        peer -> {
          peer.begin().data(1, "test", true);
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.2 6.4.2 idle: RST_STREAM",
        peer -> {
          peer.begin().frame(RST_STREAM, 0, 1, int4(8));
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.3 idle: WINDOW_UPDATE",
        peer -> {
          peer.begin().frame(WINDOW_UPDATE, 0, 1, int4(100));
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.4 idle: CONTINUATION",
        peer -> {
          peer.begin().frame(CONTINUATION, END_HEADERS, 1, request("GET", "/"));
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.5 6.1.2 half closed: DATA",
        peer -> {
          halfClosed(peer).data(1, "test", true);
          streamError(peer, 1, STREAM_CLOSED);
        });
    test(
        "http2/5.1.6 half closed: HEADERS",
        peer -> {
          halfClosed(peer).get(1);
          streamError(peer, 1, STREAM_CLOSED, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.7 half closed: CONTINUATION",
        peer -> {
          halfClosed(peer).frame(CONTINUATION, END_HEADERS, 1, request("GET", "/"));
          connectionError(peer, STREAM_CLOSED, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.8 closed by RST_STREAM: DATA",
        peer -> {
          reset(peer).data(1, "test", true);
          streamError(peer, 1, STREAM_CLOSED);
        });
    test(
        "http2/5.1.9 closed by RST_STREAM: HEADERS",
        peer -> {
          reset(peer).get(1);
          streamError(peer, 1, STREAM_CLOSED);
        });
    test(
        "http2/5.1.10 closed by RST_STREAM: CONTINUATION",
        peer -> {
          reset(peer).frame(CONTINUATION, END_HEADERS, 1, request("GET", "/"));
          connectionError(peer, STREAM_CLOSED, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.11 closed: DATA",
        peer -> {
          closed(peer).data(1, "test", true);
          streamError(peer, 1, STREAM_CLOSED);
        });
    test(
        "http2/5.1.12 closed: HEADERS",
        peer -> {
          closed(peer).get(1);
          connectionError(peer, STREAM_CLOSED);
        });
    test(
        "http2/5.1.13 closed: CONTINUATION",
        peer -> {
          closed(peer).frame(CONTINUATION, END_HEADERS, 1, request("GET", "/"));
          connectionError(peer, STREAM_CLOSED, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.1.1 an even identifier",
        peer -> {
          peer.begin().get(2);
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.1.2 an identifier below one that was used",
        peer -> {
          peer.begin().get(5);
          ok(peer, 5);
          peer.get(3);
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/5.1.2 more streams than allowed",
        peer -> {
          peer.begin();
          for (int i = 0; i < 128; i++) {
            peer.post(2 * i + 1);
          }
          peer.post(257);
          streamError(peer, 257, REFUSED_STREAM, PROTOCOL_ERROR);
        });
    test(
        "http2/5.3.1.1 HEADERS that depends on itself",
        peer -> {
          int flags = END_HEADERS | END_STREAM | PRIORITISED;
          peer.begin().frame(HEADERS, flags, 1, priority(1, 255), request("GET", "/"));
          // The standard has a stream error; the codec is stricter, which it allows.
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/5.3.1.2 PRIORITY that depends on itself",
        peer -> {
          peer.begin().post(1).frame(PRIORITY, 0, 1, priority(1, 255));
          streamError(peer, 1, PROTOCOL_ERROR);
        });
    test(
        "http2/5.4.1 6.7.3 PING on a stream",
        peer -> {
          peer.begin().frame(PING, 0, 3, zeros(8));
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/5.5.1 an unknown extension",
        peer -> alive(peer.begin().frame(0xff, 0, 0, zeros(8))));
    test(
        "http2/5.5.2 an unknown extension inside a block",
        peer -> {
          peer.begin().frame(HEADERS, END_STREAM, 1, request("GET", "/"));
          peer.frame(0xff, 0, 1, zeros(8));
          connectionError(peer, PROTOCOL_ERROR);
        });
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> frames() {
    bad("http2/6.1.1 DATA on 0", PROTOCOL_ERROR, DATA, 0, 0, zeros(4));
    test(
        "http2/6.1.3 DATA with too much padding",
        peer -> {
          peer.begin().post(1).frame(DATA, PADDED | END_STREAM, 1, bytes(6), zeros(4));
          connectionError(peer, PROTOCOL_ERROR);
        });
    bad("http2/6.2.3 HEADERS on 0", PROTOCOL_ERROR, HEADERS, 5, 0, request("GET", "/"));
    bad(
        "http2/6.2.4 HEADERS with too much padding",
        PROTOCOL_ERROR,
        HEADERS,
        END_HEADERS | END_STREAM | PADDED,
        1,
        bytes(200, 0x82));
    bad("http2/6.3.1 PRIORITY on 0", PROTOCOL_ERROR, PRIORITY, 0, 0, zeros(5));
    test(
        "http2/6.3.2 PRIORITY of another length than 5",
        peer -> {
          peer.begin().post(1).frame(PRIORITY, 0, 1, zeros(4));
          streamError(peer, 1, FRAME_SIZE_ERROR);
        });
    bad("http2/6.4.1 RST_STREAM on 0", PROTOCOL_ERROR, RST_STREAM, 0, 0, int4(8));
    test(
        "http2/6.4.3 RST_STREAM of another length than 4",
        peer -> {
          peer.begin().post(1).frame(RST_STREAM, 0, 1, zeros(3));
          connectionError(peer, FRAME_SIZE_ERROR);
        });
    bad("http2/6.5.1 an acknowledgement that holds", FRAME_SIZE_ERROR, SETTINGS, ACK, 0, zeros(1));
    bad("http2/6.5.2 SETTINGS on a stream", PROTOCOL_ERROR, SETTINGS, 0, 1, zeros(6));
    bad(
        "http2/6.5.3 SETTINGS of a length that is no six",
        FRAME_SIZE_ERROR,
        SETTINGS,
        0,
        0,
        zeros(3));
    setting("http2/6.5.2.1 push neither 0 nor 1", PROTOCOL_ERROR, 2, 2);
    setting("http2/6.5.2.2 6.9.2.3 a window too large", FLOW_CONTROL_ERROR, 4, 0x80000000);
    setting("http2/6.5.2.3 a frame size too small", PROTOCOL_ERROR, 5, 16_383);
    setting("http2/6.5.2.4 a frame size too large", PROTOCOL_ERROR, 5, 16_777_216);
    test("http2/6.5.2.5 an unknown setting", peer -> alive(peer.begin().settings(0xff, 1)));
    test(
        "http2/6.5.3.1 the same setting several times: the last counts",
        peer -> {
          peer.begin(INITIAL_WINDOW, 100, INITIAL_WINDOW, 1).get(1);
          assertThat(peer.until(f -> f.type() == DATA).payload()).hasSize(1);
        });
    test(
        "http2/6.5.3.2 settings are acknowledged",
        peer -> {
          peer.begin().settings();
          peer.until(f -> f.type() == SETTINGS && f.has(ACK));
        });
    test("http2/6.7.1 PING is answered", peer -> alive(peer.begin()));
    test(
        "http2/6.7.2 a PING's answer is not answered",
        peer -> {
          peer.begin().frame(PING, ACK, 0, zeros(8));
          alive(peer);
        });
    bad("http2/6.7.4 PING of another length than 8", FRAME_SIZE_ERROR, PING, 0, 0, zeros(6));
    bad("http2/6.8.1 GOAWAY on a stream", PROTOCOL_ERROR, GOAWAY, 0, 1, zeros(8));
    bad("http2/6.9.1 no step of the window", PROTOCOL_ERROR, WINDOW_UPDATE, 0, 0, int4(0));
    test(
        "http2/6.9.2 no step of a stream's window",
        peer -> {
          peer.begin().post(1).frame(WINDOW_UPDATE, 0, 1, int4(0));
          streamError(peer, 1, PROTOCOL_ERROR);
        });
    bad(
        "http2/6.9.3 WINDOW_UPDATE of another length",
        FRAME_SIZE_ERROR,
        WINDOW_UPDATE,
        0,
        0,
        zeros(3));
    test(
        "http2/6.9.1.1 no more than the window is sent",
        peer -> {
          peer.begin(INITIAL_WINDOW, 1).get(1);
          assertThat(peer.until(f -> f.type() == DATA).payload()).hasSize(1);
        });
    test(
        "http2/6.9.1.2 the connection's window above the most",
        peer -> {
          peer.begin().frame(WINDOW_UPDATE, 0, 0, int4(0x7fffffff));
          connectionError(peer, FLOW_CONTROL_ERROR);
        });
    test(
        "http2/6.9.1.3 a stream's window above the most",
        peer -> {
          peer.begin().post(1).frame(WINDOW_UPDATE, 0, 1, int4(0x7fffffff));
          streamError(peer, 1, FLOW_CONTROL_ERROR);
        });
    test(
        "http2/6.9.2.1 a change of the initial window moves open streams",
        peer -> {
          halfClosed(peer).settings(INITIAL_WINDOW, 1);
          assertThat(peer.until(f -> f.type() == DATA).payload()).hasSize(1);
        });
    test(
        "http2/6.9.2.2 a window below zero",
        peer -> {
          peer.begin(INITIAL_WINDOW, 3).get(1);
          assertThat(peer.until(f -> f.type() == DATA).payload()).hasSize(3);
          peer.settings(INITIAL_WINDOW, 2).frame(WINDOW_UPDATE, 0, 1, int4(2));
          assertThat(peer.until(f -> f.type() == DATA).payload()).hasSize(1);
        });
    continuations();
    return tests.stream();
  }

  private void bad(String name, int code, int type, int flags, int stream, byte[] payload) {
    test(
        name,
        peer -> {
          peer.begin().frame(type, flags, stream, payload);
          connectionError(peer, code);
        });
  }

  private void setting(String name, int code, int setting, int value) {
    test(
        name,
        peer -> {
          peer.begin().settings(setting, value);
          connectionError(peer, code);
        });
  }

  private void continuations() {
    byte[] block = request("GET", "/");
    byte[] more = block("x-dummy", "1");
    test(
        "http2/6.10.1 several CONTINUATION",
        peer -> {
          peer.begin().frame(HEADERS, END_STREAM, 1, block).frame(CONTINUATION, 0, 1, more);
          peer.frame(CONTINUATION, END_HEADERS, 1, more);
          ok(peer, 1);
        });
    test(
        "http2/6.10.2 something else behind CONTINUATION",
        peer -> {
          peer.begin().frame(HEADERS, END_STREAM, 1, block).frame(CONTINUATION, 0, 1, more);
          peer.data(1, "test", true);
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/6.10.3 CONTINUATION on 0",
        peer -> {
          peer.begin().frame(HEADERS, END_STREAM, 1, block);
          peer.frame(CONTINUATION, END_HEADERS, 0, more);
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/6.10.4 CONTINUATION behind the end of the headers",
        peer -> {
          peer.begin().post(1).frame(CONTINUATION, END_HEADERS, 1, more);
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/6.10.5 CONTINUATION behind the last CONTINUATION",
        peer -> {
          peer.begin().frame(HEADERS, 0, 1, request("POST", "/"));
          peer.frame(CONTINUATION, END_HEADERS, 1, more).frame(CONTINUATION, END_HEADERS, 1, more);
          connectionError(peer, PROTOCOL_ERROR);
        });
    test(
        "http2/6.10.6 CONTINUATION behind DATA",
        peer -> {
          peer.begin().post(1).data(1, "test", false).frame(CONTINUATION, END_HEADERS, 1, more);
          connectionError(peer, PROTOCOL_ERROR);
        });
  }

  @TestFactory
  Stream<DynamicTest> messages() {
    test(
        "http2/7.1 GOAWAY with an unknown code",
        peer -> alive(peer.begin().frame(GOAWAY, 0, 0, int4(0), int4(0xff))));
    test(
        "http2/7.2 RST_STREAM with an unknown code",
        peer -> alive(peer.begin().post(1).frame(RST_STREAM, 0, 1, int4(0xff))));
    test(
        "http2/8.1.1 a second HEADERS that does not end the stream",
        peer -> {
          peer.begin().post(1).frame(HEADERS, END_HEADERS, 1, block("x-test", "ok"));
          streamError(peer, 1, PROTOCOL_ERROR);
        });
    malformed("http2/8.1.2.1 a name in upper case", request("GET", "/", "X-Test", "ok"));
    malformed("http2/8.1.2.1.1 an unknown pseudo-header", request("GET", "/", ":test", "ok"));
    malformed("http2/8.1.2.1.2 an answer's pseudo-header", request("GET", "/", ":status", "200"));
    test(
        "http2/8.1.2.1.3 a pseudo-header in trailers",
        peer -> {
          peer.begin().post(1).data(1, "test", false);
          peer.frame(HEADERS, END_HEADERS | END_STREAM, 1, block(":method", "200"));
          streamError(peer, 1, PROTOCOL_ERROR);
        });
    malformed(
        "http2/8.1.2.1.4 a pseudo-header behind a field",
        block(":method", "GET", ":scheme", "http", "x-test", "ok", ":path", "/"));
    malformed(
        "http2/8.1.2.2.1 a connection's field", request("GET", "/", "connection", "keep-alive"));
    malformed(
        "http2/8.1.2.2.2 TE other than trailers", request("GET", "/", "te", "trailers, deflate"));
    malformed("http2/8.1.2.3.1 an empty :path", request("GET", ""));
    String[][] pseudo = {{":method", "GET"}, {":scheme", "http"}, {":path", "/"}};
    for (String[] one : pseudo) {
      List<String> without = new ArrayList<>();
      for (String[] each : pseudo) {
        if (each != one) {
          without.addAll(List.of(each));
        }
      }
      without.addAll(List.of(":authority", "a.example"));
      malformed("http2/8.1.2.3 no " + one[0], block(without.toArray(String[]::new)));
      malformed("http2/8.1.2.3 " + one[0] + " twice", join2(block(one), request("GET", "/")));
    }
    test(
        "http2/8.1.2.6.1 a length that is not that of one DATA",
        peer -> {
          peer.begin().post(1, "content-length", "1").data(1, "test", true);
          streamError(peer, 1, PROTOCOL_ERROR);
        });
    test(
        "http2/8.1.2.6.2 a length that is not that of several DATA",
        peer -> {
          peer.begin().post(1, "content-length", "9").data(1, "test", false).data(1, "test", true);
          streamError(peer, 1, PROTOCOL_ERROR);
        });
    bad(
        "http2/8.2.1 a client that pushes",
        PROTOCOL_ERROR,
        PUSH_PROMISE,
        4,
        1,
        join2(int4(3), request("GET", "/")));
    return tests.stream();
  }

  private static byte[] join2(byte[] one, byte[] other) {
    try {
      return join(one, other);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private void malformed(String name, byte[] block) {
    test(
        name,
        peer -> {
          peer.begin().frame(HEADERS, END_HEADERS | END_STREAM, 1, block);
          streamError(peer, 1, PROTOCOL_ERROR);
        });
  }

  @TestFactory
  Stream<DynamicTest> hpack() {
    compression("hpack/2.3.3.1 an index beyond both tables", bytes(0xc6));
    compression(
        "hpack/2.3.3.2 a literal whose name is beyond both tables",
        bytes(0x7f, 7, 5, 'e', 'm', 'p', 't', 'y'));
    compression(
        "hpack/4.2.1 a table size update at the end", join2(request("GET", "/"), bytes(0x20)));
    compression(
        "hpack/5.2.1 Huffman padding of more than 7 bits", bytes(0, 1, 'x', 0x82, 0x1f, 0xff));
    compression("hpack/5.2.2 Huffman padding of zeros", bytes(0, 1, 'x', 0x81, 0x18));
    compression(
        "hpack/5.2.3 Huffman's end of string",
        bytes(0, 1, 'x', 0x85, 0x1f, 0xff, 0xff, 0xff, 0xff));
    compression("hpack/6.1.1 index 0", bytes(0x80));
    compression("hpack/6.3.1 a table larger than allowed", bytes(0x3f, 0xe2, 0x1f, 0x82));
    return tests.stream();
  }

  private void compression(String name, byte[] block) {
    test(
        name,
        peer -> {
          peer.begin().frame(HEADERS, END_HEADERS | END_STREAM, 1, block);
          connectionError(peer, COMPRESSION_ERROR);
        });
  }
}
