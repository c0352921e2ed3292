package io.cutover.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows applications: how far each has come, and where its requests go. */
@Command(
    name = "applications",
    description =
        "Shows how far applications have come; of one, where its requests go on every route and"
            + " the share at which they move.")
final class ApplicationsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "APP", description = "One application; else all.")
  private @Nullable String application;

  @Mixin private final Shown.Rows shown = new Shown.Rows();
  @Mixin private final Remote remote = new Remote();

  ApplicationsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (AdminClient gateway = remote.connect(terminal)) {
      return shown.show(terminal, () -> page(gateway));
    }
  }

  private Shown.Page page(AdminClient gateway) {
    String one = application;
    JsonNode answer =
        gateway.get(one == null ? "/applications" : "/applications/" + Paths.segment(one)).json();
    Table table =
        one == null
            ? all(answer.path("applications").valueStream().toList())
            : routes(answer.path("routes").valueStream().toList());
    return new Shown.Page(answer, table, (one == null ? "" : facts(answer)) + table.text());
  }

  private static Table all(List<JsonNode> applications) {
    return new Table(
        List.of("APPLICATION", "STATE", "COHORT", "TOKENS SEEN(old/new)", "CAN MOVE", "VERIFIED"),
        applications.stream()
            .map(
                each ->
                    List.of(
                        text(each.path("name")),
                        text(each.path("state")),
                        text(each.path("cohort")),
                        text(each.path("tokensSeen").path("old"))
                            + "/"
                            + text(each.path("tokensSeen").path("new")),
                        movable(each),
                        verified(each.path("verified"))))
            .toList());
  }

  private static String movable(JsonNode node) {
    String blocked = text(node.path("blocked"));
    return blocked.equals("-") ? "yes" : "no: " + blocked;
  }

  private static String verified(JsonNode verified) {
    if (!verified.isObject()) {
      return "-";
    }
    JsonNode passed = verified.path("passed");
    return (passed.path("old").asBoolean() ? "old " : "")
        + (passed.path("new").asBoolean() ? "new " : "")
        + text(verified.path("at"));
  }

  private static String facts(JsonNode answer) {
    StringBuilder facts = new StringBuilder();
    for (String name : List.of("name", "contact", "state", "environment", "cohort")) {
      facts.append("%-12s %s%n".formatted(name, text(answer.path(name))));
    }
    facts.append("%-12s %s%n".formatted("can move", movable(answer)));
    facts.append("%-12s %s%n%n".formatted("verified", verified(answer.path("verified"))));
    return facts.toString();
  }

  private static Table routes(List<JsonNode> routes) {
    return new Table(
        List.of(
            "ROUTE",
            "BUCKET",
            "MOVES AT",
            "PLATFORM",
            "DECISION",
            "CAN MOVE",
            "LAST DAY(old/new)",
            "ERRORS(old/new)"),
        routes.stream()
            .map(
                each ->
                    List.of(
                        text(each.path("route")),
                        text(each.path("bucket")),
                        text(each.path("movesAt")),
                        text(each.path("platform")),
                        text(each.path("decision")),
                        movable(each),
                        both(each, "requests"),
                        both(each, "errors")))
            .toList());
  }

  private static String both(JsonNode route, String what) {
    JsonNode seen = route.path("seen");
    return text(seen.path("old").path(what)) + "/" + text(seen.path("new").path(what));
  }

  static String text(JsonNode node) {
    return node.isString() ? node.stringValue() : node.isNumber() ? node.asString() : "-";
  }

  /** Tries applications out. */
  @Command(
      name = "verify",
      description =
          "Gets a token with each pair of an application and calls each of its routes with it; a"
              + " missing subscription is what is found most.")
  static final class Verify implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(arity = "0..*", paramLabel = "APP", description = "Which; or --all.")
    private final List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "Every registered application.")
    private boolean all;

    @Mixin private final Remote remote = new Remote();

    Verify(Terminal terminal) {
      this.terminal = terminal;
    }

    @Override
    public Integer call() {
      if (all == !names.isEmpty()) {
        throw new Failure(Exit.USAGE, "name applications, or give --all");
      }
      try (AdminClient gateway = remote.connect(terminal)) {
        if (all) {
          gateway
              .get("/applications")
              .json()
              .path("applications")
              .valueStream()
              .forEach(each -> names.add(each.path("name").asString("")));
        }
        List<List<String>> rows = new ArrayList<>();
        for (String name : names) {
          JsonNode answer =
              gateway
                  .change("POST", "/applications/" + Paths.segment(name) + "/verify", Map.of(), "*")
                  .json();
          List<JsonNode> trials = answer.path("verified").path("trials").valueStream().toList();
          trials.forEach(trial -> rows.add(row(name, trial)));
          if (trials.isEmpty()) {
            rows.add(List.of(name, "-", "-", "unknown", "it has no secret of either platform"));
          }
        }
        terminal.print(
            new Table(List.of("APPLICATION", "PLATFORM", "TRIED", "VERDICT", "WHY"), rows).text());
        return rows.stream().anyMatch(row -> row.get(3).equals("fail")) ? Exit.FAILED : Exit.OK;
      }
    }

    private static List<String> row(String name, JsonNode trial) {
      String route = text(trial.path("route"));
      return List.of(
          name,
          text(trial.path("platform")),
          route.equals("-") ? "token" : "route " + route,
          text(trial.path("verdict")),
          text(trial.path("detail")));
    }
  }
}
