package io.cutover.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left out, kept and added when a head is sent on. */
class OutgoingTest {
  private static final byte[] NONE = {};

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Head head(HeadParser.Kind kind, String text) {
    var head = new Head();
    var parser = new HeadParser(kind, Reading.LIMITS, head);
    assertThat(parser.feed(Unpooled.wrappedBuffer(bytes(text))))
        .isEqualTo(HeadParser.Progress.DONE);
    return head;
  }

  private static String written(ByteBuf out) {
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  private static String sentOn(String request, byte[][] removed, String added) {
    Head head = head(HeadParser.Kind.REQUEST, request);
    var out = new OutgoingRequest();
    out.begin(head);
    out.add(bytes("X-Ours: "), bytes("1"));
    out.toward(bytes("/new"), head.targetStart(), bytes("new.example"), removed, bytes(added));
    ByteBuf to = Unpooled.buffer();
    out.writeTo(to);
    return written(to);
  }

  @Test
  void aRequestKeepsItsFieldsInOrderAndLosesThoseOfOneHop() {
    assertThat(
            sentOn(
                "PUT /a HTTP/1.0\r\n"
                    + "B:  2 \r\n"
                    + "Host: a\r\n"
                    + "Connection: close, x-one\r\n"
                    + "X-One: 1\r\n"
                    + "Keep-Alive: 1\r\n"
                    + "Proxy-Connection: x\r\n"
                    + "TE: trailers\r\n"
                    + "Upgrade: h2c\r\n"
                    + "HTTP2-Settings: x\r\n"
                    + "Proxy-Authorization: x\r\n"
                    + "X-Request-Id: theirs\r\n"
                    + "Expect: 100-continue\r\n"
                    + "A: 1\r\n"
                    + "Trailer: x\r\n"
                    + "Content-Length: 007\r\n"
                    + "X_Real_IP: 6.6.6.6\r\n"
                    + "C: 3\r\n\r\n",
                new byte[0][],
                ""))
        .isEqualTo(
            "PUT /new/a HTTP/1.1\r\nHost: new.example\r\nB:  2 \r\nA: 1\r\nC: 3\r\nX-Ours: 1\r\n"
                + "Via: 1.0 cutover\r\nContent-Length: 7\r\n\r\n");
  }

  @Test
  void aRouteRemovesAndAddsFields() {
    assertThat(
            sentOn(
                "GET /a HTTP/1.1\r\nHost: a\r\nX-Legacy: 1\r\nx-LEGACY: 2\r\nX-Keep: 3\r\n\r\n",
                new byte[][] {bytes("x-legacy")},
                "X-Env: prod\r\n"))
        .isEqualTo(
            "GET /new/a HTTP/1.1\r\nHost: new.example\r\nX-Keep: 3\r\nX-Ours: 1\r\nX-Env: prod\r\n"
                + "Via: 1.1 cutover\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "OPTIONS,3,2",
    "OPTIONS,1,0",
    "OPTIONS,010,9",
    "OPTIONS,99999999999999999999,999999998",
    "OPTIONS,x,x",
    "OPTIONS,-1,-1",
    "OPTIONS,'1,2','1,2'",
    "GET,3,3"
  })
  void anOptionsRequestGoesOverOneHopLess(String method, String received, String sent) {
    assertThat(
            sentOn(
                method + " /a HTTP/1.1\r\nHost: a\r\nMax-Forwards: " + received + "\r\n\r\n",
                new byte[0][],
                ""))
        .contains("\r\nMax-Forwards: " + sent + "\r\n")
        .containsOnlyOnce("Max-Forwards");
  }

  @Test
  void namingAFramingFieldInConnectionDoesNotChangeTheFraming() {
    assertThat(
            sentOn(
                "PUT /a HTTP/1.1\r\nHost: a\r\nConnection: content-length, host\r\n"
                    + "Content-Length: 5\r\n\r\n",
                new byte[0][],
                ""))
        .isEqualTo(
            "PUT /new/a HTTP/1.1\r\nHost: new.example\r\nX-Ours: 1\r\nVia: 1.1 cutover\r\n"
                + "Content-Length: 5\r\n\r\n");
  }

  private static String answered(
      String response, BodyFraming framing, boolean chunked, boolean close) {
    var out = new OutgoingResponse();
    out.begin(head(HeadParser.Kind.RESPONSE, response), framing, new byte[0][], NONE);
    ByteBuf to = Unpooled.buffer();
    out.writeTo(to, chunked, close, false, bytes("id-1"), bytes("today"));
    return written(to);
  }

  @Test
  void anAnswerGetsItsFramingItsDateAndItsRequestId() {
    assertThat(
            answered(
                "HTTP/1.0 200\r\nKeep-Alive: 1\r\nServer: x\r\nContent-Length: 02\r\n"
                    + "X-Request-Id: theirs\r\n\r\n",
                BodyFraming.LENGTH,
                false,
                false))
        .isEqualTo(
            "HTTP/1.1 200 \r\nServer: x\r\nDate: today\r\nX-Request-Id: id-1\r\n"
                + "Content-Length: 2\r\n\r\n");
    assertThat(
            answered("HTTP/1.1 200 OK\r\nDate: then\r\n\r\n", BodyFraming.UNTIL_CLOSE, true, false))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nDate: then\r\nX-Request-Id: id-1\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n");
    assertThat(
            answered("HTTP/1.1 200 OK\r\nDate: then\r\n\r\n", BodyFraming.UNTIL_CLOSE, false, true))
        .isEqualTo(
            "HTTP/1.1 200 OK\r\nDate: then\r\nX-Request-Id: id-1\r\nConnection: close\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "426,websocket,true",
    "426,'h2c, WebSocket',true",
    "426,h2c,false",
    "200,websocket,false"
  })
  void whoeverShallComeAgainForAWebSocketIsToldSo(int status, String upgrade, boolean told) {
    String answer =
        answered(
            "HTTP/1.1 "
                + status
                + " x\r\nConnection: Upgrade\r\nUpgrade: "
                + upgrade
                + "\r\nContent-Length: 0\r\n\r\n",
            BodyFraming.LENGTH,
            false,
            false);

    assertThat(answer.contains("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"))
        .isEqualTo(told);
    assertThat(answer.contains("\r\nUpgrade: ")).isEqualTo(told);
  }

  @Test
  void anInterimAnswerGetsNothing() {
    assertThat(
            answered(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\nConnection: y\r\nY: 1\r\n\r\n",
                BodyFraming.NONE,
                false,
                false))
        .isEqualTo("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
  }

  @Test
  void chunksAreWrittenAsTheyAreReadAndTrailersFiltered() {
    var chunks = new Chunks();
    ByteBuf out = Unpooled.buffer();
    for (int size : new int[] {1, 15, 16, 255, 4096, 65_536}) {
      chunks.before(out, size);
      out.writeBytes(bytes("x".repeat(size)));
    }
    Head trailers = new Head();
    new HeadParser(HeadParser.Kind.TRAILERS, Reading.LIMITS, trailers)
        .feed(
            Unpooled.wrappedBuffer(
                bytes(
                    "X-Sum:1 \r\nContent-Length: 9\r\nHost: b\r\nCONTENT-ENCODING: gzip\r\n"
                        + "If-Match: a\r\nCache-Control: a\r\nMax-Forwards: 1\r\n\r\n")));
    chunks.last(out, trailers);
    String text = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + written(out);

    Reading reading = Reading.of(HeadParser.Kind.REQUEST, bytes(text));

    assertThat(reading.fault()).isNull();
    assertThat(reading.messages().getFirst())
        .endsWith("CHUNKED\n" + "x".repeat(1 + 15 + 16 + 255 + 4096 + 65_536) + "\n+X-Sum: 1\r\n");
  }

  @Test
  void anEmptyChunkedBodyIsItsEnd() {
    ByteBuf out = Unpooled.buffer();
    new Chunks().last(out, null);
    assertThat(written(out)).isEqualTo("0\r\n\r\n");
  }
}
