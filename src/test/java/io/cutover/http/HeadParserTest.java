package io.cutover.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 9112 §§2–7 allows is read, and read as it says. What it forbids is in the corpora. */
class HeadParserTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static Reading request(String text) {
    return Reading.of(HeadParser.Kind.REQUEST, bytes(text));
  }

  private static Reading response(String text) {
    return Reading.of(HeadParser.Kind.RESPONSE, bytes(text));
  }

  private static Head head(String text) {
    var head = new Head();
    var parser = new HeadParser(HeadParser.Kind.REQUEST, Reading.LIMITS, head);
    assertThat(parser.feed(io.netty.buffer.Unpooled.wrappedBuffer(bytes(text))))
        .isEqualTo(HeadParser.Progress.DONE);
    return head;
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        // §2.1, §3: the plain form, any token as a method, any minor version
        Arguments.of("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1\nHost: a\nNONE\n"),
        Arguments.of(
            "M-SEARCH!#$%&'*+.^_`|~9 /x HTTP/1.1\r\nHost: a\r\n\r\n",
            "M-SEARCH!#$%&'*+.^_`|~9 /x 1.1\nHost: a\nNONE\n"),
        Arguments.of("GET / HTTP/1.0\r\n\r\n", "GET / 1.0\nNONE\n"),
        Arguments.of("GET / HTTP/1.7\r\nHost: a\r\n\r\n", "GET / 1.1\nHost: a\nNONE\n"),
        // §2.2: one empty line before the request line
        Arguments.of("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / 1.1\nHost: a\nNONE\n"),
        // §3.2: all forms of the target
        Arguments.of(
            "GET /a;b=c/%7e?x=[1]&y=/?:@!$'()*+, HTTP/1.1\r\nHost: a\r\n\r\n".replace(", ", " "),
            "GET /a;b=c/%7e?x=[1]&y=/?:@!$'()*+ 1.1\nHost: a\nNONE\n"),
        // WHATWG URL: what browsers do not encode in a query
        Arguments.of(
            "GET /a?{x:`\\^y|z}? HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a?{x:`\\^y|z}? 1.1\nHost: a\nNONE\n"),
        Arguments.of(
            "GET http://b.example:8080/x?y HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://b.example:8080/x?y 1.1\nHost: a\nNONE\n"),
        Arguments.of(
            "GET HTTPS://b HTTP/1.1\r\nHost: b\r\n\r\n", "GET HTTPS://b 1.1\nHost: b\nNONE\n"),
        Arguments.of(
            "GET http://b?q HTTP/1.1\r\nHost: b\r\n\r\n", "GET http://b?q 1.1\nHost: b\nNONE\n"),
        Arguments.of("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * 1.1\nHost: a\nNONE\n"),
        Arguments.of(
            "CONNECT b:443 HTTP/1.1\r\nHost: b:443\r\n\r\n",
            "CONNECT b:443 1.1\nHost: b:443\nNONE\n"),
        // §5: white space around values, empty values, obs-text, names in any case
        Arguments.of(
            "GET / HTTP/1.1\r\nhOsT:a\r\nA:\r\nB: \t \r\nC:\t x y \t\r\nD: \u00e4\u00ff\r\n\r\n",
            "GET / 1.1\nhOsT: a\nA: \nB: \nC: x y\nD: \u00e4\u00ff\nNONE\n"),
        // §6: bodies
        Arguments.of(
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "PUT / 1.1\nHost: a\nContent-Length: 5\nLENGTH\nhello"),
        Arguments.of(
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n\r\nhello",
            "PUT / 1.1\nHost: a\nContent-Length: 0005\nLENGTH\nhello"),
        Arguments.of(
            "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
            "PUT / 1.1\nHost: a\nContent-Length: 0\nLENGTH\n"),
        // §7.1: chunks, in any case, with extensions and trailers
        Arguments.of(
            "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: CHUNKED\r\n\r\n"
                + "5\r\nhello\r\n000A;a;b=c;d=\"e\\\"f; \u00e4\" ; g = h\r\n0123456789\r\n"
                + "0;last\r\nX: y\r\nZ:\r\n\r\n",
            "PUT / 1.1\nHost: a\nTransfer-Encoding: CHUNKED\nCHUNKED\nhello0123456789"
                + "\n+X: y\r\n\n+Z:\r\n"),
        // §9.3, RFC 9110 §7.6.1: what Connection names goes one hop
        Arguments.of(
            "GET / HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "X-A: 1\r\n"
                + "Connection: close, x-a ,,\tX-B\r\n"
                + "X-B: 2\r\n\r\n",
            "GET / 1.1\nHost: a\nX-A: 1 (one hop)\nConnection: close, x-a ,,\tX-B\n"
                + "X-B: 2 (one hop)\nNONE\n"));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatTheGrammarAllowsIsReadHoweverItIsCut(String text, String read) {
    byte[] bytes = bytes(text);
    Reading whole = Reading.of(HeadParser.Kind.REQUEST, bytes);

    assertThat(whole).isEqualTo(new Reading(java.util.List.of(read), null, 0));
    for (int cut = 1; cut < bytes.length; cut++) {
      assertThat(Reading.of(HeadParser.Kind.REQUEST, bytes, cut)).isEqualTo(whole);
    }
    int[] every = IntStream.range(1, bytes.length).toArray();
    assertThat(Reading.of(HeadParser.Kind.REQUEST, bytes, every)).isEqualTo(whole);
  }

  @Test
  void oneMessageEndsWhereTheNextBegins() {
    String first = "PUT /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    String second = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    String third =
        "PUT /3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";

    Reading reading = request(first + second + third + second + "GET /part");

    assertThat(reading.fault()).isNull();
    assertThat(reading.messages())
        .extracting(message -> message.substring(0, message.indexOf(" 1.1")))
        .containsExactly("PUT /1", "GET /2", "PUT /3", "GET /2");
    assertThat(reading.rest()).isEqualTo("GET /part".length());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK, 200",
    "HTTP/1.1 200 , 200",
    "HTTP/1.1 200, 200",
    "HTTP/1.0 404 Not \u00e4, 404",
    "HTTP/1.1 599 x y  z, 599",
    "HTTP/1.9 100 Continue, 100"
  })
  void aStatusLineMayLackItsReasonAndTheSpaceBeforeIt(String line, String status) {
    Reading reading = response(line + "\r\nContent-Length: 0\r\n\r\n");

    assertThat(reading.fault()).isNull();
    assertThat(reading.messages().getFirst()).startsWith(status + "\n");
  }

  @Test
  void aResponseWithoutLengthGoesOnUntilTheConnectionEnds() {
    Reading reading = response("HTTP/1.1 200 OK\r\n\r\nanything\r\n\r\nHTTP/1.1 200 OK\r\n\r\n");

    assertThat(reading.fault()).isNull();
    assertThat(reading.messages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A.example",
        "a.example:",
        "a.example:0",
        "a:65535",
        "127.0.0.1:80",
        "[::1]",
        "[2001:db8::1]:8443",
        "[::ffff:1.2.3.4]",
        "a_b",
        "a%20b",
        "xn--bcher-kva.example."
      })
  void everyFormOfAHostIsRead(String host) {
    assertThat(request("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").fault()).isNull();
  }

  @Test
  void limitsHoldToTheByte() {
    var limits = new HeadLimits(100, 300, 50);
    String target = "/" + "t".repeat(49);
    String line = "X: " + "v".repeat(97);
    assertThat(fault(limits, "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")).isNull();
    assertThat(fault(limits, "GET " + target + "t HTTP/1.1\r\nHost: a\r\n\r\n"))
        .isEqualTo(Fault.TARGET_TOO_LONG);
    String rest = " / HTTP/1.1\r\nHost: a\r\n\r\n";
    assertThat(fault(limits, "M".repeat(32) + rest)).isNull();
    assertThat(fault(limits, "M".repeat(33) + rest)).isEqualTo(Fault.METHOD_TOO_LONG);
    assertThat(fault(limits, "GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n")).isNull();
    assertThat(fault(limits, "GET / HTTP/1.1\r\nHost: a\r\n" + line + "v\r\n\r\n"))
        .isEqualTo(Fault.LINE_TOO_LARGE);
    String start = "GET / HTTP/1.1\r\nHost: a\r\n";
    String three = ("Y: " + "v".repeat(80) + "\r\n").repeat(3);
    String fill = "Z: " + "v".repeat(300 - start.length() - three.length() - 5 - 2) + "\r\n";
    assertThat(fault(limits, start + three + fill + "\r\n")).isNull();
    assertThat(fault(limits, start + three + "v" + fill + "\r\n")).isEqualTo(Fault.HEAD_TOO_LARGE);
  }

  @Test
  void limitsHoldBeforeTheLineHasEnded() {
    var limits = new HeadLimits(100, 300, 50);
    assertThat(fault(limits, "GET /" + "t".repeat(200))).isEqualTo(Fault.TARGET_TOO_LONG);
    assertThat(fault(limits, "M".repeat(32) + " " + "t".repeat(200)))
        .isEqualTo(Fault.TARGET_TOO_LONG);
    assertThat(fault(limits, "M".repeat(200))).isEqualTo(Fault.METHOD_TOO_LONG);
    assertThat(fault(limits, "GET / HTTP/1.1\r\nX: " + "v".repeat(200)))
        .isEqualTo(Fault.LINE_TOO_LARGE);
    assertThat(fault(limits, "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(90)))
        .isEqualTo(Fault.HEAD_TOO_LARGE);
    String chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    assertThat(fault(limits, chunked + "a:\r\n".repeat(90))).isEqualTo(Fault.TRAILERS_TOO_LARGE);
  }

  private static Fault fault(HeadLimits limits, String text) {
    byte[] bytes = bytes(text);
    Fault whole = Reading.of(HeadParser.Kind.REQUEST, limits, bytes).fault();
    int[] every = IntStream.range(1, bytes.length).toArray();
    assertThat(Reading.of(HeadParser.Kind.REQUEST, limits, bytes, every).fault()).isEqualTo(whole);
    return whole;
  }

  @Test
  void extensionsThatFillABodyAreRefused() {
    String chunked = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    String piece = "1;" + "e".repeat(1000) + "\r\nx\r\n";

    assertThat(request(chunked + piece.repeat(16)).fault()).isNull();
    assertThat(request(chunked + piece.repeat(17)).fault()).isEqualTo(Fault.CHUNK_EXTENSION);
  }

  @ParameterizedTest
  @CsvSource({
    "'', true",
    "'Connection: close', false",
    "'Connection: Keep-Alive', true",
    "'Connection: x, CLOSE', false",
    "'Connection: closed', true"
  })
  void aConnectionGoesOnUnlessSomebodySaysClose(String field, boolean goesOn) {
    Head head =
        head("GET / HTTP/1.1\r\nHost: a\r\n" + (field.isEmpty() ? "" : field + "\r\n") + "\r\n");

    assertThat(Connections.persistent(head)).isEqualTo(goesOn);
  }

  @ParameterizedTest
  @CsvSource({
    "'', false",
    "'Connection: keep-alive', true",
    "'Connection: keep-alive, close', false"
  })
  void anAncientConnectionEndsUnlessItIsKept(String field, boolean goesOn) {
    Head head = head("GET / HTTP/1.0\r\n" + (field.isEmpty() ? "" : field + "\r\n") + "\r\n");

    assertThat(Connections.persistent(head)).isEqualTo(goesOn);
  }

  @ParameterizedTest
  @CsvSource({
    "Host, HOST",
    "CONTENT-length, CONTENT_LENGTH",
    "X-Forwarded-For, X_FORWARDED_FOR",
    "x-forwarded-port, FORWARDED",
    "X-Forwarded, OTHER",
    "Forwarded, FORWARDED",
    "X-Real-IP, FORWARDED",
    "X-JWT-Assertion, INTERNAL",
    "Client-Cert, INTERNAL",
    "X-Cutover-Platform, INTERNAL",
    "X_Forwarded_For, LOOKALIKE",
    "x-forwarded_proto, LOOKALIKE",
    "Content_Length, LOOKALIKE",
    "X_JWT_Assertion, LOOKALIKE",
    "Authorization, AUTHORIZATION",
    "X-Api-Key, OTHER",
    "Authorizatio, OTHER",
    "access-control-allow-origin, CORS",
    "XHost, OTHER"
  })
  void fieldsThatMatterAreKnownInAnyCase(String name, Field field) {
    Head head = head("GET / HTTP/1.0\r\n" + name + ": 1\r\n\r\n");

    assertThat(head.field(0)).isEqualTo(field);
  }
}
