package io.cutover.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.cutover.http.HeadAssembler.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What HTTP/2 sends as fields, as a head: nothing may turn into another line or message. */
class HeadAssemblerTest {
  private static final HeadLimits LIMITS = new HeadLimits(200, 1000, 100);
  private static final byte[] HOST = "platform".getBytes(StandardCharsets.US_ASCII);

  private final HeadAssembler assembler = new HeadAssembler(LIMITS);
  private final Head head = new Head();

  private static String[] get(String... more) {
    return fields(
        List.of(
            ":method",
            "GET",
            ":scheme",
            "https",
            ":path",
            "/a?b={`\\^|}",
            ":authority",
            "a.example"),
        more);
  }

  private static String[] fields(List<String> first, String... more) {
    List<String> all = new ArrayList<>(first);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private Outcome request(boolean last, String... fields) {
    add(fields);
    return assembler.request(last);
  }

  private void add(String... fields) {
    assembler.begin(head);
    for (int i = 0; i < fields.length; i += 2) {
      assembler.add(
          new AsciiString(fields[i].getBytes(StandardCharsets.ISO_8859_1)),
          new AsciiString(fields[i + 1].getBytes(StandardCharsets.ISO_8859_1)));
    }
  }

  /** Returns what a platform of HTTP/1.1 would be sent. */
  private String sent() {
    OutgoingRequest out = new OutgoingRequest();
    out.begin(head);
    out.toward(new byte[0], head.targetStart(), HOST, new byte[0][], new byte[0]);
    ByteBuf bytes = Unpooled.buffer();
    out.writeTo(bytes);
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aRequestBecomesAHead() {
    assertThat(
            request(
                true,
                get("x-a", "1", "cookie", "a=1", "te", "trailers", "cookie", "b=2", "x-b", "")))
        .isEqualTo(Outcome.GOOD);
    assertThat(head.method()).isEqualTo("GET");
    assertThat(head.target()).isEqualTo("/a?b={`\\^|}");
    assertThat(head.value(Field.HOST)).isEqualTo("a.example");
    assertThat(head.framing()).isEqualTo(BodyFraming.NONE);
    assertThat(sent())
        .isEqualTo(
            "GET /a?b={`\\^|} HTTP/1.1\r\nHost: platform\r\nx-a: 1\r\nx-b: \r\ncookie: a=1; b=2\r\n"
                + "Via: 2.0 cutover\r\n\r\n");
  }

  @Test
  void aBodyIsDelimitedByWhatWasSaidOfIt() {
    request(false, get("content-length", "5"));
    assertThat(head.framing()).isEqualTo(BodyFraming.LENGTH);
    assertThat(head.contentLength()).isEqualTo(5);
    request(false, get());
    assertThat(head.framing()).isEqualTo(BodyFraming.CHUNKED);
    assertThat(request(true, get("content-length", "0"))).isEqualTo(Outcome.GOOD);
  }

  @Test
  void whatIsTooLargeIsRefusedAndNotMalformed() {
    assertThat(request(true, get("x-a", "1".repeat(300)))).isEqualTo(Outcome.REFUSED);
    assertThat(assembler.fault()).isEqualTo(Fault.LINE_TOO_LARGE);
    assertThat(request(true, get("cookie", "1".repeat(150), "cookie", "1".repeat(150))))
        .isEqualTo(Outcome.REFUSED);
    String[] fields = get();
    fields[5] = "/" + "x".repeat(150);
    assertThat(request(true, fields)).isEqualTo(Outcome.REFUSED);
    assertThat(assembler.fault()).isEqualTo(Fault.TARGET_TOO_LONG);
    fields = get();
    for (Outcome outcome : new Outcome[] {Outcome.GOOD, Outcome.REFUSED}) {
      fields[1] = "M".repeat(outcome == Outcome.GOOD ? 32 : 33);
      assertThat(request(true, fields)).isEqualTo(outcome);
    }
    assertThat(assembler.fault()).isEqualTo(Fault.METHOD_TOO_LONG);
  }

  static List<Arguments> malformed() {
    List<String[]> all = new ArrayList<>();
    for (String[] each :
        new String[][] {
          {"x-a", "1\r\nx-b: 2"},
          {"x-a", "1\nx-b: 2"},
          {"x-a", "1\0"},
          {"x-a", " 1"},
          {"x-a", "1\t"},
          {"x a", "1"},
          {"x-a:", "1"},
          {"x:a", "1"},
          {"x-a\r\nx-b", "1"},
          {"", "1"},
          {"X-A", "1"},
          {"transfer-encoding", "chunked"},
          {"transfer_encoding\0", "chunked"},
          {"connection", "close"},
          {"proxy-connection", "close"},
          {"keep-alive", "5"},
          {"upgrade", "websocket"},
          {"te", "gzip"},
          {"host", "b.example"},
          {"content-length", "1, 1"},
          {"content-length", "+1"},
          {"content-length", "1"},
          {":path", "/"},
          {":unknown", "x"}
        }) {
      all.add(get(each));
    }
    all.add(get("content-length", "0", "content-length", "0"));
    String[][] pseudo = {
      {":path", "/ HTTP/1.1\r\nx: y"},
      {":path", "/a b"},
      {":path", "a"},
      {":path", "*"},
      {":path", "http://b.example/"},
      {":path", ""},
      {":method", "GET /x HTTP/1.1\r\nHost: b\r\n\r\nGET"},
      {":method", "G T"},
      {":method", ""},
      {":scheme", "ftp"},
      {":scheme", "http\r\n"},
      {":authority", "a.example\r\nx: y"},
      {":authority", "user@a.example"},
      {":authority", "a.example/x"},
      {":authority", ""}
    };
    for (String[] each : pseudo) {
      String[] fields = get();
      for (int i = 0; i < fields.length; i += 2) {
        if (fields[i].equals(each[0])) {
          fields[i + 1] = each[1];
        }
      }
      all.add(fields);
    }
    return all.stream().map(each -> Arguments.of((Object) each)).toList();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void noTrickGetsThrough(String[] fields) {
    assertThat(request(true, fields)).isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void aHostAloneIsTheAuthorityAndTheSameTwiceIsOnce() {
    assertThat(
            request(true, ":method", "GET", ":scheme", "http", ":path", "/", "host", "a.example"))
        .isEqualTo(Outcome.GOOD);
    assertThat(head.value(Field.HOST)).isEqualTo("a.example");
    assertThat(request(true, get("host", "A.example"))).isEqualTo(Outcome.GOOD);
    assertThat(head.find(Field.HOST, head.find(Field.HOST) + 1)).isNegative();
    assertThat(request(true, ":method", "GET", ":scheme", "http", ":path", "/"))
        .isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void anAnswerBecomesAHead() {
    add(":status", "404", "content-length", "3", "x-a", "b");
    assertThat(assembler.response(false)).isEqualTo(Outcome.GOOD);
    assertThat(head.status()).isEqualTo(404);
    assertThat(head.text(head.reasonStart(), head.reasonEnd())).isEqualTo("Not Found");
    assertThat(head.contentLength()).isEqualTo(3);
    for (String status : new String[] {"101", "99", "600", "20", "2000", "2 0", ""}) {
      add(":status", status);
      assertThat(assembler.response(true)).as(status).isEqualTo(Outcome.MALFORMED);
    }
    add(":status", "100");
    assertThat(assembler.response(true)).isEqualTo(Outcome.MALFORMED);
    add("x-a", "1");
    assertThat(assembler.response(true)).isEqualTo(Outcome.MALFORMED);
    add(":status", "200", ":path", "/");
    assertThat(assembler.response(true)).isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void trailersHoldNoPseudoHeader() {
    add("grpc-status", "0");
    assertThat(assembler.trailers()).isEqualTo(Outcome.GOOD);
    add(":status", "200");
    assertThat(assembler.trailers()).isEqualTo(Outcome.MALFORMED);
    add("x\r\ny", "200");
    assertThat(assembler.trailers()).isEqualTo(Outcome.MALFORMED);
  }

  /**
   * Whatever is let through as HTTP/2 is read by the parser of HTTP/1.1 as one and the same head.
   */
  @FuzzTest
  void anyFieldsAreOneHeadOrNone(byte[] data) {
    String[] parts = new String(data, StandardCharsets.ISO_8859_1).split("\u0001", -1);
    String[] fields = new String[parts.length / 2 * 2];
    System.arraycopy(parts, 0, fields, 0, fields.length);
    if (request(true, fields) != Outcome.GOOD || head.method().equals("CONNECT")) {
      return;
    }
    String text = sent();
    ByteBuf bytes = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    Head again = new Head();
    var parser =
        new HeadParser(HeadParser.Kind.REQUEST, new HeadLimits(10_000, 100_000, 10_000), again);
    assertThat(parser.feed(bytes)).as(text).isEqualTo(HeadParser.Progress.DONE);
    assertThat(bytes.readableBytes()).as("nothing is left over: %s", text).isZero();
    assertThat(again.method()).isEqualTo(head.method());
    assertThat(again.target()).isEqualTo(head.target());
    assertThat(again.framing()).isEqualTo(head.framing());
    assertThat(again.find(Field.TRANSFER_ENCODING)).isNegative();
  }
}
