package io.cutover.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

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

  @Option(
      names = "--lease",
      paramLabel = "DURATION",
      description = "For a time only, as 10m; then it springs back by itself.")
  private @Nullable String lease;

  @Mixin private final Shown.Rows shown = new Shown.Rows();

  @Mixin private final Await await = new Await();

  @Mixin private final Reason reason = new Reason();
  @Mixin private final Remote remote = new Remote();

  SwitchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    String wanted = position;
    if (wanted != null && !wanted.matches("auto|old|new")) {
      throw new Failure(Exit.USAGE, "'" + wanted + "' is none of auto, old, new");
    }
    String why = wanted == null ? "" : reason.required(terminal);
    try (AdminClient gateway = remote.connect(terminal)) {
      if (wanted == null) {
        return shown.show(terminal, () -> page(gateway.get("/switch").json()));
      }
      AdminClient.Reply seen = gateway.get("/switch");
      String before = seen.json().path("switch").asString("?");
      AdminClient.Reply done = gateway.change("PUT", "/switch", body(wanted, why), seen.etag());
      terminal.print("switch: %s → %s (%s)\n".formatted(before, wanted, Receipt.text(done.json())));
      return await.arrived(terminal, gateway, done.json());
    }
  }

  private static Shown.Page page(JsonNode answer) {
    String position = answer.path("switch").asString("?");
    String until = answer.path("lease").path("until").asString("");
    var table = new Table(List.of("SWITCH", "UNTIL"), List.of(List.of(position, until)));
    return new Shown.Page(
        answer, table, position + (until.isEmpty() ? "" : " until " + until) + "\n");
  }

  private Map<String, String> body(String wanted, String why) {
    return lease == null
        ? Map.of("switch", wanted, "reason", why)
        : Map.of("switch", wanted, "reason", why, "lease", lease);
  }
}
