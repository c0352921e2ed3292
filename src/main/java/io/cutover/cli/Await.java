package io.cutover.cli;

import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code --wait}: a change is done only when every replica has it. */
final class Await {
  private static final int TRIES = 100;
  private static final long BETWEEN_MILLIS = 100;

  @Option(names = "--wait", description = "Wait until every replica has it; else exit 3.")
  private boolean wanted;

  /** Returns the exit code, once a change has arrived or its time is over. */
  int arrived(Terminal terminal, AdminClient gateway, JsonNode receipt) {
    String change = receipt.path("change").asString("");
    if (!wanted || change.isEmpty()) {
      return Exit.OK;
    }
    try {
      for (int i = 0; i < TRIES; i++) {
        JsonNode now = gateway.get("/changes/" + Paths.segment(change)).json();
        if (now.path("converged").asBoolean(false)) {
          terminal.print("converged: every replica has change " + change + "\n");
          return Exit.OK;
        }
        Thread.sleep(BETWEEN_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Failure(Exit.NOT_REACHED, "change " + change + " has not reached every replica");
  }
}
