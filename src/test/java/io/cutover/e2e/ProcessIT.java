package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as the system sees it: its signals, its exit code, what it says when it cannot. */
@Timeout(120)
class ProcessIT {
  private static final String READ_AGAIN = "the configuration was read again";

  @TempDir Path folder;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private RawPlatform platform;

  @BeforeEach
  void start() {
    platform =
        new RawPlatform(
            connection -> {
              String head;
              while ((head = connection.readHead()) != null) {
                if (head.startsWith("GET /held ")) {
                  awaitGoOn();
                }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            });
  }

  private void awaitGoOn() {
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    platform.close();
  }

  private Path config(String listener, String admin, String token, String rest) throws IOException {
    return Files.writeString(
        folder.resolve("cutover.yaml"),
        """
        version: 1
        runtime: { eventLoops: 1 }
        accessLog: none
        listeners: [ { address: "127.0.0.1:%s" } ]
        admin:
          address: "127.0.0.1:%s"
          operators: [ { name: ops, role: admin, token: "%s" } ]
        state: { store: file, path: var }
        platforms: { old: { url: "%s" }, new: { url: "%s" } }
        defaults: { auth: none, stickBy: request }
        %s
        """
            .formatted(listener, admin, token, platform.url(), platform.url(), rest));
  }

  private Path config(String rest) throws IOException {
    return config("0", "0", "${env:GATEWAY_TOKEN}", rest);
  }

  private static String routes(int status) {
    return """
    routes:
      - { name: all, match: { path: / } }
      - { name: gone, match: { path: /gone }, respond: %d }
    """
        .formatted(status);
  }

  private static String ask(RawClient client, String path) {
    return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer();
  }

  private static long count(GatewayProcess gateway, String what) {
    return gateway.said().stream().filter(line -> line.contains(what)).count();
  }

  // ---- SIGHUP

  @Test
  void theHangUpSignalReadsTheConfigurationAgain() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(config(routes(410)));
        RawClient client = new RawClient(gateway.port())) {
      assertThat(ask(client, "/gone")).startsWith("HTTP/1.1 410 ");
      // Of a file that is as it was, only the signal can be the reason to read it.
      gateway.signal("HUP");
      await().until(() -> count(gateway, READ_AGAIN) == 1);

      config(routes(404));
      gateway.signal("HUP");
      await().untilAsserted(() -> assertThat(ask(client, "/gone")).startsWith("HTTP/1.1 404 "));

      config("nonsense: 1\n" + routes(200));
      gateway.signal("HUP");
      await().until(() -> count(gateway, "the configuration is refused") >= 1);
      assertThat(gateway.said()).anyMatch(line -> line.contains("nonsense"));
      assertThat(ask(client, "/gone")).startsWith("HTTP/1.1 404 ");
      assertThat(gateway.probe("/metrics").body())
          .contains("cutover_config_last_reload_successful 0.0");
    }
  }

  // ---- SIGTERM

  @Test
  void theTermSignalMakesUnreadyServesInTheDelayFinishesAndExitsWithZero() throws Exception {
    String shutdown = "shutdown: { delay: 5s, drain: 60s }\n";
    try (GatewayProcess gateway = GatewayProcess.start(config(shutdown + routes(200)));
        RawClient idle = new RawClient(gateway.port());
        RawClient held = new RawClient(gateway.port())) {
      assertThat(gateway.probe("/readyz").statusCode()).isEqualTo(200);
      assertThat(ask(idle, "/gone")).startsWith("HTTP/1.1 200 ");
      held.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
      await().until(() -> String.join("", platform.received()).contains("GET /held "));

      gateway.signal("TERM");
      await().until(() -> gateway.probe("/readyz").statusCode() == 503);
      assertThat(gateway.probe("/healthz").statusCode()).isEqualTo(200);
      // The delay: who comes now is served, a route that tells of health says that it ends.
      try (RawClient late = new RawClient(gateway.port())) {
        assertThat(ask(late, "/late")).startsWith("HTTP/1.1 200 ").endsWith("ok");
        assertThat(ask(late, "/gone")).startsWith("HTTP/1.1 503 ");
      }
      assertThat(ask(idle, "/idle")).startsWith("HTTP/1.1 200 ").endsWith("ok");
      // The drain: nobody new, idle connections end, what is open goes on.
      assertThat(idle.readAll()).isEmpty();
      await().until(() -> !accepts(gateway.port()));
      assertThat(gateway.probe("/readyz").statusCode()).isEqualTo(503);
      goOn.countDown();
      String last = held.readAnswer();
      assertThat(last).startsWith("HTTP/1.1 200 ").endsWith("ok");
      assertThat(last).contains("Connection: close\r\n");
      assertThat(gateway.awaitExit()).isZero();
      assertThat(gateway.said().getLast()).contains("stopped");
    }
  }

  @Test
  void whatIsOpenBeyondTheDrainIsCutOffAndItStillExitsWithZero() throws Exception {
    String shutdown = "shutdown: { delay: 0s, drain: 200ms }\n";
    try (GatewayProcess gateway = GatewayProcess.start(config(shutdown + routes(200)));
        RawClient held = new RawClient(gateway.port())) {
      held.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
      await().until(() -> String.join("", platform.received()).contains("GET /held "));

      gateway.signal("TERM");

      assertThat(gateway.awaitExit()).isZero();
      assertThat(held.readAll()).doesNotContain("HTTP/1.1 200");
      assertThat(count(gateway, "the drain's time is over")).isEqualTo(1);
    }
  }

  @Test
  void askedASecondTimeItEndsAtOnceAndSaysThatItFailed() throws Exception {
    String shutdown = "shutdown: { delay: 1h, drain: 1h }\n";
    try (GatewayProcess gateway = GatewayProcess.start(config(shutdown + routes(200)))) {
      gateway.signal("TERM");
      await().until(() -> gateway.probe("/readyz").statusCode() == 503);

      gateway.signal("INT");

      assertThat(gateway.awaitExit()).isEqualTo(1);
    }
  }

  private static boolean accepts(int port) {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  // ---- what it cannot start with

  @Test
  void aListenersPortInUseIsOneLineAndAFailure() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var ended =
          GatewayProcess.refused(
              config("" + taken.getLocalPort(), "0", "${env:GATEWAY_TOKEN}", routes(200)));

      assertOneLine(ended, 1, "127.0.0.1:" + taken.getLocalPort(), "in use");
    }
  }

  @Test
  void theOperatorsPortInUseIsOneLineAndAFailure() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var ended =
          GatewayProcess.refused(
              config("0", "" + taken.getLocalPort(), "${env:GATEWAY_TOKEN}", routes(200)));

      assertOneLine(ended, 1, "admin.address", "127.0.0.1:" + taken.getLocalPort(), "in use");
    }
  }

  @Test
  void aSecretThatCannotBeReadIsOneLineWithItsPlace() throws Exception {
    // A folder is a file that not even root can read.
    Files.createDirectory(folder.resolve("unreadable"));
    var ended = GatewayProcess.refused(config("0", "0", "${file:unreadable}", routes(200)));

    assertOneLine(ended, 2, "cutover.yaml:", "admin.operators[0].token", "unreadable");
  }

  private static void assertOneLine(GatewayProcess.Ended ended, int exit, String... parts) {
    assertThat(ended.err()).hasLineCount(1).startsWith("cutover: ").contains(parts);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.exit()).isEqualTo(exit);
  }
}
