package io.cutover.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The dashboards, without a Grafana. That each expression is one is for Prometheus to say: see
 * PrometheusIT.
 */
class DashboardsTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([a-z]\\w*)");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((\\w+), (\\w+)\\)");

  static Set<String> files() {
    return Dashboards.all().keySet();
  }

  private static JsonNode dashboard(String file) {
    return Dashboards.all().get(file);
  }

  @Test
  void thereIsOneForEachOfTheFourReaders() {
    Set<String> uids = new TreeSet<>();
    Dashboards.all().values().forEach(each -> uids.add(each.path("uid").asString()));

    assertThat(uids)
        .containsExactly(
            "cutover-identity", "cutover-internals", "cutover-operator", "cutover-platforms");
  }

  @ParameterizedTest
  @MethodSource("files")
  void panelsHaveAnIdATitleAndAPlaceOfTheirOwn(String file) {
    Set<Integer> ids = new HashSet<>();
    Set<String> titles = new HashSet<>();
    Set<String> cells = new HashSet<>();

    for (JsonNode panel : dashboard(file).path("panels")) {
      assertThat(ids.add(panel.path("id").intValue())).as("id of %s", panel).isTrue();
      assertThat(titles.add(panel.path("title").asString())).as("title of %s", panel).isTrue();
      JsonNode at = panel.path("gridPos");
      int right = at.path("x").intValue() + at.path("w").intValue();
      assertThat(right).as("right edge of %s", panel.path("title")).isBetween(1, 24);
      for (int x = at.path("x").intValue(); x < right; x++) {
        for (int y = 0; y < at.path("h").intValue(); y++) {
          String cell = x + "," + (at.path("y").intValue() + y);
          assertThat(cells.add(cell)).as("%s is free for %s", cell, panel.path("title")).isTrue();
        }
      }
    }

    assertThat(ids).hasSizeGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyExpressionNamesWhatTheGatewayExports(String file) {
    assertThat(Dashboards.expressions(dashboard(file)))
        .hasSizeGreaterThan(8)
        .allSatisfy(
            expr ->
                assertThat(
                        PromQl.unknowns(expr.replaceAll("ALERTS\\{[^}]*}", "up"), Rules.recorded()))
                    .as("%s", expr)
                    .isEmpty());
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyVariableIsDefinedAndUsedAndAsksForALabelThatThereIs(String file) {
    Set<String> defined = new TreeSet<>();
    for (JsonNode variable : dashboard(file).at("/templating/list")) {
      defined.add(variable.path("name").asString());
      if (variable.path("type").asString().equals("query")) {
        Matcher asks = LABEL_VALUES.matcher(variable.at("/query/query").asString());
        assertThat(asks.matches()).as("%s", variable).isTrue();
        MetricsReference.Metric metric = MetricsReference.of(asks.group(1));
        assertThat(metric).as("%s", variable).isNotNull();
        assertThat(asks.group(2))
            .matches(label -> metric.labels().containsKey(label) || label.equals("instance"));
      }
    }
    Set<String> used = new TreeSet<>();
    Matcher uses = VARIABLE.matcher(dashboard(file).path("panels").toString());
    while (uses.find()) {
      used.add(uses.group(1));
    }

    assertThat(used).isEqualTo(defined);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyQueryGoesToTheChosenPrometheus(String file) {
    for (JsonNode panel : dashboard(file).path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        assertThat(target.at("/datasource/uid").asString()).isEqualTo("${datasource}");
      }
    }
  }

  @Test
  void theProvisioningLeadsToThem() {
    Map<?, ?> dashboards =
        Rules.yaml(Path.of("deploy/grafana/provisioning/dashboards/cutover.yaml"));
    Map<?, ?> sources =
        Rules.yaml(Path.of("deploy/grafana/provisioning/datasources/prometheus.yaml"));

    assertThat(dashboards.toString()).contains("path=/etc/grafana/dashboards", "type=file");
    assertThat(sources.toString()).contains("type=prometheus", "url=${PROMETHEUS_URL}");
  }
}
