package io.cutover.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.http.Head;
import io.cutover.http.Heads;
import io.cutover.split.Bucket;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StickyKeysTest {
  private static Route route(String stickBy) {
    var config =
        Configs.route(
            "orders", List.of(Configs.match("", "/")), Configs.at(null), Configs.at(null), stickBy);
    return new RouteTable(Configs.gateway("http://old", "http://new", false, List.of(config)))
        .routes()
        .getFirst();
  }

  private static Head head(String lines) {
    return Heads.request(
        "GET / HTTP/1.1\r\nHost: a\r\n" + lines.replace("~", "\r\n").replace("^", "\t") + "\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "X-Client: abc                     | abc",
        "x-CLIENT:abc                      | abc",
        "X-Client:  ^ abc ^                | abc",
        "X-Client: a b, c                  | a b, c",
        "X-Client: one~X-Client: two       | one",
        "X-Client:~X-Client: two           | -",
        "X-Client:                         | -",
        "X-Client: ^                       | -",
        "X-Clients: abc                    | -",
        "X_Client: abc                     | -",
        "Other: abc                        | -",
        "X-Client: caf\u00e9               | caf\u00e9"
      })
  void aHeadersFirstLineIsItsKey(String lines, String key) {
    Route route = route("header:X-Client");

    assertThat(bucket(route, head(lines)))
        .isEqualTo(
            key == null
                ? StickyKeys.NO_KEY
                : new Bucket("orders", "header").of(key.getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "Cookie: sid=abc                   | abc",
        "cookie: a=b; sid=abc; c=d         | abc",
        "Cookie: a=b;sid=abc               | abc",
        "Cookie: a=b ; ^sid^=^ abc ^; c    | abc",
        "Cookie: sid=one; sid=two          | one",
        "Cookie: a=b~Cookie: sid=abc       | abc",
        "Cookie: sid=one~Cookie: sid=two   | one",
        "Cookie: sid=a=b==                 | a=b==",
        "Cookie: sid=\"q\"                 | \"q\"",
        "Cookie: sid=                      | -",
        "Cookie: sid=; sid=two             | -",
        "Cookie: sid                       | -",
        "Cookie: SID=abc                   | -",
        "Cookie: xsid=abc; sidx=abc        | -",
        "Cookie: a=sid=abc                 | -",
        "Cookie: ;;=;sid=abc               | abc",
        "Cookie:                           | -",
        "Other: sid=abc                    | -"
      },
      quoteCharacter = '`')
  void aCookiesFirstPairIsItsKey(String lines, String key) {
    Route route = route("cookie:sid");

    assertThat(bucket(route, head(lines)))
        .isEqualTo(
            key == null
                ? StickyKeys.NO_KEY
                : new Bucket("orders", "cookie").of(key.getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"request", "application", "subject", "token", "ip"})
  void otherKeysAreNotInHeads(String stickBy) {
    assertThat(bucket(route(stickBy), head("X-Client: a~Cookie: sid=b")))
        .isEqualTo(StickyKeys.NO_KEY);
  }

  private static int bucket(Route route, Head head) {
    return StickyKeys.bucket(route.stickBy(), route.stickyName(), route.bucket(), head);
  }
}
