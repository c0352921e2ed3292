package io.cutover.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Waits until a route's last change has arrived, or its plan is so far. */
@Command(
    name = "wait",
    description = "Waits until a route's last change has arrived, or its plan is so far.")
final class WaitCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "ROUTE", description = "The route.")
  private String route = "";

  @Option(
      names = "--for",
      paramLabel = "WHAT",
      description = "converged, complete, or step=25%%; converged unless given.")
  private String what = "converged";

  @Option(
      names = "--timeout",
      converter = Durations.class,
      description = "How long at most; 30m unless given.")
  private Duration timeout = Duration.ofMinutes(30);

  @Mixin private final Remote remote = new Remote();

  WaitCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (!what.matches("converged|complete|step=.+%")) {
      throw new Failure(Exit.USAGE, "'" + what + "' is none of converged, complete, step=25%");
    }
    try (AdminClient gateway = remote.connect(terminal)) {
      long end = System.nanoTime() + timeout.toNanos();
      while (true) {
        JsonNode now = gateway.get("/routes/" + Paths.segment(route)).json();
        if (isThere(now, gateway)) {
          terminal.print("%s: %s\n".formatted(route, what));
          return Exit.OK;
        }
        if (System.nanoTime() - end >= 0) {
          throw new Failure(Exit.NOT_REACHED, route + " is not " + what + " in time");
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.FAILED, "interrupted");
    }
  }

  private boolean isThere(JsonNode now, AdminClient gateway) {
    if (what.equals("converged")) {
      long revision = now.path("revision").asLong();
      return gateway
          .get("/replicas")
          .json()
          .path("replicas")
          .valueStream()
          .allMatch(replica -> replica.path("revision").asLong() >= revision);
    }
    if (what.equals("complete")) {
      return now.path("plan").path("state").asString("").equals("complete");
    }
    return now.path("share").asString("").equals(what.substring("step=".length()));
  }
}
