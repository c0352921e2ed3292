package io.cutover.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.http.Head;
import io.cutover.http.HeadLimits;
import io.cutover.http.HeadParser;
import io.cutover.http.OutgoingRequest;
import io.cutover.net.AddressSet;
import io.cutover.net.Arrival;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told to the platform about request and client. */
class RequestIdsTest {
  private final RequestIds ids = new RequestIds(new SplittableRandom(1));

  private static Head head(String fields) {
    var head = new Head();
    var parser =
        new HeadParser(HeadParser.Kind.REQUEST, new HeadLimits(16_384, 65_536, 16_384), head);
    byte[] bytes =
        ("GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(parser.feed(Unpooled.wrappedBuffer(bytes))).isEqualTo(HeadParser.Progress.DONE);
    return head;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static String written(OutgoingRequest out) {
    out.toward(new byte[0], out.head().targetStart(), new byte[] {'p'}, new byte[0][], new byte[0]);
    ByteBuf to = Unpooled.buffer();
    out.writeTo(to);
    return to.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void anIdIsNewUnlessItComesFromSomebodyWhoIsBelieved() {
    Head head = head("X-Request-Id: theirs-1\r\n");

    assertThat(text(ids.of(head, true))).isEqualTo("theirs-1");
    assertThat(text(ids.of(head, false))).matches("[0-9a-f]{32}");
    assertThat(ids.of(head, false)).isNotEqualTo(ids.of(head, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a\"b", "<x>", "a,b", "a;b", ""})
  void anIdThatIsUnfitIsReplaced(String theirs) {
    assertThat(text(ids.of(head("X-Request-Id: " + theirs + "\r\n"), true)))
        .matches("[0-9a-f]{32}");
    assertThat(text(ids.of(head("X-Request-Id: " + "x".repeat(129) + "\r\n"), true)))
        .matches("[0-9a-f]{32}");
  }

  @ParameterizedTest
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, true",
    "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, false",
    "00-00000000000000000000000000000000-b7ad6b7169203331-01, false",
    "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01, false",
    "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01, false",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331, false",
    "nonsense, false"
  })
  void aValidTraceGoesOnAndAnyOtherBeginsAnew(String theirs, boolean kept) {
    Head head = head("traceparent: " + theirs + "\r\ntracestate: a=b\r\n");
    var out = new OutgoingRequest();
    out.begin(head);
    byte[] id = ids.of(head, false);
    ids.trace(head, out, id);

    String written = written(out);

    assertThat(written.contains("traceparent: " + theirs + "\r\n")).isEqualTo(kept);
    assertThat(written.contains("tracestate: a=b\r\n")).isEqualTo(kept);
    assertThat(written.contains("traceparent: 00-" + text(id) + "-")).isEqualTo(!kept);
  }

  private static Peer peer(String address) throws Exception {
    return Peer.of(
        new Arrival(
            new InetSocketAddress(InetAddress.getByName(address), 4711), false, false, null));
  }

  @Test
  void whatAStrangerSaysOfItselfIsNotPassedOn() throws Exception {
    Head head =
        head(
            "X-Forwarded-For: 6.6.6.6\r\n"
                + "Forwarded: for=6.6.6.6\r\n"
                + "X-Forwarded-Host: evil\r\n"
                + "X-Real-IP: 6.6.6.6\r\n"
                + "X-Forwarded-Port: 1\r\n");
    var out = new OutgoingRequest();
    out.begin(head);
    Forwarding.describe(head, peer("192.0.2.1"), false, out);

    assertThat(written(out))
        .contains(
            "X-Forwarded-For: 192.0.2.1\r\n",
            "X-Forwarded-Proto: http\r\n",
            "X-Forwarded-Host: a\r\n")
        .doesNotContain("6.6.6.6", "evil", "X-Forwarded-Port");
  }

  @Test
  void aTrustedProxysWordIsExtended() throws Exception {
    Head head =
        head(
            "X-Forwarded-For: 203.0.113.9\r\n"
                + "X-Forwarded-Proto: https\r\n"
                + "X-Forwarded-Host: api.example.com\r\n"
                + "X-Forwarded-Port: 443\r\n");
    var out = new OutgoingRequest();
    out.begin(head);
    Forwarding.describe(head, peer("10.0.0.1"), true, out);

    assertThat(written(out))
        .contains(
            "X-Forwarded-For: 203.0.113.9, 10.0.0.1\r\n",
            "X-Forwarded-Proto: https\r\n",
            "X-Forwarded-Host: api.example.com\r\n",
            "X-Forwarded-Port: 443\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'203.0.113.9', 203.0.113.9",
    "'6.6.6.6, 203.0.113.9, 10.0.0.2', 203.0.113.9",
    "'203.0.113.9, 10.0.0.3, 10.0.0.2', 203.0.113.9",
    "'10.0.0.3', 10.0.0.3",
    "'nonsense, 10.0.0.2', 10.0.0.2",
    "'2001:db8::1', 2001:db8:0:0:0:0:0:1",
    "'', 10.0.0.1"
  })
  void theClientIsTheLastHopThatIsNoTrustedProxy(String chain, String client) throws Exception {
    var trusted =
        new AddressSet(List.of(new io.cutover.config.Cidr(InetAddress.getByName("10.0.0.0"), 8)));

    assertThat(
            Forwarding.client(head("X-Forwarded-For: " + chain + "\r\n"), peer("10.0.0.1"), trusted)
                .getHostAddress())
        .isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource({
    "1.1 cutover, true", "'1.0 a, 1.1 CUTOVER', true", "HTTP/1.1 cutover (x), true",
    "1.1 cutover.example, false", "1.1 my-cutover, false", "1.1 other, false"
  })
  void aRequestThatHasBeenHereIsALoop(String via, boolean loop) {
    assertThat(Forwarding.isLoop(head("Via: " + via + "\r\n"))).isEqualTo(loop);
  }

  @Test
  void aBudgetGivesAReserveAndThenItsPartOfTheRequests() {
    var budget = new RetryBudget();
    for (int i = 0; i < 10; i++) {
      assertThat(budget.take()).isTrue();
    }
    int given = 0;
    for (int i = 0; i < 1000; i++) {
      budget.request(0.2);
      given += budget.take() ? 1 : 0;
    }

    assertThat(given).isBetween(199, 201);
  }
}
