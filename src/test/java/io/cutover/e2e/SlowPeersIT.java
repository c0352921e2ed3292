package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that are slow, idle or many. {@code verify} has a few hundred of them idle, {@code
 * bench/slow} ten thousand.
 */
class SlowPeersIT {
  private static final int PEERS = Integer.getInteger("cutover.slow.peers", 200);

  /** Two of three hold a connection to the platform, which are not endless. */
  private static final int SLOW = Math.min(PEERS / 20 * 3, 120);

  private static final String ROUTES =
      """
      routes:
        - { name: all, match: { path: / }, auth: none, stickBy: request, timeouts: { request: 60s, idle: 60s } }
        - { name: quick, match: { path: /quick }, auth: none, stickBy: request, timeouts: { request: 20s, idle: 300ms } }
        - { name: here, match: { path: /here }, respond: 200 }
      """;

  private static void serve(RawPlatform.Connection connection) throws IOException {
    String head;
    while ((head = connection.readHead()) != null) {
      if (head.contains("/endless")) {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n");
        byte[] piece = new byte[1 << 16];
        while (true) {
          connection.out.write(piece);
        }
      }
      if (head.startsWith("POST")) {
        connection.in.readAllBytes();
        return;
      }
      String path = head.substring(4, head.indexOf(" HTTP/"));
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + path.length() + "\r\n\r\n" + path);
    }
  }

  /** The gateway is a process of its own: each side has as many descriptors as the system gives. */
  @Test
  void aCrowdOfIdleAndSlowClientsChangesNobodyElsesAnswers(@TempDir Path folder) throws Exception {
    List<RawClient> crowd = new ArrayList<>();
    try (RawPlatform old = new RawPlatform(SlowPeersIT::serve);
        GatewayProcess gateway = GatewayProcess.start(patient(folder, old.url()))) {
      try {
        for (int i = 0; i < PEERS; i++) {
          crowd.add(new RawClient(gateway.port()));
        }
        for (int i = 0; i < SLOW; i++) {
          var peer = new RawClient(gateway.port());
          crowd.add(peer);
          switch (i % 3) {
            case 0 -> peer.send("GET /slow HTTP/1.1\r\nHost: a\r\nX-Slow: ");
            case 1 -> peer.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1");
            default -> {
              peer.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
              assertThat(peer.readHead()).startsWith("HTTP/1.1 200 ");
            }
          }
        }
        await().untilAsserted(() -> assertThat(clients(gateway)).isEqualTo(PEERS + SLOW));
        try (RawClient healthy = new RawClient(gateway.port())) {
          for (int i = 0; i < 300; i++) {
            healthy.send("GET /ok/" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(healthy.readAnswer())
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n/ok/" + i);
          }
          assertThat(clients(gateway)).isEqualTo(PEERS + SLOW + 1);
        }
        System.out.printf(
            "%d idle and %d slow clients stand, 300 of 300 answers right%n", PEERS, SLOW);
      } finally {
        crowd.forEach(RawClient::close);
      }
      await().until(() -> clients(gateway) == 0);
      await().until(() -> old.open() <= 2 * 64);
    }
  }

  /** A configuration that closes nobody while a crowd comes together. */
  private static Path patient(Path folder, String platform) throws IOException {
    return Files.writeString(
        folder.resolve("cutover.yaml"),
        """
        version: 1
        runtime: { eventLoops: 2 }
        accessLog: none
        listeners: [ { address: "127.0.0.1:0" } ]
        admin: { address: "127.0.0.1:0" }
        state: { store: file, path: var }
        platforms: { old: { url: "%1$s" }, new: { url: "%1$s" } }
        defaults: { auth: none, stickBy: request, timeouts: { request: 1h, idle: 1h } }
        routes: [ { name: all, match: { path: / } } ]
        """
            .formatted(platform));
  }

  /** Returns how many connections of clients the gateway counts. */
  private static long clients(GatewayProcess gateway) throws Exception {
    return Series.sum(gateway.probe("/metrics").body(), "cutover_connections{side=\"client\"");
  }

  @Test
  void aBodyThatTricklesIsNotWaitedFor() throws Exception {
    try (RawPlatform old = new RawPlatform(SlowPeersIT::serve);
        Stand stand = Stand.start(old.url(), old.url(), ROUTES);
        RawClient client = new RawClient(stand.port())) {
      client.send("POST /quick HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
      var answer = CompletableFuture.supplyAsync(client::readAnswer);
      // Never idle, and yet it would last for hours.
      while (!answer.isDone()) {
        try {
          client.send("x");
        } catch (java.io.UncheckedIOException e) {
          break;
        }
        Thread.sleep(50);
      }

      assertThat(answer.get()).startsWith("HTTP/1.1 408 ");
      await().until(() -> old.open() == 0);
    }
  }

  @Test
  void aClientThatNeverReadsIsNotWaitedFor() {
    try (RawPlatform old = new RawPlatform(SlowPeersIT::serve);
        Stand stand = Stand.start(old.url(), old.url(), ROUTES);
        RawClient client = new RawClient(stand.port())) {
      client.send("GET /quick/endless HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");

      await().until(() -> old.open() == 0);
    }
  }

  @Test
  void oneAddressHasOnlySoManyConnections() {
    String limit = "limits: { connectionsPerAddress: 3 }\n";
    try (RawPlatform old = new RawPlatform(SlowPeersIT::serve);
        Stand stand = Stand.start(old.url(), old.url(), limit + ROUTES)) {
      List<RawClient> three = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        var client = new RawClient(stand.port());
        three.add(client);
        assertThat(ask(client)).isTrue();
      }
      try (RawClient fourth = new RawClient(stand.port())) {
        assertThat(ask(fourth)).isFalse();
      }
      three.getFirst().close();
      await()
          .until(
              () -> {
                try (RawClient again = new RawClient(stand.port())) {
                  return ask(again);
                }
              });
      stand.reload(old.url(), old.url(), "trustedProxies: [127.0.0.0/8]\n" + limit + ROUTES);
      for (int i = 0; i < 5; i++) {
        var client = new RawClient(stand.port());
        three.add(client);
        assertThat(ask(client)).isTrue();
      }
      three.forEach(RawClient::close);
    }
  }

  /** Returns whether a client is served; else its connection was closed. */
  private static boolean ask(RawClient client) {
    try {
      client.send("GET /ok HTTP/1.1\r\nHost: a\r\n\r\n");
      return client.readAnswer().startsWith("HTTP/1.1 200 ");
    } catch (java.io.UncheckedIOException e) {
      return false;
    }
  }
}
