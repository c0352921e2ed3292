package io.cutover.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Routes as a table. What there was no traffic for is a dash. */
final class RouteTable {
  static final String LATCHED = "latched";
  private static final String NOTHING = "-";

  private RouteTable() {}

  static Table of(List<JsonNode> routes) {
    return new Table(
        List.of(
            "ROUTE",
            "ASKED",
            "EXPECTED",
            "OBSERVED",
            "BLOCKED",
            "REQ/S",
            "ERR(old/new)",
            "P99(old/new)",
            "PLAN"),
        routes.stream().map(RouteTable::row).toList());
  }

  private static List<String> row(JsonNode route) {
    return List.of(
        text(route.path("name")),
        text(route.path("share")),
        text(route.path("expected")),
        text(route.path("observed")),
        blocked(route.path("blocked")),
        rate(route.path("requestsPerSecond")),
        text(route.path("errors").path("old")) + "/" + text(route.path("errors").path("new")),
        millis(route.path("p99Seconds").path("old"))
            + "/"
            + millis(route.path("p99Seconds").path("new")),
        route.path("latch").isObject() ? LATCHED : text(route.path("plan").path("state")));
  }

  /** Returns the last minute's requests that could not move, and why not. */
  private static String blocked(JsonNode byCause) {
    String causes =
        byCause.properties().stream()
            .filter(cause -> cause.getValue().asLong(0) > 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(" "));
    long all = byCause.valueStream().mapToLong(count -> count.asLong(0)).sum();
    return all == 0 ? "0" : all + " (" + causes + ")";
  }

  private static String text(JsonNode node) {
    return node.isString() ? node.stringValue() : NOTHING;
  }

  private static String rate(JsonNode node) {
    return node.isNumber()
        ? node.decimalValue().setScale(1, RoundingMode.HALF_UP).toPlainString()
        : NOTHING;
  }

  private static String millis(JsonNode seconds) {
    if (!seconds.isNumber()) {
      return NOTHING;
    }
    BigDecimal millis = seconds.decimalValue().movePointRight(3);
    int scale = millis.compareTo(BigDecimal.TEN) < 0 ? 1 : 0;
    return millis.setScale(scale, RoundingMode.HALF_UP).toPlainString() + "ms";
  }
}
