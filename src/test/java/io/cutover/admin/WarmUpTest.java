package io.cutover.admin;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.cutover.config.AdminConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is only there to make the first rollback quick must never keep a gateway from starting. */
class WarmUpTest {
  private static AdminConfig on(String host) {
    return new AdminConfig(host, 0, null, 0, null, Set.of(), List.of());
  }

  @Test
  void aRehearsalThatFailsStopsNoStart() {
    assertThatCode(
            () ->
                WarmUp.of(
                    on("127.0.0.1"),
                    1,
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .doesNotThrowAnyException();
  }

  @Test
  void neitherDoesACallThatGetsNoAnswer() throws IOException {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }

    assertThatCode(() -> WarmUp.of(on("127.0.0.1"), free, () -> {})).doesNotThrowAnyException();
    assertThatCode(() -> WarmUp.of(on("no-such-host.invalid"), free, () -> {}))
        .doesNotThrowAnyException();
  }
}
