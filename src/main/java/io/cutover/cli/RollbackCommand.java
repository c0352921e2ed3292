package io.cutover.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Takes a route, or all, back to the old platform at once. Asks nothing. */
@Command(
    name = "rollback",
    description = "Sets a route, or all of them, to 0%% at once and latches it.")
final class RollbackCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(multiplicity = "1")
  private Target target = new Target();

  @Mixin private final Await await = new Await();

  @Mixin private final Reason reason = new Reason();
  @Mixin private final Remote remote = new Remote();

  RollbackCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** One or the other. */
  static final class Target {
    @Parameters(index = "0", paramLabel = "ROUTE", description = "The route.")
    private @Nullable String route;

    @Option(names = "--all", required = true, description = "Every route.")
    private boolean all;
  }

  @Override
  public Integer call() {
    String route = target.route;
    String path = route == null ? "/rollback" : "/routes/" + Paths.segment(route) + "/rollback";
    String why = reason.optional();
    try (AdminClient gateway = remote.connect(terminal)) {
      // Based on whatever is there: going back must not fail because somebody else was quicker.
      JsonNode receipt =
          gateway.change("POST", path, why == null ? Map.of() : Map.of("reason", why), "*").json();
      terminal.print(
          "%s: 0%%, latched (%s)\nreached: %s\n"
              .formatted(
                  route == null ? "all routes" : route,
                  Receipt.text(receipt),
                  names(receipt.path("reached"))));
      line("moved", receipt.path("moved"));
      line("could not move", receipt.path("couldNot"));
      if (receipt.path("notReached").isEmpty()) {
        return await.arrived(terminal, gateway, receipt);
      }
      line("NOT reached", receipt.path("notReached"));
      return Exit.NOT_REACHED;
    }
  }

  private void line(String what, JsonNode all) {
    if (!all.isEmpty()) {
      terminal.print(what + ": " + names(all) + "\n");
    }
  }

  private static String names(JsonNode all) {
    return all.valueStream()
        .map(one -> one.isString() ? one.stringValue() : one.toString())
        .collect(Collectors.joining(", "));
  }
}
