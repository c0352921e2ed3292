package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Clients that are slow, idle or many. {@code verify} opens a few hundred, {@code bench/slow} ten
 * thousand.
 */
class SlowPeersIT {
  private static final int PEERS = Integer.getInteger("cutover.slow.peers", 200);

  /** So many of the crowd do something, one in ten of them with a request under way. */
  private static final int LARGEST_BUSY = 800;

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

  @Test
  void aCrowdOfIdleAndSlowClientsChangesNobodyElsesAnswers() {
    List<RawClient> crowd = new ArrayList<>();
    try (RawPlatform old = new RawPlatform(SlowPeersIT::serve);
        Stand stand = Stand.start(old.url(), old.url(), ROUTES)) {
      try {
        for (int i = 0; i < PEERS; i++) {
          var peer = new RawClient(stand.port());
          crowd.add(peer);
          // Those whose requests are under way hold connections to the platform, which are not
          // endless.
          switch (i < LARGEST_BUSY ? i % 20 : 19) {
            case 0 -> peer.send("GET /slow HTTP/1.1\r\nHost: a\r\nX-Slow: ");
            case 1 -> peer.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1");
            case 2 -> peer.send("GET /endless HTTP/1.1\r\nHost: a\r\n\r\n");
            default -> {}
          }
          if (i < LARGEST_BUSY && i % 20 == 2) {
            assertThat(peer.readHead()).startsWith("HTTP/1.1 200 ");
          }
        }
        try (RawClient healthy = new RawClient(stand.port())) {
          for (int i = 0; i < 300; i++) {
            healthy.send("GET /ok/" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(healthy.readAnswer())
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n/ok/" + i);
          }
        }
        System.out.printf("%d idle and slow clients, 300 of 300 answers right%n", PEERS);
      } finally {
        crowd.forEach(RawClient::close);
      }
      await().until(() -> old.open() <= 2 * 64);
    }
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
