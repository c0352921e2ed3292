package io.cutover.admin;

import io.cutover.config.AdminConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes once through what a rollback does, without doing it: the first real one is asked for in a
 * bad hour, and must not find code that was never loaded. Costs a start some tenths of a second.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final int ROUNDS = 10;
  private static final int PATIENCE_MILLIS = 2000;

  private WarmUp() {}

  /**
   * Rehearses a rollback, and a call that is refused for want of a token. Blocks shortly, and never
   * fails: what it meets is said, and the first call is the slow one.
   */
  static void of(AdminConfig config, int port, Runnable rehearsal) {
    try {
      for (int i = 0; i < ROUNDS; i++) {
        rehearsal.run();
        if (config.tls() == null) {
          call(config, port);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().setCause(e).log("what a rollback does was not rehearsed; the first is slower");
    }
  }

  private static void call(AdminConfig config, int port) throws IOException {
    try (var socket = new Socket()) {
      InetAddress listens = InetAddress.getByName(config.host());
      InetAddress here = listens.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listens;
      socket.connect(new InetSocketAddress(here, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("POST /api/v1/rollback HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                  .getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }
}
