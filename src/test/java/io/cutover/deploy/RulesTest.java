package io.cutover.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules as their readers need them. Whether they fire is for promtool: {@link RulesIT}. */
class RulesTest {
  private static final Path RUNBOOKS = Path.of("docs/runbooks");

  private static String annotation(Map<?, ?> alert, String name) {
    return (String) ((Map<?, ?>) alert.get("annotations")).get(name);
  }

  @Test
  void everyExpressionNamesWhatTheGatewayExports() {
    List<Map<?, ?>> all = new ArrayList<>(Rules.recording());
    all.addAll(Rules.alerts());

    assertThat(all)
        .hasSizeGreaterThan(40)
        .allSatisfy(
            rule ->
                assertThat(PromQl.unknowns((String) rule.get("expr"), Rules.recorded()))
                    .as("%s", rule)
                    .isEmpty());
  }

  @Test
  void anExpressionOfWhatIsNotThereIsFound() {
    assertThat(PromQl.unknowns("sum by (shoe) (cutover_nonsense{route=\"x\"})", Set.of()))
        .containsExactly("cutover_nonsense is no metric", "shoe is a label of nothing named here");
    assertThat(PromQl.unknowns("cutover_blocked_total{cause=\"whim\",path=\"/\"}", Set.of()))
        .containsExactly(
            "cutover_blocked_total has no cause whim", "cutover_blocked_total has no label path");
    assertThat(PromQl.unknowns("route:cutover_x:max", Set.of()))
        .containsExactly("route:cutover_x:max is recorded by no rule");
    assertThat(PromQl.unknowns("cutover_gateway_duration_seconds", Set.of())).hasSize(1);
    assertThat(PromQl.unknowns("vector(1)", Set.of())).containsExactly("names no metric");
  }

  @Test
  void everyAlertSaysHowUrgentItIsAndWhatToRun() {
    assertThat(Rules.alerts())
        .allSatisfy(
            alert -> {
              String severity = (String) ((Map<?, ?>) alert.get("labels")).get("severity");
              assertThat(severity).isIn("page", "ticket");
              assertThat(annotation(alert, "summary")).endsWith(".");
              // That the command line takes it is for DocsCommandsTest.
              String command = annotation(alert, "command").split(" ", -1)[0];
              assertThat(command).isIn("cutover", "curl", "ss");
            });
  }

  @Test
  void onlyConsumersInNeedGetAnybodyUp() {
    assertThat(Rules.alerts())
        .filteredOn(alert -> ((Map<?, ?>) alert.get("labels")).get("severity").equals("page"))
        .extracting(alert -> (String) alert.get("alert"))
        .containsExactly(
            "CutoverDown",
            "CutoverRouteFailing",
            "CutoverNewFailing",
            "CutoverNewUnauthorized",
            "CutoverCapacityRefusing",
            "CutoverCertificateExpired");
  }

  @Test
  void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
    Set<String> named =
        Rules.alerts().stream()
            .map(alert -> annotation(alert, "runbook_url"))
            .collect(Collectors.toCollection(TreeSet::new));
    String index = Files.readString(RUNBOOKS.resolve("README.md"));

    try (Stream<Path> files = Files.list(RUNBOOKS)) {
      assertThat(named)
          .isEqualTo(
              files
                  .filter(file -> !file.endsWith("README.md"))
                  .map(file -> file.toString().replace('\\', '/'))
                  .collect(Collectors.toCollection(TreeSet::new)));
    }
    for (String runbook : named) {
      String text = Files.readString(Path.of(runbook));
      assertThat(text)
          .contains("## What it means", "## What to do")
          .matches(Pattern.compile("(?s)# Cutover\\w+.*"));
      assertThat(index).contains("(" + runbook.substring(RUNBOOKS.toString().length() + 1) + ")");
    }
    for (Map<?, ?> alert : Rules.alerts()) {
      assertThat(Files.readString(Path.of(annotation(alert, "runbook_url"))))
          .as("the runbook names the alert")
          .contains((String) alert.get("alert"));
    }
  }

  /** Once with an alert, once without: what is never seen to fire may never fire. */
  @Test
  void everyAlertIsTestedBothWays() throws IOException {
    Set<String> fires = new TreeSet<>();
    Set<String> quiet = new TreeSet<>();
    try (Stream<Path> files = Files.list(Rules.FOLDER.resolve("tests"))) {
      for (Path file : files.toList()) {
        for (Object test : (List<?>) Rules.yaml(file).get("tests")) {
          if (((Map<?, ?>) test).get("alert_rule_test") instanceof List<?> cases) {
            for (Object each : cases) {
              String name = (String) ((Map<?, ?>) each).get("alertname");
              boolean none = ((List<?>) ((Map<?, ?>) each).get("exp_alerts")).isEmpty();
              (none ? quiet : fires).add(name);
            }
          }
        }
      }
    }

    List<String> names = Rules.alerts().stream().map(alert -> (String) alert.get("alert")).toList();
    assertThat(fires).containsExactlyInAnyOrderElementsOf(names);
    assertThat(quiet).containsExactlyInAnyOrderElementsOf(names);
  }
}
