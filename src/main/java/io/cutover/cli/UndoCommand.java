package io.cutover.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Takes a change back, if nothing has changed there since. */
@Command(name = "undo", description = "Takes a change back, if nothing has changed there since.")
final class UndoCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "CHANGE", description = "Its id; see cutover audit.")
  private String change = "";

  @Mixin private final Reason reason = new Reason();
  @Mixin private final Await await = new Await();
  @Mixin private final Remote remote = new Remote();

  UndoCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Map<String, String> body = Map.of("reason", reason.required(terminal));
    try (AdminClient gateway = remote.connect(terminal)) {
      JsonNode done =
          gateway.change("POST", "/changes/" + Paths.segment(change) + "/undo", body, "*").json();
      terminal.print("undone: %s (%s)\n".formatted(change, Receipt.text(done)));
      return await.arrived(terminal, gateway, done);
    }
  }
}
