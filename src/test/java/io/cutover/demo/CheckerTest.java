package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.demo.Finding.Kind;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckerTest {
  private static final Set<Share> HALF = Set.of(new Share(5_000));

  private static Errand errand(Rule rule) {
    return new Errand(
        Api.ALL.getFirst(), null, null, null, "POST", "/orders/1?q=1", "four", false, rule);
  }

  private static String echo() {
    return "{\"api\":\"orders\",\"method\":\"POST\",\"resource\":\"/orders/1?q=1\",\"bodyBytes\":4,\"bodyCrc\":%d,\"id\":\"7\",\"authorization\":false}"
        .formatted(Backend.crc("four".getBytes(StandardCharsets.US_ASCII)));
  }

  private static HttpHeaders headers(String... pairs) {
    HttpHeaders headers = new DefaultHttpHeaders();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  private static Outcome served(String by, String body) {
    return new Outcome.Answered(200, headers("X-Served-By", by, "X-Demo-Id", "7"), body);
  }

  private static Finding check(Rule rule, Outcome outcome) {
    return Checker.check("7", errand(rule), outcome, HALF);
  }

  @Test
  void anAnswerOfTheRightPlatformThatRepeatsTheRequestIsServed() {
    Finding finding = check(new Rule.Key(4_999), served("new", echo()));

    assertThat(finding).isEqualTo(new Finding(Kind.SERVED, Platform.NEW, ""));
  }

  @Test
  void anAnswerOfThePlatformThatTheSplitForbidsIsMisrouted() {
    assertThat(check(new Rule.Key(5_000), served("new", echo())).kind()).isEqualTo(Kind.MISROUTED);
    assertThat(check(new Rule.Key(4_999), served("old", echo())).kind()).isEqualTo(Kind.MISROUTED);
    assertThat(check(new Rule.Native(Platform.OLD, 0), served("new", echo())).kind())
        .isEqualTo(Kind.MISROUTED);
    assertThat(check(new Rule.NoKey(), served("new", echo())).kind()).isEqualTo(Kind.MISROUTED);
  }

  @Test
  void noAnswerIsLost() {
    assertThat(check(new Rule.EachRequest(), new Outcome.Broken("it broke")))
        .isEqualTo(new Finding(Kind.LOST, null, "it broke"));
  }

  @Test
  void anAnswerOfTheGatewayItselfIsALostRequest() {
    Finding finding =
        check(
            new Rule.EachRequest(),
            new Outcome.Answered(502, headers("Proxy-Status", "cutover; error=x"), ""));

    assertThat(finding.kind()).isEqualTo(Kind.LOST);
    assertThat(finding.why())
        .isEqualTo("the gateway answered 502 on route orders: cutover; error=x");
  }

  @Test
  void aFaultOfAPlatformsFrontIsALostRequestUnlessItIsALimit() {
    assertThat(check(new Rule.EachRequest(), new Outcome.Answered(401, headers(), "")).kind())
        .isEqualTo(Kind.LOST);
    assertThat(check(new Rule.EachRequest(), new Outcome.Answered(429, headers(), "")).kind())
        .isEqualTo(Kind.THROTTLED);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"id\":\"7\"', '\"id\":\"8\"', another request",
    "'\"api\":\"orders\"', '\"api\":\"news\"', another API",
    "POST, PUT, method",
    "q=1, q=2, path",
    "'bodyBytes\":4', 'bodyBytes\":3', body",
    "'bodyCrc\":', 'bodyCrc\":1', body",
    "'{', '', not whole"
  })
  void whateverChangedOnTheWayIsMixedUp(String from, String to, String said) {
    Finding finding = check(new Rule.EachRequest(), served("old", echo().replace(from, to)));

    assertThat(finding.kind()).isEqualTo(Kind.MIXED_UP);
    assertThat(finding.why()).contains(said);
  }

  @Test
  void theAnswerOfAnotherRequestIsMixedUp() {
    var outcome =
        new Outcome.Answered(200, headers("X-Served-By", "old", "X-Demo-Id", "8"), echo());

    assertThat(check(new Rule.EachRequest(), outcome).kind()).isEqualTo(Kind.MIXED_UP);
  }
}
