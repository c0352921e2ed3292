package io.cutover.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Lists the last changes, or checks the stored log. */
@Command(name = "audit", description = "Lists the last changes, or checks the stored log.")
final class AuditCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--verify", description = "Check the stored log's chain; exit 1 if it is broken.")
  private boolean verify;

  @Option(names = "--after", paramLabel = "REVISION", description = "Only what came after it.")
  private @Nullable Long after;

  @Option(names = "-o", paramLabel = "table|json|csv", converter = OutputFormat.Converter.class)
  private OutputFormat output = OutputFormat.TABLE;

  @Mixin private final Remote remote = new Remote();

  AuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (AdminClient gateway = remote.connect(terminal)) {
      return verify ? verified(gateway) : listed(gateway);
    }
  }

  private int verified(AdminClient gateway) {
    JsonNode found = gateway.get("/audit/verify").json();
    boolean intact = found.path("intact").asBoolean(false);
    found.path("faults").forEach(fault -> terminal.print("FAULT " + fault.asString() + "\n"));
    terminal.print(
        "%d records, chain %s\n"
            .formatted(found.path("records").asInt(), intact ? "intact" : "BROKEN"));
    return intact ? Exit.OK : Exit.FAILED;
  }

  private int listed(AdminClient gateway) {
    JsonNode answer = gateway.get("/audit" + (after == null ? "" : "?after=" + after)).json();
    List<String> columns = List.of("revision", "change", "at", "by", "words", "reason");
    var table =
        new Table(
            columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList(),
            answer
                .path("changes")
                .valueStream()
                .map(row -> columns.stream().map(c -> row.path(c).asString("")).toList())
                .toList());
    terminal.print(
        switch (output) {
          case JSON -> answer.toPrettyString() + "\n";
          case CSV -> table.csv();
          case TABLE -> table.text();
        });
    return Exit.OK;
  }
}
