package io.cutover.cli;

/** Ends a command: one line on stderr, and an exit code. */
final class Failure extends RuntimeException {
  private final int exit;

  Failure(int exit, String line) {
    super(line, null, false, false);
    this.exit = exit;
  }

  int exit() {
    return exit;
  }

  /** Returns the message; a failure always has one. */
  String line() {
    return String.valueOf(getMessage());
  }
}
