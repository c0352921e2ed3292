package io.cutover.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Says whether the old platform is still used; exit 0 only if provably not. */
@Command(
    name = "report",
    description = "Says whether the old platform is still used; exit 0 only if provably not.")
final class ReportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--since", paramLabel = "DURATION", description = "14d unless given.")
  private String since = "14d";

  @Option(names = "--old-counts", paramLabel = "FILE", description = "API Cloud's counts, CSV.")
  private @Nullable Path oldCounts;

  @Option(names = "-o", paramLabel = "table|json|csv", converter = OutputFormat.Converter.class)
  private OutputFormat output = OutputFormat.TABLE;

  @Mixin private final Remote remote = new Remote();

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (AdminClient gateway = remote.connect(terminal)) {
      JsonNode report =
          oldCounts == null
              ? gateway.get("/report?since=" + Paths.segment(since)).json()
              : gateway
                  .post("/report", Map.of("since", since, "oldCounts", read(oldCounts)))
                  .json();
      List<String> columns = List.of("route", "who", "token", "lastSeen", "requests", "lastDay");
      var table =
          new Table(
              columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList(),
              report
                  .path("users")
                  .valueStream()
                  .map(user -> columns.stream().map(c -> user.path(c).asString("")).toList())
                  .toList());
      boolean unused = report.path("unused").asBoolean(false);
      switch (output) {
        case JSON -> terminal.print(report.toPrettyString() + "\n");
        case CSV -> terminal.print(table.csv());
        case TABLE -> {
          terminal.print(table.text());
          report
              .path("direct")
              .forEach(
                  direct ->
                      terminal.print(
                          "past this gateway: %s %d\n"
                              .formatted(
                                  direct.path("name").asString(), direct.path("past").asLong())));
          report.path("missing").forEach(m -> terminal.print("no proof: " + m.asString() + "\n"));
          terminal.print(unused ? "old is not used\n" : "old may not be retired yet\n");
        }
      }
      return unused ? Exit.OK : Exit.FAILED;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Failure(Exit.USAGE, "cannot read " + file + " — see that it exists");
    }
  }
}
