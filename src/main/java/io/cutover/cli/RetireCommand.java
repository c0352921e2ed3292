package io.cutover.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Ends the old platform: it is called no more. */
@Command(name = "retire", description = "Ends the old platform: it is called no more.")
final class RetireCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "old", description = "The platform: old.")
  private String platform = "";

  @Option(names = "--undo", description = "Take it back.")
  private boolean undo;

  @Option(names = "--force", description = "Also while somebody still uses it.")
  private boolean force;

  @Mixin private final Reason reason = new Reason();
  @Mixin private final Remote remote = new Remote();

  RetireCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!platform.equals("old")) {
      throw new Failure(Exit.USAGE, "only the platform 'old' can be retired");
    }
    Map<String, String> body =
        Map.of(
            "reason",
            reason.required(terminal),
            "undo",
            Boolean.toString(undo),
            "force",
            Boolean.toString(force));
    try (AdminClient gateway = remote.connect(terminal)) {
      JsonNode done = gateway.change("POST", "/platforms/old/retire", body, "*").json();
      terminal.print(
          "old: %s (%s)\n".formatted(undo ? "called again" : "retired", Receipt.text(done)));
      return Exit.OK;
    }
  }
}
