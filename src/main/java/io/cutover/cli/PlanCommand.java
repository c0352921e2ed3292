package io.cutover.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is done to a route's plan; of which lifting the latch is there. */
@Command(name = "plan", description = "Lifts a route's latch after a rollback: plan clear ROUTE.")
final class PlanCommand implements Callable<Integer> {
  private static final List<String> LATER =
      List.of("start", "pause", "resume", "advance", "promote", "abort", "stop", "complete");

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "clear", description = "Lifts the latch; the share stays.")
  private String verb = "";

  @Parameters(index = "1", paramLabel = "ROUTE", description = "The route.")
  private String route = "";

  @Option(names = "--plan", hidden = true)
  private @Nullable String plan;

  @Option(names = "--from", hidden = true)
  private @Nullable String from;

  @Option(names = "--force", hidden = true)
  private boolean force;

  @Option(names = "--wait", hidden = true)
  private boolean await;

  @Mixin private final Reason reason = new Reason();
  @Mixin private final Remote remote = new Remote();

  PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    NotThereYet.refuse("plan " + verb, LATER.contains(verb));
    if (!verb.equals("clear")) {
      throw new Failure(Exit.USAGE, "'" + verb + "' is nothing to do to a plan; there is 'clear'");
    }
    NotThereYet.refuse("--plan", plan != null);
    NotThereYet.refuse("--from", from != null);
    NotThereYet.refuse("--force", force);
    NotThereYet.refuse("--wait", await);
    String path = "/routes/" + Paths.segment(route);
    String why = reason.required(terminal);
    try (AdminClient gateway = remote.connect(terminal)) {
      AdminClient.Reply seen = gateway.get(path);
      AdminClient.Reply done =
          gateway.change("POST", path + "/plan/clear", Map.of("reason", why), seen.etag());
      terminal.print("%s: latch lifted (%s)\n".formatted(route, Receipt.text(done.json())));
      return Exit.OK;
    }
  }
}
