package io.cutover.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

  @Mixin private final Shown.RowsOrPage shown = new Shown.RowsOrPage();
  @Mixin private final Remote remote = new Remote();

  ReportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (AdminClient gateway = remote.connect(terminal)) {
      return shown.show(terminal, () -> page(gateway));
    }
  }

  private Shown.Page page(AdminClient gateway) {
    JsonNode report =
        oldCounts == null
            ? gateway.get("/report?since=" + Paths.segment(since)).json()
            : gateway.post("/report", Map.of("since", since, "oldCounts", read(oldCounts))).json();
    Table users =
        Table.of(
            report.path("users"),
            "route",
            "who",
            "contact",
            "token",
            "lastSeen",
            "requests",
            "lastDay");
    boolean unused = report.path("unused").asBoolean(false);
    List<String> words = words(report, unused);
    return new Shown.Page(
        report,
        users,
        users.text() + String.join("\n", words) + "\n",
        ReportHtml.of(report, users, words),
        unused ? Exit.OK : Exit.FAILED);
  }

  private static List<String> words(JsonNode report, boolean unused) {
    List<String> words = new ArrayList<>();
    report
        .path("direct")
        .forEach(
            direct ->
                words.add(
                    "past this gateway: %s %d"
                        .formatted(direct.path("name").asString(), direct.path("past").asLong())));
    report.path("missing").forEach(missing -> words.add("no proof: " + missing.asString()));
    words.add(unused ? "old is not used" : "old may not be retired yet");
    return words;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Failure(Exit.USAGE, "cannot read " + file + " — see that it exists");
    }
  }
}
