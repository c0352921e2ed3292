package io.cutover.cli;

import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of a process that serves. */
final class Logs {
  private Logs() {}

  /** Sends what libraries log by java.util.logging to the one log, under its levels. */
  static void join() {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
