package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.FullBacklog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What {@code connections} says of those to a platform: how many, how long, how soon. */
class ConnectionsIT {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String ROUTES =
      """
      routes:
        - { name: all, match: { path: / }, auth: none, stickBy: request, retry: { attempts: 0 } }
        - { name: moved, match: { path: /moved }, share: 100%, auth: none, stickBy: request }
      """;

  /** A platform's address with its {@code connections}. */
  private static String at(String url, String connections) {
    return url + "\", connections: { " + connections + " }, name: \"x";
  }

  private static void ask(RawClient client, String path) {
    client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  /** Of three clients on two loops, two at least share a loop. */
  private static List<RawClient> three(Stand stand) {
    List<RawClient> three = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      three.add(new RawClient(stand.port()));
    }
    return three;
  }

  /** Answers nobody before it is told to. */
  private static RawPlatform holding(CountDownLatch until) {
    return new RawPlatform(
        connection -> {
          while (connection.readHead() != null) {
            try {
              until.await();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            connection.send(OK);
          }
        });
  }

  @Test
  void whoFindsAllConnectionsTakenIsTurnedAway() throws Exception {
    var goOn = new CountDownLatch(1);
    try (RawPlatform old = holding(goOn);
        Stand stand =
            Stand.start(at(old.url(), "maxPerLoop: 1, connectTimeout: 200ms"), old.url(), ROUTES)) {
      List<RawClient> clients = three(stand);
      var answers = new ArrayList<CompletableFuture<String>>();
      for (RawClient each : clients) {
        ask(each, "/held");
        answers.add(CompletableFuture.supplyAsync(each::readAnswer, Thread::startVirtualThread));
      }
      Object first = CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).get();
      assertThat((String) first)
          .startsWith("HTTP/1.1 503 ")
          .contains("Proxy-Status: cutover; error=connection_limit_reached");
      goOn.countDown();
      long served = 0;
      for (var answer : answers) {
        served += answer.get().startsWith("HTTP/1.1 200 ") ? 1 : 0;
      }
      assertThat(served).isBetween(1L, 2L).isEqualTo(old.accepted());
      assertThat(String.join("", old.received()).split("GET /held ", -1)).hasSize((int) served + 1);
      // The platform had no part in it.
      assertThat(stand.metrics())
          .contains(
              "cutover_upstream_errors_total{kind=\"timeout\",platform=\"old\",route=\"all\"} 0")
          .contains(
              "cutover_upstream_errors_total{kind=\"connect\",platform=\"old\",route=\"all\"} 0");
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void whoWaitsGetsTheConnectionThatIsGivenBack() {
    var goOn = new CountDownLatch(1);
    try (RawPlatform old = holding(goOn);
        Stand stand =
            Stand.start(at(old.url(), "maxPerLoop: 1, connectTimeout: 30s"), old.url(), ROUTES)) {
      List<RawClient> clients = three(stand);
      clients.forEach(each -> ask(each, "/held"));
      await().until(() -> String.join("", old.received()).contains("GET /held "));
      goOn.countDown();

      for (RawClient each : clients) {
        assertThat(each.readAnswer()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(old.accepted()).isLessThanOrEqualTo(2);
      clients.forEach(RawClient::close);
    }
  }

  @Test
  void aConnectionThatDoesNotComeAboutInTimeIsA504() {
    try (FullBacklog old = new FullBacklog();
        RawPlatform next = RawPlatform.answering(OK);
        Stand stand = Stand.start(at(old.url(), "connectTimeout: 300ms"), next.url(), ROUTES);
        RawClient client = new RawClient(stand.port())) {
      for (int i = 1; i <= 3; i++) {
        ask(client, "/x");
        assertThat(client.readAnswer())
            .startsWith("HTTP/1.1 504 ")
            .contains("Proxy-Status: cutover; error=connection_timeout");
        assertThat(stand.metrics())
            .contains(
                "cutover_upstream_errors_total{kind=\"timeout\",platform=\"old\",route=\"all\"} "
                    + i
                    + ".0");
      }
      ask(client, "/moved");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void aConnectionThatNobodyUsesIsClosedAfterItsIdleTime() {
    try (RawPlatform old = RawPlatform.answering(OK);
        RawPlatform next = RawPlatform.answering(OK);
        Stand stand = Stand.start(at(old.url(), "idle: 1s"), at(next.url(), "idle: 1h"), ROUTES);
        RawClient client = new RawClient(stand.port())) {
      for (String path : List.of("/moved", "/x")) {
        ask(client, path);
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(old.accepted()).isEqualTo(1);

      await().until(() -> old.open() == 0);
      assertThat(next.open()).isEqualTo(1);
      assertThat(stand.metrics())
          .contains("cutover_connections{side=\"old\",state=\"idle\"} 0.0")
          .contains("cutover_connections{side=\"new\",state=\"idle\"} 1.0");
      for (String path : List.of("/moved", "/x")) {
        ask(client, path);
        assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
      }
      assertThat(next.accepted()).isEqualTo(1);
      assertThat(old.accepted()).isEqualTo(2);
    }
  }
}
