package io.cutover.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  @Option(
      names = "--note",
      arity = "2",
      paramLabel = "CHANGE TEXT",
      description = "Keep words with a change that was made, as what came of it.")
  private List<String> note = new ArrayList<>();

  @Mixin private final Shown.Rows shown = new Shown.Rows();
  @Mixin private final Remote remote = new Remote();

  AuditCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (AdminClient gateway = remote.connect(terminal)) {
      if (!note.isEmpty()) {
        return noted(gateway);
      }
      return shown.show(terminal, () -> verify ? verified(gateway) : listed(gateway));
    }
  }

  private int noted(AdminClient gateway) {
    String change = note.getFirst();
    JsonNode done =
        gateway
            .change(
                "POST",
                "/changes/" + Paths.segment(change) + "/note",
                Map.of("note", note.get(1)),
                "*")
            .json();
    terminal.print("noted with %s (%s)\n".formatted(change, Receipt.text(done)));
    return Exit.OK;
  }

  private static Shown.Page verified(AdminClient gateway) {
    JsonNode found = gateway.get("/audit/verify").json();
    boolean intact = found.path("intact").asBoolean(false);
    var text = new StringBuilder();
    found.path("faults").forEach(fault -> text.append("FAULT " + fault.asString() + "\n"));
    text.append(
        "%d records, chain %s%n"
            .formatted(found.path("records").asInt(), intact ? "intact" : "BROKEN"));
    var faults =
        new Table(
            List.of("FAULT"),
            found.path("faults").valueStream().map(f -> List.of(f.asString())).toList());
    return new Shown.Page(found, faults, text.toString(), null, intact ? Exit.OK : Exit.FAILED);
  }

  private Shown.Page listed(AdminClient gateway) {
    JsonNode answer = gateway.get("/audit" + (after == null ? "" : "?after=" + after)).json();
    Table table =
        Table.of(answer.path("changes"), "revision", "change", "at", "by", "as", "words", "reason");
    return new Shown.Page(answer, table, table.text());
  }
}
