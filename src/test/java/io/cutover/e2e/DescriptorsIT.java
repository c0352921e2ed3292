package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that has no file descriptor left: who is connected is served, and it recovers. */
@Timeout(180)
class DescriptorsIT {
  /** Every jar of the class path takes one as well. */
  private static final int DESCRIPTORS = 512;

  /** More than there are descriptors, and fewer than wait in the kernel's queue. */
  private static final int CROWD = 700;

  @TempDir Path folder;

  @Test
  void aGatewayWithoutDescriptorsServesWhoIsThereAndTakesOthersWhenItCan() throws Exception {
    List<String> limited = List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "sh");
    try (RawPlatform old = RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        GatewayProcess gateway = GatewayProcess.start(config(old.url()), limited);
        RawClient first = new RawClient(gateway.port())) {
      isServed(first);
      long before = descriptors(gateway);
      List<RawClient> crowd = new ArrayList<>();
      try {
        long began = System.nanoTime();
        for (int i = 0; i < CROWD; i++) {
          crowd.add(new RawClient(gateway.port()));
        }
        await().until(() -> failures(gateway) >= 3);
        for (int i = 0; i < 100; i++) {
          isServed(first);
        }
        // Waiting ones wait, and are not turned away: there are more of them than it may have open.
        assertThat(descriptors(gateway)).isBetween(DESCRIPTORS - 8L, (long) DESCRIPTORS);
        // It tries again once a second; one that never paused would fail thousands of times.
        long seconds = (System.nanoTime() - began) / 1_000_000_000;
        long failures = failures(gateway);
        System.out.printf("%d failures to accept in %d s%n", failures, seconds);
        assertThat(failures).isLessThanOrEqualTo(seconds + 2);
      } finally {
        crowd.forEach(RawClient::close);
      }
      try (RawClient late = new RawClient(gateway.port())) {
        isServed(late);
      }
      isServed(first);
      await().until(() -> descriptors(gateway) < before + 16);
      assertThat(gateway.probe("/readyz").statusCode()).isEqualTo(200);
    }
  }

  private Path config(String platform) throws IOException {
    return Files.writeString(
        folder.resolve("cutover.yaml"),
        """
        version: 1
        runtime: { eventLoops: 1 }
        accessLog: none
        listeners: [ { address: "127.0.0.1:0" } ]
        admin: { address: "127.0.0.1:0" }
        state: { store: file, path: var }
        platforms: { old: { url: "%1$s" }, new: { url: "%1$s" } }
        routes: [ { name: all, match: { path: / }, auth: none, stickBy: request } ]
        """
            .formatted(platform));
  }

  private static void isServed(RawClient client) {
    assertThat(client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer())
        .startsWith("HTTP/1.1 200 ");
  }

  private static long descriptors(GatewayProcess gateway) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + gateway.pid() + "/fd"))) {
      return open.count();
    }
  }

  private static long failures(GatewayProcess gateway) {
    return gateway.said().stream()
        .filter(line -> line.contains("no connection can be accepted"))
        .count();
  }
}
