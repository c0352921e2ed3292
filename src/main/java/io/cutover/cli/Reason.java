package io.cutover.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Why a change is made; kept in the audit log. */
final class Reason {
  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; asked for on a terminal.")
  private @Nullable String text;

  /** Returns the reason; asks for a missing one where somebody can be asked. */
  String required(Terminal terminal) {
    String reason = text == null ? "" : text.strip();
    if (reason.isEmpty() && terminal.interactive()) {
      reason = terminal.ask("Reason:");
    }
    if (reason.isEmpty()) {
      throw new Failure(Exit.USAGE, "a change needs a reason; add --reason TEXT");
    }
    return reason;
  }

  /** Returns the reason; null if none was given, which nobody is asked for. */
  @Nullable String optional() {
    return text == null || text.isBlank() ? null : text.strip();
  }
}
