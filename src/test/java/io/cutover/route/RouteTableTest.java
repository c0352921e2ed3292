package io.cutover.route;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cutover.config.RouteConfig;
import io.cutover.http.ErrorShape;
import io.cutover.http.Head;
import io.cutover.http.Heads;
import io.cutover.split.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
  private static final RouteTable TABLE =
      Configs.table(
          false,
          "orders      api.example.com /orders/v1",
          "orders      -               /alias/orders/",
          "ordersDeep  api.example.com /orders/v1/deep",
          "ordersV2    api.example.com /orders/v2",
          "hostRoot    www.example.com /",
          "wild        *.example.com   /wild",
          "wildDeep    *.eu.example.com /wild",
          "anyOrders   -               /orders",
          "anyDeep     -               /orders/v1/deep/er",
          "encoded     -               /caf%C3%A9",
          "space       -               /a%20b",
          "tilde       -               /~user",
          "ip          [::1]           /six",
          "number      10.0.0.1        /four",
          "case        -               /Case");

  private static Head get(String host, String target) {
    return Heads.request("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
  }

  private static String name(Match match, Head head) {
    return switch (match) {
      case Match.Found(Route route, int start, int end) ->
          route.name() + " " + new String(head.bytes(), start, end - start, US_ASCII);
      case Match.Refused(PathFault fault) -> fault.name();
      case Match.None() -> "none";
      case Match.Server() -> "server";
    };
  }

  private static String match(RouteTable table, String host, String target) {
    Head head = get(host, target);
    return name(table.match(head), head).strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // whole segments, the longest prefix
        "api.example.com | /orders/v1               | orders /orders/v1",
        "api.example.com | /orders/v1/              | orders /orders/v1",
        "api.example.com | /orders/v1/5             | orders /orders/v1",
        "api.example.com | /orders/v1?x=/deep       | orders /orders/v1",
        "api.example.com | /orders/v1/deep          | ordersDeep /orders/v1/deep",
        "api.example.com | /orders/v1/deeper        | orders /orders/v1",
        "api.example.com | /orders/v1/deep/er       | ordersDeep /orders/v1/deep",
        "api.example.com | /orders/v10              | anyOrders /orders",
        "api.example.com | /orders/v2/x             | ordersV2 /orders/v2",
        "api.example.com | /orders                  | anyOrders /orders",
        "api.example.com | /orders/                 | anyOrders /orders",
        "api.example.com | /order                   | none",
        "api.example.com | /                        | none",
        "api.example.com | /Orders/v1               | none",
        "other.example   | /case                    | none",
        "other.example   | /Case                    | case /Case",
        "other.example   | /alias/orders            | orders /alias/orders",
        "other.example   | /alias/orders/5          | orders /alias/orders",
        "other.example   | /alias                   | none",
        // hosts
        "API.Example.COM | /orders/v1               | orders /orders/v1",
        "api.example.com:8080 | /orders/v1          | orders /orders/v1",
        "api.example.com. | /orders/v1              | orders /orders/v1",
        "api.example.com.:8443 | /orders/v1         | orders /orders/v1",
        "apixexample.com | /orders/v1               | anyOrders /orders",
        "example.com     | /orders/v1               | anyOrders /orders",
        "www.example.com | /anything                | hostRoot",
        "www.example.com | /wild/x                  | hostRoot",
        "www.example.com | /orders/v1/deep/er       | hostRoot",
        "a.example.com   | /wild/x                  | wild /wild",
        "A.EXAMPLE.com:1 | /wild/x                  | wild /wild",
        "a.b.example.com | /wild/x                  | wild /wild",
        "a.eu.example.com| /wild/x                  | wildDeep /wild",
        "eu.example.com  | /wild/x                  | wild /wild",
        "example.com     | /wild/x                  | none",
        "aexample.com    | /wild/x                  | none",
        "api.example.com | /wild/x                  | wild /wild",
        "a.example.com   | /orders/x                | anyOrders /orders",
        "[::1]           | /six                     | ip /six",
        "[::1]:8080      | /six/x                   | ip /six",
        "[::2]           | /six                     | none",
        "10.0.0.1:80     | /four                    | number /four",
        // absolute form: its authority wins, its path may be absent
        "other.example   | http://api.example.com/orders/v1/5       | orders /orders/v1",
        "other.example   | HTTPS://API.example.com:444/orders/v1?x  | orders /orders/v1",
        "other.example   | http://www.example.com                   | hostRoot",
        "other.example   | http://www.example.com?x                 | hostRoot",
        "other.example   | http://www.example.com/                  | hostRoot",
        "api.example.com | http://other.example                     | none",
        "other.example   | http://api.example.com/../x              | DOT_SEGMENT",
        // as a decoding origin reads it
        "api.example.com | /%6frders/v1/5           | orders /%6frders/v1",
        "api.example.com | /orders/%76%31/5         | orders /orders/%76%31",
        "api.example.com | /orders/v1/%64eep        | ordersDeep /orders/v1/%64eep",
        "x               | /caf%C3%A9/1             | encoded /caf%C3%A9",
        "x               | /caf%c3%a9/1             | encoded /caf%c3%a9",
        "x               | /%63af%c3%a9             | encoded /%63af%c3%a9",
        "x               | /caf%E9                  | none",
        "x               | /a%20b                   | space /a%20b",
        "x               | /a+b                     | none",
        "x               | /%7Euser                 | tilde /%7Euser",
        "x               | /~user                   | tilde /~user",
        // matrix parameters
        "api.example.com | /orders;x/v1             | PARAMETER",
        "api.example.com | /orders/v1;x=1           | PARAMETER",
        "api.example.com | /orders/v1;/5            | PARAMETER",
        "api.example.com | /orders%3bx/v1           | PARAMETER",
        "api.example.com | /orders/v1%3B            | PARAMETER",
        "api.example.com | /%6frders;x/v1           | PARAMETER",
        "api.example.com | /orders/v1/5;x=1         | orders /orders/v1",
        "api.example.com | /orders/v1/;x            | orders /orders/v1",
        "api.example.com | /orders/v1/deep;x        | PARAMETER",
        "api.example.com | /orders/v3;x             | anyOrders /orders",
        "api.example.com | /nothing;x/y             | none",
        "api.example.com | /;x/orders               | EMPTY_SEGMENT",
        "www.example.com | /a;x/b                   | hostRoot",
        // encoded twice
        "api.example.com | /%256frders/v1           | ENCODED_TWICE",
        "api.example.com | /orders/%2576%2531       | ENCODED_TWICE",
        "api.example.com | /orders/v1/%2564eep      | ENCODED_TWICE",
        "api.example.com | /orders/v1/100%2541      | orders /orders/v1",
        "x               | /a%2520b                 | ENCODED_TWICE",
        // no way out
        "api.example.com | /orders/v1/../v2         | DOT_SEGMENT",
        "api.example.com | /orders/v1/%2e%2e/v2     | DOT_SEGMENT",
        "api.example.com | /orders/v1/..;/v2        | DOT_SEGMENT",
        "api.example.com | /orders%2fv1             | ENCODED_SLASH",
        "api.example.com | /orders%5cv1             | ENCODED_SLASH",
        "api.example.com | //orders/v1              | EMPTY_SEGMENT",
        "api.example.com | /orders//v1              | EMPTY_SEGMENT",
        "api.example.com | /orders/v1//             | EMPTY_SEGMENT"
      })
  void aRequestFindsItsRoute(String host, String target, String expected) {
    assertThat(match(TABLE, host, target)).isEqualTo(expected);
  }

  @Test
  void aQueryMayHoldWhatAPathMayNot() {
    assertThat(match(TABLE, "api.example.com", "/orders/v1?a=../..%2f//;x%zz[]"))
        .isEqualTo("orders /orders/v1");
  }

  @Test
  void theServerItselfIsAskedByAStar() {
    Head head = Heads.request("OPTIONS * HTTP/1.1\r\nHost: api.example.com\r\n");

    assertThat(TABLE.match(head)).isEqualTo(new Match.Server());
  }

  @Test
  void aRequestWithoutAHostFindsRoutesWithoutOne() {
    Head head = Heads.request("GET /orders/v1 HTTP/1.0\r\n");

    assertThat(name(TABLE.match(head), head)).isEqualTo("anyOrders /orders");
  }

  @Test
  void unmatchedPathsPassToTheOldPlatformIfSaidSo() {
    RouteTable table = Configs.table(true, "orders - /orders");
    Head head = get("a", "/other/x");

    assertThat(table.match(head)).isEqualTo(new Match.Found(table.unmatched(), 4, 4));
    assertThat(table.unmatched().name()).isEqualTo("unmatched");
    assertThat(table.unmatched().index()).isEqualTo(1);
    assertThat(table.unmatched().target(Platform.OLD)).isNotNull();
    assertThat(table.unmatched().target(Platform.NEW)).isNull();
    assertThat(match(table, "a", "/orders;x")).isEqualTo("PARAMETER");
    assertThat(match(table, "a", "/x/../orders")).isEqualTo("DOT_SEGMENT");
  }

  @Test
  void theFirstOfTwoEqualMatchesStays() {
    assertThat(match(Configs.table(false, "a - /x", "b - /x/"), "h", "/x")).isEqualTo("a /x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/x;y", "/x%3by", "/a/x%3B"})
  void aPrefixWithAParameterIsRefusedAtOnce(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Configs.table(false, "a - " + path))
        .withMessageContaining("route 'a'");
  }

  @Test
  void hundredsOfRoutesAreAllFound() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      lines.add(
          "r"
              + i
              + " "
              + (i % 3 == 0 ? "h" + i % 7 + ".example" : "-")
              + " /api"
              + i
              + "/v"
              + i % 5);
    }
    RouteTable table = Configs.table(false, lines.toArray(String[]::new));

    for (int i = 0; i < 600; i++) {
      assertThat(match(table, "h" + i % 7 + ".example", "/api" + i + "/v" + i % 5 + "/x"))
          .isEqualTo("r" + i + " /api" + i + "/v" + i % 5);
      assertThat(table.routes().get(i).index()).isEqualTo(i);
    }
  }

  @Test
  void aRouteIsWhatWasConfigured() {
    RouteConfig config =
        Configs.route(
            "orders",
            List.of(Configs.match("", "/orders")),
            Configs.at("/t/acme"),
            null,
            "header:X-Client");
    Route route =
        new RouteTable(
                Configs.gateway(
                    "https://old.example", "https://new.example", false, List.of(config)))
            .routes()
            .getFirst();

    assertThat(route.target(Platform.NEW)).isNull();
    assertThat(route.target(Platform.OLD).platformPath()).asString().isEqualTo("/t/acme");
    assertThat(route.access()).isEqualTo(Access.OPTIONAL);
    assertThat(route.scopes()).containsExactly("orders_read");
    assertThat(route.requestTimeout()).isEqualTo(Duration.ofSeconds(30).toNanos());
    assertThat(route.idleTimeout()).isEqualTo(Duration.ofSeconds(60).toNanos());
    assertThat(route.retry()).isEqualTo(new Retry(2, false, true, 20));
    assertThat(route.errors()).isEqualTo(ErrorShape.PROBLEM);
    assertThat(route.cors().origins()).containsExactly("https://a.example");
    assertThat(route.cors().maxAgeSeconds()).isEqualTo(600);
    assertThat(route.respond()).isZero();
    assertThat(route.bodyLimit()).isEqualTo(1024);
    assertThat(route.stickyName()).asString().isEqualTo("x-client");
  }
}
