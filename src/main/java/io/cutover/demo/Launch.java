package io.cutover.demo;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the demo gets a running gateway. The demo knows the gateway only by its file, its addresses
 * and its end, just as an operator does; a test puts a stub here.
 */
@FunctionalInterface
public interface Launch {
  /**
   * Starts a gateway and returns once it listens.
   *
   * @param config the configuration file
   * @param env looks up what {@code ${env:NAME}} stands for in it; null: not set
   * @throws RuntimeException if it cannot start; the message is one line that says what to do
   */
  Running start(Path config, UnaryOperator<@Nullable String> env);

  /** Returns whether the gateway swaps tokens, so that applications with two pairs cross over. */
  default boolean swapsTokens() {
    return true;
  }

  /** Returns whether gRPC and WebSockets pass the gateway, so that some call by these, too. */
  default boolean streams() {
    return true;
  }

  /**
   * A gateway that runs.
   *
   * @param stable where consumers call it
   * @param admin where operators call it
   * @param stop ends it, and returns when it has ended
   */
  record Running(InetSocketAddress stable, InetSocketAddress admin, Runnable stop) {}
}
