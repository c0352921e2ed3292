package io.cutover.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cutover.config.RouteConfig;
import io.cutover.http.BodyFraming;
import io.cutover.http.Head;
import io.cutover.http.Heads;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import io.cutover.split.Platform;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewriteTest {
  private static RouteTable table(String url, String path, String platformPath) {
    return new RouteTable(
        Configs.gateway(
            url, url, false, List.of(Configs.route("r", "", path, platformPath, platformPath))));
  }

  private static String sent(RouteTable table, Head head) {
    var found = (Match.Found) table.match(head);
    var out = new OutgoingRequest();
    out.begin(head);
    Rewrite.toward(out, found, found.route().target(Platform.OLD));
    ByteBuf bytes = Unpooled.buffer();
    out.writeTo(bytes);
    String text = bytes.toString(ISO_8859_1);
    bytes.release();
    return text;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "https://gw        | /orders/v1 | /t/acme/orders/1.0.0 | /orders/v1           |"
            + " /t/acme/orders/1.0.0",
        "https://gw        | /orders/v1 | /t/acme/orders/1.0.0 | /orders/v1/          |"
            + " /t/acme/orders/1.0.0/",
        "https://gw        | /orders/v1 | /t/acme/orders/1.0.0 | /orders/v1/5?a=b&c   |"
            + " /t/acme/orders/1.0.0/5?a=b&c",
        "https://gw        | /orders/v1 | /t/acme/orders/1.0.0 | /orders/v1?x         |"
            + " /t/acme/orders/1.0.0?x",
        "https://gw        | /orders/v1 | /t/acme/orders/1.0.0 |"
            + " /orders/v1/a%20b%C3%a9;p=1/?q=%2F../?/ |"
            + " /t/acme/orders/1.0.0/a%20b%C3%a9;p=1/?q=%2F../?/",
        "https://gw        | /orders/v1 | /t/acme/orders/1.0.0 | /%6frders/%761/5     |"
            + " /t/acme/orders/1.0.0/5",
        "https://gw        | /orders/v1/| /t/acme/orders/      | /orders/v1/5         |"
            + " /t/acme/orders/5",
        "https://gw        | /orders/v1 | /                    | /orders/v1           | /",
        "https://gw        | /orders/v1 | /                    | /orders/v1?x         | /?x",
        "https://gw        | /orders/v1 | /                    | /orders/v1/          | /",
        "https://gw        | /orders/v1 | /                    | /orders/v1/5         | /5",
        "https://gw        | /orders/v1 | -                    | /orders/v1/5?x       |"
            + " /orders/v1/5?x",
        "https://gw        | /orders/v1 | -                    | /%6frders/v1         |"
            + " /%6frders/v1",
        "https://gw/base   | /orders/v1 | -                    | /orders/v1/5         |"
            + " /base/orders/v1/5",
        "https://gw/base/  | /orders/v1 | -                    | /orders/v1           |"
            + " /base/orders/v1",
        "https://gw/base/  | /orders/v1 | /x                   | /orders/v1/5         | /base/x/5",
        "https://gw/base/  | /orders/v1 | /                    | /orders/v1           | /base",
        "https://gw        | /          | /t/acme              | /                    | /t/acme/",
        "https://gw        | /          | /t/acme              | /a/b                 |"
            + " /t/acme/a/b",
        "https://gw        | /          | -                    | /a/b                 | /a/b",
        "https://gw        | /          | /                    | /?x                  | /?x",
        "https://gw        | /          | /t/acme              | http://h             | /t/acme/",
        "https://gw        | /          | /t/acme              | http://h?x           | /t/acme/?x",
        "https://gw        | /          | -                    | http://h             | /",
        "https://gw/base   | /          | -                    | http://h?x           | /base/?x",
        "https://gw        | /orders/v1 | /t/acme              | http://h/orders/v1/5 | /t/acme/5"
      })
  void thePrefixIsReplacedAndTheRestStays(
      String url, String path, String platformPath, String target, String expected) {
    Head head = Heads.request("GET " + target + " HTTP/1.1\r\nHost: h\r\n");

    assertThat(sent(table(url, path, platformPath), head))
        .startsWith("GET " + expected + " HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "https://gw.example.com, gw.example.com",
    "https://gw.example.com:443, gw.example.com",
    "http://gw.example.com:80, gw.example.com",
    "https://gw.example.com:8243/x, gw.example.com:8243",
    "http://gw.example.com:443, gw.example.com:443",
    "http://[::1]:9443, [::1]:9443"
  })
  void hostIsThePlatforms(String url, String host) {
    Head head = Heads.request("GET /orders/v1 HTTP/1.1\r\nHost: api.example.com\r\n");

    assertThat(sent(table(url, "/orders/v1", "/x"), head))
        .contains("\r\nHost: " + host + "\r\n")
        .doesNotContain("api.example.com");
  }

  private static RouteTable edited(
      Map<String, String> set,
      Set<String> removed,
      Map<String, String> setBack,
      Set<String> removedBack) {
    var endpoint = new RouteConfig.Endpoint("/x", null, set, removed, setBack, removedBack);
    return new RouteTable(
        Configs.gateway(
            "https://gw",
            "https://gw",
            false,
            List.of(
                Configs.route(
                    "r", List.of(Configs.match("", "/r")), endpoint, endpoint, "request"))));
  }

  @Test
  void headersAreSetInPlaceOfThoseThatCameAndRemoved() {
    Map<String, String> set = new LinkedHashMap<>();
    set.put("X-Env", "prod");
    set.put("X-Two", "a b");
    RouteTable table = edited(set, Set.of("X-Legacy"), Map.of(), Set.of());
    Head head =
        Heads.request(
            "GET /r HTTP/1.1\r\nHost: a\r\nx-env: forged\r\nx-legacy: 1\r\nX-Kept: 2\r\n");

    assertThat(sent(table, head))
        .contains("\r\nX-Env: prod\r\nX-Two: a b\r\n", "\r\nX-Kept: 2\r\n")
        .doesNotContain("forged", "legacy");
  }

  @ParameterizedTest
  @CsvSource({"'X-A\r\nX-B', c", "X-A, 'b\r\nX-C: d'", "'X A', b", "'', b", "'X-A:', b"})
  void aHeaderThatWouldBreakTheHeadIsRefused(String name, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> edited(Map.of(name, value), Set.of(), Map.of(), Set.of()))
        .withMessageContaining("header");
  }

  private static String back(RouteTable table, String request, boolean tls, String fields) {
    Head head = Heads.request(request);
    var found = (Match.Found) table.match(head);
    Head answer = Heads.response("HTTP/1.1 302 Found\r\n" + fields + "Content-Length: 0\r\n");
    Target target = found.route().target(Platform.OLD);
    var out = new OutgoingResponse();
    out.begin(
        answer, BodyFraming.LENGTH, target.removedResponseHeaders(), target.addedResponseHeaders());
    if (Rewrite.concerns(answer)) {
      Rewrite.answer(out, target, ConsumerUrl.of(head, found, tls));
    }
    ByteBuf bytes = Unpooled.buffer();
    out.writeTo(bytes, false, false, false, "id".getBytes(US_ASCII), "now".getBytes(US_ASCII));
    String text = bytes.toString(ISO_8859_1);
    bytes.release();
    return text;
  }

  private static List<String> values(String answer, String name) {
    return answer
        .lines()
        .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .map(line -> line.substring(name.length() + 1).strip())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the platform's own URLs
        "https://gw.example/t/acme/orders/1.0.0/items/5     |"
            + " https://api.example.com/orders/v1/items/5",
        "https://gw.example/t/acme/orders/1.0.0             | https://api.example.com/orders/v1",
        "https://gw.example/t/acme/orders/1.0.0/            | https://api.example.com/orders/v1/",
        "https://gw.example/t/acme/orders/1.0.0?a=b#c       |"
            + " https://api.example.com/orders/v1?a=b#c",
        "https://gw.example/t/acme/orders/1.0.0#c           | https://api.example.com/orders/v1#c",
        "https://gw.example:443/t/acme/orders/1.0.0/5       | https://api.example.com/orders/v1/5",
        "http://gw.example/t/acme/orders/1.0.0/5            | https://api.example.com/orders/v1/5",
        "http://gw.example:80/t/acme/orders/1.0.0/5         | https://api.example.com/orders/v1/5",
        "http://gw.example:443/t/acme/orders/1.0.0/5        | https://api.example.com/orders/v1/5",
        "HTTPS://GW.Example./t/acme/orders/1.0.0/5          | https://api.example.com/orders/v1/5",
        "https://gw.example:/t/acme/orders/1.0.0/5          | https://api.example.com/orders/v1/5",
        "//gw.example/t/acme/orders/1.0.0/5                 | //api.example.com/orders/v1/5",
        "/t/acme/orders/1.0.0/5                             | /orders/v1/5",
        "/t/acme/orders/1.0.0                               | /orders/v1",
        "/t/acme/orders/1.0.0?x=/t/acme/orders/1.0.0        | /orders/v1?x=/t/acme/orders/1.0.0",
        "/t/acme/orders/1.0.0/a%2e%20%C3%a9;p?/../          | /orders/v1/a%2e%20%C3%a9;p?/../",
        "/t/acme/orders/1.0.0//x                            | /orders/v1//x",
        "/t/acme/orders/1.0.0/caf\u00e9[1]                  | /orders/v1/caf\u00e9[1]",
        // everything else stays
        "https://gw.example/t/acme/orders/1.0.01/5          | =",
        "https://gw.example/t/acme/orders/2.0.0             | =",
        "https://gw.example/t/acme/orders                   | =",
        "https://gw.example/                                | =",
        "https://gw.example                                 | =",
        "https://gw.example?x                               | =",
        "https://gw.example/T/acme/orders/1.0.0             | =",
        "https://gw.example:8243/t/acme/orders/1.0.0        | =",
        "https://gw.example:99999999999/t/acme/orders/1.0.0 | =",
        "http://gw.example:8280/t/acme/orders/1.0.0         | =",
        "https://gw.example:x/t/acme/orders/1.0.0           | =",
        "https://user@gw.example/t/acme/orders/1.0.0        | =",
        "https://gw.example.evil/t/acme/orders/1.0.0        | =",
        "https://xgw.example/t/acme/orders/1.0.0            | =",
        "https://login.example/authorize?back=https://gw.example/t/acme/orders/1.0.0 | =",
        "ftp://gw.example/t/acme/orders/1.0.0               | =",
        "gw.example/t/acme/orders/1.0.0                     | =",
        "https:/t/acme/orders/1.0.0                         | =",
        "t/acme/orders/1.0.0                                | =",
        "items/5                                            | =",
        "../5                                               | =",
        "?page=2                                            | =",
        "#top                                               | =",
        "/other                                             | =",
        "/t/acme/orders/1.0.0/../../x                       | =",
        "/t/acme/orders/1.0.0/%2e%2e/x                      | =",
        "/t/acme/orders/1.0.0/..%2fx                        | =",
        "/t/acme/orders/1.0.0/\\..\\x                       | =",
        "https://gw.example/t/acme/orders/1.0.0/..          | =",
        "//evil/t/acme/orders/1.0.0/5                       | ="
      },
      quoteCharacter = '`')
  void aLocationIsMappedOnlyWhenItIsSurelyThePlatforms(String value, String expected) {
    RouteTable table = table("https://gw.example", "/orders/v1", "/t/acme/orders/1.0.0");
    String request = "GET /orders/v1/x HTTP/1.1\r\nHost: api.example.com\r\n";

    String location = back(table, request, true, "Location: " + value + "\r\n");
    String contentLocation = back(table, request, true, "content-location: " + value + "\r\n");

    String wanted = expected.equals("=") ? value : expected;
    assertThat(values(location, "Location")).containsExactly(wanted);
    assertThat(values(contentLocation, "Content-Location")).containsExactly(wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "https://gw:8243   | /o | /x | /o/1  | h:8080 | http  | https://gw:8243/x/5 |"
            + " http://h:8080/o/5",
        "https://gw:8243   | /o | /x | /o/1  | h:8080 | http  | http://gw:8243/x/5  |"
            + " http://h:8080/o/5",
        "https://gw:8243   | /o | /x | /o/1  | h:8080 | http  | https://gw/x/5      |"
            + " https://gw/x/5",
        "http://gw:8280    | /o | /x | /o/1  | H      | https | http://gw:8280/x    | https://H/o",
        "http://gw         | /o | /x | /o/1  | h      | https | https://gw/x        | https://h/o",
        "http://gw/base    | /o | /x | /o/1  | h      | http  | /base/x/5           | /o/5",
        "http://gw/base    | /o | /x | /o/1  | h      | http  | /x/5                | /x/5",
        "http://gw/base    | /o | -  | /o/1  | h      | http  | /base/o/5           | /o/5",
        "http://gw/base    | /o | -  | /o/1  | h      | http  | http://gw/base/p    |"
            + " http://gw/base/p",
        "http://gw         | /o | -  | /o/1  | h      | http  | http://gw/o/5       | http://h/o/5",
        "http://gw         | /  | -  | /a    | h      | http  | http://gw/b         | http://h/b",
        "http://gw         | /  | -  | /a    | h      | http  | http://gw           | http://h/",
        "http://gw         | /  | /x | /a    | h      | http  | /x                  | /",
        "http://gw         | /  | /x | /a    | h      | http  | /x?q                | /?q",
        "http://gw         | /  | /x | /a    | h      | http  | /x//evil/y          | /x//evil/y",
        "http://gw         | /  | /x | /a    | h      | http  | http://gw/x//evil/y |"
            + " http://gw/x//evil/y",
        "http://gw         | /o | /  | /o/1  | h      | http  | /5                  | /o/5",
        "http://gw         | /o | /  | /o/1  | h      | http  | /                   | /o/",
        "http://[::1]:9000 | /o | /x | /o/1  | h      | http  | http://[::1]:9000/x | http://h/o",
        "http://gw         | /o | /x | /%6f/1| h      | http  | /x/5                | /%6f/5",
        "http://gw         | /o | /x | http://abs:1/o | h | http | http://gw/x/5    |"
            + " http://abs:1/o/5"
      })
  void portsSchemesAndPrefixesAreThoseOfTheRoute(
      String url,
      String path,
      String platformPath,
      String target,
      String host,
      String scheme,
      String value,
      String expected) {
    String answer =
        back(
            table(url, path, platformPath),
            "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n",
            scheme.equals("https"),
            "Location: " + value + "\r\n");

    assertThat(values(answer, "Location")).containsExactly(expected);
  }

  @Test
  void aConsumerThatNamedNoHostGetsAPath() {
    RouteTable table = table("http://gw", "/o", "/x");

    assertThat(
            values(
                back(table, "GET /o HTTP/1.0\r\n", false, "Location: http://gw/x/5\r\n"),
                "Location"))
        .containsExactly("/o/5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=b                                                  | =",
        "a=b; Path=/                                          | =",
        "a=b; Path=/t/acme/orders/1.0.0                       | a=b; Path=/orders/v1",
        "a=b; path=/t/acme/orders/1.0.0/                      | a=b; path=/orders/v1/",
        "a=b; PATH = /t/acme/orders/1.0.0/x ;Secure           | a=b; PATH =/orders/v1/x;Secure",
        "a=b;Path=/t/acme/orders/1.0.0;HttpOnly               | a=b;Path=/orders/v1;HttpOnly",
        "a=b; Path=/t/acme/orders/1.0.01                      | =",
        "a=b; Path=/t/acme                                    | =",
        "a=b; Path=/T/acme/orders/1.0.0                       | =",
        "a=b; Path=                                           | =",
        "a=b; Path                                            | =",
        "a=b; Path=t/acme/orders/1.0.0                        | =",
        "a=b; Path=/t/acme/orders/1.0.0/../x                  | =",
        "a=/t/acme/orders/1.0.0; Secure                       | =",
        "Path=/t/acme/orders/1.0.0                            | =",
        "Domain=gw.example                                    | =",
        "a=b; Domain=gw.example                               | a=b",
        "a=b; Domain=.gw.example; Secure                      | a=b; Secure",
        "a=b; domain = GW.Example ; Secure                    | a=b; Secure",
        "a=b; Secure; Domain=example                          | a=b; Secure",
        "a=b; Domain=api.example.com                          | =",
        "a=b; Domain=.example.com                             | =",
        "a=b; Domain=other                                    | =",
        "a=b; Domain=w.example                                | =",
        "a=b; Domain=                                         | =",
        "a=b; Domain                                          | =",
        "a=\"x; Domain=gw.example\"                           | =",
        "a=b; Domain=gw.example; Path=/t/acme/orders/1.0.0; Max-Age=5; Expires=Wed, 21 Oct 2015"
            + " 07:28:00 GMT; SameSite=None; Secure | a=b; Path=/orders/v1; Max-Age=5; Expires=Wed,"
            + " 21 Oct 2015 07:28:00 GMT; SameSite=None; Secure",
        "a=b;; ;Domain=gw.example;;x                          | a=b;; ;;x",
        "__Host-a=b; Path=/; Secure                           | =",
        "=                                                    | =",
        ";                                                    | ="
      },
      quoteCharacter = '`')
  void aCookieIsMappedAndOtherwiseKeptByteForByte(String value, String expected) {
    RouteTable table = table("https://gw.example", "/orders/v1", "/t/acme/orders/1.0.0");

    String answer =
        back(
            table,
            "GET /orders/v1 HTTP/1.1\r\nHost: api.example.com:8443\r\n",
            true,
            "Set-Cookie: " + value + "\r\n");

    assertThat(values(answer, "Set-Cookie"))
        .containsExactly(expected.equals("=") ? value : expected);
  }

  @Test
  void aDomainThatBothHostsShareStays() {
    RouteTable table = table("https://old.example.com", "/o", "/x");

    assertThat(
            values(
                back(
                    table,
                    "GET /o HTTP/1.1\r\nHost: API.example.com\r\n",
                    true,
                    "Set-Cookie: a=b; Domain=example.com\r\n"),
                "Set-Cookie"))
        .containsExactly("a=b; Domain=example.com");
  }

  @Test
  void cookiesKeepTheirNumberAndOrder() {
    RouteTable table = table("https://gw.example", "/o", "/x");

    String answer =
        back(
            table,
            "GET /o HTTP/1.1\r\nHost: h\r\n",
            true,
            "Set-Cookie: a=1\r\nX-Other: y\r\nset-cookie: b=2; Path=/x\r\nSet-Cookie: a=1\r\n");

    assertThat(values(answer, "Set-Cookie")).containsExactly("a=1", "b=2; Path=/o", "a=1");
    assertThat(values(answer, "X-Other")).containsExactly("y");
  }

  @Test
  void nothingIsTouchedWhenNothingIsThePlatforms() {
    RouteTable table = table("https://gw.example", "/o", "/x");

    String answer =
        back(
            table,
            "GET /o HTTP/1.1\r\nHost: h\r\n",
            true,
            "sEt-CoOkIe:   a=1\t\r\nLOCATION:https://elsewhere\r\n");

    assertThat(answer).contains("\r\nsEt-CoOkIe:   a=1\t\r\nLOCATION:https://elsewhere\r\n");
  }

  @Test
  void whatTheRouteRemovesDoesNotComeBack() {
    RouteTable table = edited(Map.of(), Set.of(), Map.of("Location", "/own"), Set.of("Set-Cookie"));

    String answer =
        back(
            table,
            "GET /r HTTP/1.1\r\nHost: h\r\n",
            false,
            "Set-Cookie: a=b; Path=/x\r\nLocation: /x/1\r\n");

    assertThat(values(answer, "Set-Cookie")).isEmpty();
    assertThat(values(answer, "Location")).containsExactly("/own");
  }

  @Test
  void whatConnectionNamesDoesNotComeBack() {
    RouteTable table = table("https://gw.example", "/o", "/x");

    String answer =
        back(
            table,
            "GET /o HTTP/1.1\r\nHost: h\r\n",
            false,
            "Connection: location\r\nLocation: /x/1\r\n");

    assertThat(values(answer, "Location")).isEmpty();
  }
}
