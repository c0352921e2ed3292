package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.deploy.Dashboards;
import io.cutover.deploy.MetricsReference;
import io.cutover.deploy.Prometheus;
import io.cutover.deploy.Tool;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A gateway's series as Prometheus takes them: its own linter, and a server that scrapes. */
class PrometheusIT {
  private static final String REST =
      """
      authorities:
        - { name: cloud, native: old, opaque: { introspection: none } }
      routes:
        - { name: orders, match: { path: /orders }, share: 100%, auth: none, stickBy: request }
        - { name: parts, match: { path: /parts }, share: 0% }
      """;
  private static final Pattern SAMPLE = Pattern.compile("(cutover_\\w+?)(?:\\{(.*)\\})? \\S+");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"([^\"]*)\"");

  private RawPlatform old;
  private RawPlatform next;
  private Stand stand;

  @BeforeEach
  void start() {
    old = RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
    next = RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
    stand = Stand.start(old.url(), next.url(), REST);
  }

  @AfterEach
  void close() {
    stand.close();
    old.close();
    next.close();
  }

  private String ownSeries() {
    return stand
        .metrics()
        .lines()
        .filter(line -> line.matches("(# (HELP|TYPE) )?cutover_.*"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void theLinterOfPrometheusFindsNoFault() {
    stand.get("/orders");

    Tool.Run run = Tool.run(Path.of("."), ownSeries(), "promtool", "check", "metrics");

    assertThat(run.output()).isEmpty();
    assertThat(run.exit()).isZero();
  }

  /** Name, type, labels and closed values: what the reference says is what there is. */
  @Test
  void everySeriesIsAsTheReferenceSays() {
    stand.get("/orders");
    stand.get("/nowhere");
    Map<String, String> types = new TreeMap<>();
    Map<String, Set<String>> labels = new TreeMap<>();

    for (String line : ownSeries().split("\n", -1)) {
      if (line.startsWith("# TYPE ")) {
        types.put(line.split(" ", -1)[2], line.split(" ", -1)[3]);
      }
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        MetricsReference.Metric metric = MetricsReference.of(sample.group(1));
        assertThat(metric).as("%s is in docs/metrics.md", sample.group(1)).isNotNull();
        Set<String> names = labels.computeIfAbsent(metric.name(), _ -> new TreeSet<>());
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
          if (!label.group(1).equals("le")) {
            names.add(label.group(1));
            Set<String> values = metric.labels().getOrDefault(label.group(1), Set.of());
            assertThat(values.isEmpty() || values.contains(label.group(2)))
                .as("docs/metrics.md knows %s of %s", label.group(), metric.name())
                .isTrue();
          }
        }
      }
    }

    assertThat(types).hasSizeGreaterThan(20);
    types.forEach(
        (name, type) ->
            assertThat(type).as(name).isEqualTo(MetricsReference.metrics().get(name).type()));
    labels.forEach(
        (name, names) ->
            assertThat(names)
                .as(name)
                .isEqualTo(new TreeSet<>(MetricsReference.metrics().get(name).labels().keySet())));
  }

  @Test
  void aRealPrometheusScrapesItAndItsRulesSeeTheTraffic(@TempDir Path folder) {
    try (var prometheus = Prometheus.start(folder, "127.0.0.1:" + stand.adminPort())) {
      await("the recording rules see requests on new")
          .until(
              () -> {
                stand.get("/orders");
                JsonNode rate =
                    prometheus.query(
                        "route_platform:cutover_requests:rate5m{route=\"orders\",platform=\"new\"}"
                            + " > 0");
                return rate.size() == 1;
              });

      assertThat(prometheus.query("up{job=\"cutover\"} == 1")).hasSize(1);
      assertThat(prometheus.query("route:cutover_share_ratio:max{route=\"orders\"} == 1"))
          .hasSize(1);
      assertThat(prometheus.query("route:cutover_share_ratio:max{route=\"parts\"} == 0"))
          .hasSize(1);
      assertThat(prometheus.query("route_platform:cutover_server_errors:ratio_rate5m > 0"))
          .isEmpty();
      everyRuleIsWell(prometheus);
      // It parses what dashboards ask, and evaluates it: labels that do not match fail as well.
      assertThat(Dashboards.sent()).hasSizeGreaterThan(60).allSatisfy(prometheus::query);
      assertThat(prometheus.query("ALERTS{alertstate=\"firing\"}")).isEmpty();
    }
  }

  private static void everyRuleIsWell(Prometheus prometheus) {
    Set<String> health = new HashSet<>();
    int[] rules = new int[1];
    await("every rule was evaluated")
        .until(
            () -> {
              health.clear();
              rules[0] = 0;
              for (JsonNode group : prometheus.get("/api/v1/rules").at("/data/groups")) {
                for (JsonNode rule : group.path("rules")) {
                  rules[0]++;
                  health.add(rule.path("health").asString());
                }
              }
              return !health.contains("unknown");
            });
    assertThat(rules[0]).isGreaterThan(40);
    assertThat(health).containsExactly("ok");
  }
}
