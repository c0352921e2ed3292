package io.cutover.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A gateway that runs in this process. Any thread. */
interface Serving {
  /** Returns the one line that says it is ready, with every address. */
  String ready();

  /** Returns where consumers call it: its first listener. */
  InetSocketAddress stable();

  /** Returns where operators call it; null without an admin listener. */
  @Nullable InetSocketAddress admin();

  /**
   * Reads the configuration again.
   *
   * @return why it is refused; empty: it is in force
   */
  List<String> reload();

  /** Begins the end, as {@code shutdown} in the configuration says. Returns at once. */
  void stop();

  /** Returns the exit code, once it has ended. */
  int awaitStop() throws InterruptedException;

  /** How a command gets one. */
  @FunctionalInterface
  interface Start {
    /**
     * Starts a gateway and returns when it serves.
     *
     * @throws Failure if it can not start
     */
    Serving from(Path config, UnaryOperator<@Nullable String> env);
  }
}
