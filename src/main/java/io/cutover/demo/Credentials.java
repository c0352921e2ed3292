package io.cutover.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What the gateway says of tokens and applications, as lines for people. Pure. */
final class Credentials {
  private static final Pattern SAMPLE =
      Pattern.compile("^(cutover_\\w+)\\{([^}]*)\\}\\s+([0-9.eE+]+)", Pattern.MULTILINE);

  private Credentials() {}

  /**
   * Returns the lines; none for what the gateway does not tell.
   *
   * @param metrics a Prometheus text
   * @param applications what {@code GET /applications} answers
   * @param requests how many were sent
   */
  static List<String> lines(String metrics, JsonNode applications, long requests) {
    List<String> lines = new ArrayList<>();
    long cached = sum(metrics, "cutover_bridge_total", labels -> labels.contains("\"cached\""));
    long fetched = sum(metrics, "cutover_bridge_total", labels -> labels.contains("\"ok\""));
    if (cached + fetched > 0) {
      lines.add(
          "bridge   %s requests had their token swapped, %s of them from memory; %s"
              .formatted(
                  Table.number(cached + fetched),
                  Table.percent(cached / (double) (cached + fetched)),
                  perThousand(fetched, requests, "token calls")));
    }
    long hits = sum(metrics, "cutover_token_cache_total", labels -> !labels.contains("\"miss\""));
    long misses = sum(metrics, "cutover_token_cache_total", labels -> labels.contains("\"miss\""));
    if (hits + misses > 0) {
      long asked = sum(metrics, "cutover_introspections_total", _ -> true);
      lines.add(
          "tokens   %s were known already; %s"
              .formatted(
                  Table.percent(hits / (double) (hits + misses)),
                  perThousand(asked, requests, "introspections")));
    }
    Map<String, Integer> blocked = new TreeMap<>();
    for (JsonNode each : applications.path("applications")) {
      String cause = each.path("blocked").stringValue(null);
      blocked.merge(cause == null ? "" : cause, 1, Integer::sum);
    }
    blocked.forEach(
        (cause, n) ->
            lines.add(
                cause.isEmpty()
                    ? "can move %d applications".formatted(n)
                    : "stay     %d applications: %s".formatted(n, cause)));
    return lines;
  }

  private static String perThousand(long count, long requests, String what) {
    return "%s %s, %.1f per 1 000 requests"
        .formatted(Table.number(count), what, requests == 0 ? 0.0 : 1000.0 * count / requests);
  }

  private static long sum(String metrics, String name, Predicate<String> labels) {
    long sum = 0;
    for (Matcher sample = SAMPLE.matcher(metrics); sample.find(); ) {
      if (sample.group(1).equals(name) && labels.test(sample.group(2))) {
        sum += (long) Double.parseDouble(sample.group(3));
      }
    }
    return sum;
  }
}
