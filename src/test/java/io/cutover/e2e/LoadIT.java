package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.Reload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Changes under load: nothing is lost, no connection is dropped. */
class LoadIT {
  private static final int CHANGES = 20;
  private static final int CLIENTS = 8;

  @Test
  void twentyReloadsAndTwentyChangesOfShareLoseNoRequest() throws Exception {
    try (RawPlatform old =
            RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
        RawPlatform next =
            RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
        Stand stand = Stand.start(old.url(), next.url(), routes(0));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var changing = new AtomicBoolean(true);
      var onNew = new AtomicInteger();
      List<Future<Integer>> served = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        served.add(clients.submit(() -> serve(stand.port(), changing, onNew)));
      }
      int reloads = 0;
      for (int i = 1; i <= CHANGES; i++) {
        int before = onNew.get();
        stand.share("all", i % 2 == 0 ? "30%" : "70%");
        reloads +=
            stand.reload(old.url(), next.url(), routes(i)) instanceof Reload.Result.Reloaded
                ? 1
                : 0;
        while (onNew.get() < before + 20) {
          Thread.onSpinWait();
        }
      }
      changing.set(false);
      int requests = 0;
      for (Future<Integer> each : served) {
        requests += each.get();
      }
      System.out.printf(
          "%d requests on %d connections, %d reloads, %d changes of share: 0 failed%n",
          requests, CLIENTS, reloads, CHANGES);
      assertThat(reloads).isEqualTo(CHANGES);
      assertThat(requests).isGreaterThan(CHANGES * 20);
    }
  }

  /** Sends on one connection, which must last, until told to stop; returns how many. */
  private static int serve(int port, AtomicBoolean changing, AtomicInteger onNew) {
    try (RawClient client = new RawClient(port)) {
      int requests = 0;
      while (changing.get()) {
        client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
        String answer = client.readAnswer();
        if (!answer.startsWith("HTTP/1.1 200 ")) {
          throw new AssertionError("after " + requests + " requests: " + answer);
        }
        onNew.addAndGet(answer.endsWith("new") ? 1 : 0);
        requests++;
      }
      return requests;
    }
  }

  private static String routes(int version) {
    return """
    routes:
      - { name: all, match: { path: / }, share: 0%%, auth: none, stickBy: request, timeouts: { idle: %ds } }
      - { name: other, match: { path: /other%d }, respond: 410 }
    """
        .formatted(60 + version, version);
  }

  @Test
  void aBadConfigurationIsRefusedWholeAndTheLastGoodOneStays() {
    try (RawPlatform old =
            RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
        Stand stand = Stand.start(old.url(), old.url(), routes(1))) {
      Object refused = stand.reload(old.url(), old.url(), routes(2).replace("410", "what"));

      assertThat(refused).isInstanceOf(Reload.Result.Refused.class);
      assertThat(((Reload.Result.Refused) refused).errors().getFirst())
          .contains("routes[1].respond");
      assertThat(stand.get("/other1").statusCode()).isEqualTo(410);
      assertThat(stand.metrics()).contains("cutover_config_last_reload_successful 0.0");
      stand.reload(old.url(), old.url(), routes(2));
      assertThat(stand.get("/other2").statusCode()).isEqualTo(410);
      assertThat(stand.get("/other1").statusCode()).isEqualTo(200);
      assertThat(stand.metrics()).contains("cutover_config_last_reload_successful 1.0");
    }
  }
}
