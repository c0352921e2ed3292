package io.cutover.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves or shows the global override. */
@Command(
    name = "switch",
    description = "Sends everything to one platform (old, new), or lets each route decide (auto).")
final class SwitchCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "auto|old|new",
      description = "Where to; without it, shows where the switch stands.")
  private @Nullable String position;

  @Option(names = "--lease", hidden = true)
  private @Nullable String lease;

  @Option(names = "--wait", hidden = true)
  private boolean await;

  @Mixin private final Reason reason = new Reason();
  @Mixin private final Remote remote = new Remote();

  SwitchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    NotThereYet.refuse("--lease", lease != null);
    NotThereYet.refuse("--wait", await);
    String wanted = position;
    if (wanted != null && !wanted.matches("auto|old|new")) {
      throw new Failure(Exit.USAGE, "'" + wanted + "' is none of auto, old, new");
    }
    String why = wanted == null ? "" : reason.required(terminal);
    try (AdminClient gateway = remote.connect(terminal)) {
      AdminClient.Reply seen = gateway.get("/switch");
      String before = seen.json().path("switch").asString("?");
      if (wanted == null) {
        terminal.print(before + "\n");
        return Exit.OK;
      }
      AdminClient.Reply done =
          gateway.change("PUT", "/switch", Map.of("switch", wanted, "reason", why), seen.etag());
      terminal.print("switch: %s → %s (%s)\n".formatted(before, wanted, Receipt.text(done.json())));
      return Exit.OK;
    }
  }
}
