package io.cutover.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What is done to a route's plan, and what there is to be seen of it. */
@Command(
    name = "plan",
    description = "Raises a route's share step by step: plan VERB ROUTE. Verbs:",
    footer = {
      "",
      "  show      what the plan does and what its gate sees",
      "  start     begins at the first step that raises (--plan NAME, --from 10%%)",
      "  pause     keeps the share; guards stay on",
      "  resume    the same step again, its evidence anew",
      "  advance   ends the hold (also: promote); with too few requests only with --force",
      "  abort     ends the plan and sets 0%%, without a latch",
      "  stop      ends the plan and keeps the share",
      "  complete  100%% now, then the bake",
      "  clear     lifts the latch after a rollback; the share stays"
    })
final class PlanCommand implements Callable<Integer> {
  private static final List<String> VERBS =
      List.of(
          "show",
          "start",
          "pause",
          "resume",
          "advance",
          "promote",
          "abort",
          "stop",
          "complete",
          "clear");

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "VERB", description = "One of those below.")
  private String verb = "";

  @Parameters(index = "1", paramLabel = "ROUTE", description = "The route.")
  private String route = "";

  @Option(names = "--plan", paramLabel = "NAME", description = "Which plan; else the route's own.")
  private @Nullable String plan;

  @Option(names = "--from", paramLabel = "SHARE", description = "Where to start, as 10%%.")
  private @Nullable String from;

  @Option(
      names = "--force",
      description = "Advance with too few requests, or lift a latch that cools down; an admin's.")
  private boolean force;

  @Mixin private final Shown.Rows shown = new Shown.Rows();
  @Mixin private final Await await = new Await();
  @Mixin private final Reason reason = new Reason();
  @Mixin private final Remote remote = new Remote();

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!VERBS.contains(verb)) {
      throw new Failure(
          Exit.USAGE,
          "'" + verb + "' is nothing to do to a plan; there are " + String.join(", ", VERBS));
    }
    String path = "/routes/" + Paths.segment(route);
    if (verb.equals("show")) {
      return show(path);
    }
    if (!verb.equals("start") && (plan != null || from != null)) {
      throw new Failure(Exit.USAGE, "--plan and --from go with 'plan start' only");
    }
    Map<String, String> body = new LinkedHashMap<>();
    body.put("reason", reason.required(terminal));
    if (plan != null) {
      body.put("plan", plan);
    }
    if (from != null) {
      body.put("from", from);
    }
    if (force) {
      body.put("force", "true");
    }
    try (AdminClient gateway = remote.connect(terminal)) {
      AdminClient.Reply seen = gateway.get(path);
      AdminClient.Reply done = gateway.change("POST", path + "/plan/" + verb, body, seen.etag());
      String receipt = Receipt.text(done.json());
      if (verb.equals("clear")) {
        terminal.print("%s: latch lifted (%s)\n".formatted(route, receipt));
      } else {
        JsonNode now = gateway.get(path + "/plan").json();
        terminal.print("%s: %s (%s)\n".formatted(route, line(now), receipt));
      }
      return await.arrived(terminal, gateway, done.json());
    }
  }

  private int show(String path) throws InterruptedException {
    try (AdminClient gateway = remote.connect(terminal)) {
      return shown.show(terminal, () -> page(gateway.get(path + "/plan").json()));
    }
  }

  private Shown.Page page(JsonNode now) {
    List<String> lines = new ArrayList<>();
    lines.add(route + ": " + line(now));
    JsonNode verdict = now.path("verdict");
    if (verdict.isObject()) {
      lines.add(
          "  gate: %s, %s"
              .formatted(
                  verdict.path("verdict").asString("").replace('_', ' '),
                  verdict.path("words").asString("")));
    }
    boolean group =
        now.path("evidence")
                .valueStream()
                .map(one -> one.path("route").asString(""))
                .distinct()
                .count()
            > 1;
    for (JsonNode one : now.path("evidence")) {
      String where = group ? one.path("route").asString("") + " " : "";
      lines.add("  " + where + one.path("words").asString(""));
    }
    Table evidence = Table.of(now.path("evidence"), "signal", "verdict", "words");
    return new Shown.Page(now, evidence, String.join("\n", lines) + "\n");
  }

  private static String line(JsonNode now) {
    JsonNode step = now.path("step");
    if (!step.isObject()) {
      return now.path("state").asString("");
    }
    return "%s, plan %s, step %d of %d (%s) at %s, held %s of %s; %s"
        .formatted(
            now.path("state").asString(""),
            now.path("plan").asString(""),
            step.path("index").asInt() + 1,
            step.path("of").asInt(),
            step.path("what").asString(""),
            step.path("share").asString(""),
            now.path("held").asString(""),
            now.path("hold").asString(""),
            now.path("note").asString(""));
  }
}
