package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rollback while everybody is busy, with a store and without. */
@Timeout(120)
class RollbackIT {
  private static final int CONNECTIONS = 200;
  private RawPlatform old;
  private RawPlatform next;

  /** A process of its own: its threads must not stand in one queue with clients and platforms. */
  private GatewayProcess gateway;

  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    old = RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
    next = RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
    Path config = folder.resolve("cutover.yaml");
    Files.writeString(
        config,
        """
        version: 1
        accessLog: none
        listeners: [ { address: "127.0.0.1:0" } ]
        admin:
          address: "127.0.0.1:0"
          operators: [ { name: ops, role: admin, token: "${env:GATEWAY_TOKEN}" } ]
        state: { store: file, path: var }
        platforms: { old: { url: "%s" }, new: { url: "%s" } }
        routes: [ { name: r, match: { path: / }, share: 100%%, auth: none, stickBy: request } ]
        """
            .formatted(old.url(), next.url()));
    gateway = GatewayProcess.start(config);
  }

  @AfterEach
  void close() {
    gateway.close();
    old.close();
    next.close();
  }

  /** What every client saw together. */
  private static final class Seen {
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong lastSentToNew = new AtomicLong(Long.MIN_VALUE);
    private final AtomicBoolean stop = new AtomicBoolean();
    private final CountDownLatch busy = new CountDownLatch(CONNECTIONS);
    private final CountDownLatch back = new CountDownLatch(CONNECTIONS);
  }

  private void client(Seen seen) {
    boolean wasOld = false;
    try (RawClient client = new RawClient(gateway.port())) {
      for (boolean first = true; !seen.stop.get(); first = false) {
        long sent = System.nanoTime();
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        String answer = client.readAnswer();
        if (!answer.startsWith("HTTP/1.1 200 ")) {
          seen.failures.incrementAndGet();
        }
        seen.answers.incrementAndGet();
        if (answer.endsWith("new")) {
          seen.lastSentToNew.accumulateAndGet(sent, Math::max);
        } else if (!wasOld) {
          wasOld = true;
          seen.back.countDown();
        }
        if (first) {
          seen.busy.countDown();
        }
      }
    } catch (RuntimeException | Error e) {
      seen.failures.incrementAndGet();
    }
  }

  private void rollBackUnderLoad(String what, boolean persisted) throws Exception {
    var seen = new Seen();
    List<Future<?>> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(threads.submit(() -> client(seen)));
      }
      seen.busy.await();
      long asked = System.nanoTime();
      String answer = rollBack();
      long answered = System.nanoTime();
      seen.back.await();
      seen.stop.set(true);
      for (Future<?> client : clients) {
        client.get();
      }
      assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"persisted\":" + persisted);
      System.out.printf(
          "rollback with %d busy connections, %s: in force after %.1f ms, acknowledged after %.1f"
              + " ms; %d requests, %d failed%n",
          CONNECTIONS,
          what,
          Math.max(0, seen.lastSentToNew.get() - asked) / 1e6,
          (answered - asked) / 1e6,
          seen.answers.get(),
          seen.failures.get());
      assertThat(seen.failures.get()).isZero();
      // What was sent after the acknowledgement goes back, without any exception.
      assertThat(seen.lastSentToNew.get()).isLessThan(answered);
    }
  }

  /** Over a socket as it is: what a client's library costs is not the gateway's. */
  private String rollBack() {
    try (RawClient operator = new RawClient(gateway.adminPort())) {
      operator.send(
          "POST /api/v1/routes/r/rollback HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + GatewayProcess.TOKEN
              + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
      return operator.readAnswer();
    }
  }

  private static void delete(Path folder) throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  void nobodyIsHurt() throws Exception {
    rollBackUnderLoad("store in place", true);
  }

  @Test
  void theFolderOfTheStoreIsGone() throws Exception {
    delete(folder.resolve("var"));

    rollBackUnderLoad("folder of the store gone", true);
  }

  /** A file where the folder was: nothing can be written, as on a disk without room. */
  @Test
  void theStoreCanNotBeWritten() throws Exception {
    delete(folder.resolve("var"));
    Files.createFile(folder.resolve("var"));

    rollBackUnderLoad("store not writable", false);
  }
}
