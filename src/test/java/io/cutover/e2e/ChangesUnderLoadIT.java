package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.Reload;
import io.cutover.e2e.Talk.Speech;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates swapped, configurations read again and shares changed under load, over HTTP/1.1 and
 * HTTP/2 in TLS: no request fails, no connection is dropped. {@code -Dcutover.load.seconds=30}
 * spreads the changes over so long.
 */
class ChangesUnderLoadIT {
  private static final int CHANGES = 20;
  private static final long SECONDS = Long.getLong("cutover.load.seconds", 0);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";

  @TempDir Path folder;

  @Test
  void noRequestFails() throws Exception {
    var pki = new Pki(folder);
    String pair = pki.write("c", pki.issue("first", "a.example"));
    String listeners =
        "[ { address: \"127.0.0.1:0\", tls: { certificates: [ { %s } ] } } ]".formatted(pair);
    try (RawPlatform old = RawPlatform.answering(OK + "old");
        RawPlatform next = RawPlatform.answering(OK + "new");
        Stand stand = Stand.start(listeners, old.url(), next.url(), routes(0));
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var changing = new AtomicBoolean(true);
      var served = new AtomicLong();
      List<Future<?>> all = new ArrayList<>();
      for (Speech speech : new Speech[] {Speech.TLS_H1, Speech.TLS_H2}) {
        for (int i = 0; i < 3; i++) {
          boolean staying = i < 2;
          all.add(clients.submit(() -> ask(stand.port(), speech, staying, changing, served)));
        }
      }
      long start = System.nanoTime();
      int reloads = 0;
      for (int i = 1; i <= CHANGES; i++) {
        pki.write("c", pki.issue("number " + i, "a.example"));
        stand.share("all", i % 2 == 0 ? "30%" : "70%");
        Object reloaded = stand.reload(old.url(), next.url(), routes(i));
        reloads += reloaded instanceof Reload.Result.Reloaded ? 1 : 0;
        long enough = served.get() + 60;
        while ((served.get() < enough || seconds(start) < SECONDS * i / CHANGES)
            && all.stream().noneMatch(Future::isDone)) {
          LockSupport.parkNanos(1_000_000);
        }
      }
      changing.set(false);
      for (Future<?> each : all) {
        each.get();
      }
      System.out.printf(
          "%d requests in TLS over HTTP/1.1 and HTTP/2, %d swaps of the certificate, %d reloads,"
              + " %d changes of share: 0 failed%n",
          served.get(), CHANGES, reloads, CHANGES);
      assertThat(reloads).isEqualTo(CHANGES);
      try (var last = new Pki.Client(null).connect(stand.port(), "a.example")) {
        assertThat(Pki.subject(last)).isEqualTo("CN=number " + CHANGES);
      }
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Asks on and on: on one connection, which must last, or on a new one each time. */
  private static Void ask(
      int port, Speech speech, boolean staying, AtomicBoolean changing, AtomicLong served)
      throws Exception {
    Talk talk = speech.connect(port, port);
    try {
      while (changing.get()) {
        Talk.Answer answer = talk.get("/x");
        if (answer.status() != 200 || answer.body().length() != 3) {
          throw new AssertionError(speech + ": " + answer);
        }
        served.incrementAndGet();
        if (!staying) {
          talk.close();
          talk = speech.connect(port, port);
        }
      }
    } finally {
      talk.close();
    }
    return null;
  }

  private static String routes(int version) {
    return """
    routes:
      - { name: all, match: { path: / }, share: 0%%, auth: none, stickBy: request, timeouts: { idle: %ds } }
    """
        .formatted(60 + version);
  }
}
