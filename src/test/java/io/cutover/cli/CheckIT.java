package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.cli.Typed.By;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckIT {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("cutover.yaml"), text);
  }

  /** A configuration whose platforms are at these ports of loopback. */
  private Path config(int old, int next, String more) throws IOException {
    return file(
        """
        version: 1
        listeners:
          - address: 127.0.0.1:18080
        platforms:
          old: { url: "http://127.0.0.1:%d" }
          new: { url: "http://127.0.0.1:%d" }
        routes:
          - { name: orders, match: { path: /orders }, auth: none }
        %s
        """
            .formatted(old, next, more));
  }

  private Typed check(Path config, String... more) {
    String[] arguments = new String[3 + more.length];
    arguments[0] = "check";
    arguments[1] = "-c";
    arguments[2] = config.toString();
    System.arraycopy(more, 0, arguments, 3, more.length);
    return By.script().env("SET", "a-token-that-is-set").types(arguments);
  }

  @Test
  void aValidFileIsOneLine() throws IOException {
    Typed typed = check(config(1, 2, ""));

    assertThat(typed.exit()).as(typed.err()).isZero();
    assertThat(typed.out()).contains("valid, 1 route, 0 applications").hasLineCount(1);
  }

  @Test
  void everyErrorIsALineWithItsPlaceAndTheExitIsTwo() throws IOException {
    Path config = file("version: 1\nlisteners: []\nplatfroms: {}\n");

    Typed typed = check(config);

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err().lines())
        .hasSizeGreaterThan(1)
        .allMatch(line -> line.matches(".*cutover\\.yaml:\\d+:\\d+ .+: .+ — .+"));
    assertThat(typed.out()).isEmpty();
  }

  @Test
  void aMissingFileIsExitTwo() {
    Typed typed = check(folder.resolve("none.yaml"));

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("none.yaml").hasLineCount(1);
  }

  @Test
  void secretsOfTheEnvironmentAreNotNeededWhereNoneAreThere() throws IOException {
    Path config =
        config(
            1,
            2,
            """
            admin:
              address: 127.0.0.1:19900
              operators:
                - { name: a, role: admin, token: "${env:NOT_SET}" }
                - { name: b, role: viewer, token: "${env:NOT_SET_EITHER}" }
                - { name: c, role: viewer, token: "${env:SET}" }
            """);

    Typed with = check(config);
    Typed without = check(config, "--no-secrets");

    assertThat(with.exit()).isEqualTo(2);
    assertThat(with.err()).contains("NOT_SET").contains("NOT_SET_EITHER").hasLineCount(2);
    assertThat(without.exit()).as(without.err()).isZero();
  }

  @Test
  void platformsThatListenAreReached() throws IOException {
    try (var old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var next = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Typed typed = check(config(old.getLocalPort(), next.getLocalPort(), ""), "--connect");

      assertThat(typed.exit()).as(typed.out() + typed.err()).isZero();
      assertThat(typed.out())
          .contains("ok      platform old: 127.0.0.1:" + old.getLocalPort())
          .contains("ok      platform new: 127.0.0.1:" + next.getLocalPort());
    }
  }

  @Test
  void aPlatformThatDoesNotListenIsANegativeAnswer() throws IOException {
    int closed;
    try (var socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (var old = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Typed typed = check(config(old.getLocalPort(), closed, ""), "--connect");

      assertThat(typed.exit()).isEqualTo(1);
      assertThat(typed.out()).contains("FAILED  platform new: 127.0.0.1:" + closed);
    }
  }

  @Test
  void aPlatformThatIsOurselvesIsRefused() throws IOException {
    Typed typed = check(config(18080, 18080, ""), "--connect");

    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.out()).contains("platform old: 127.0.0.1:18080 is a listener of this gateway");
  }
}
