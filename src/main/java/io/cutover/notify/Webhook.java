package io.cutover.notify;

import io.cutover.config.NotifyConfig;
import io.cutover.config.Secret;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver: a queue of at most {@value #WAITING} notices, and a virtual thread that sends them
 * in order. A full queue drops the oldest, and the next message says how many. Thread-safe.
 */
final class Webhook implements AutoCloseable {
  /** Notices that may wait for one receiver. */
  static final int WAITING = 100;

  /** How often one is tried; with the pauses between, for a minute or so. */
  static final int TRIES = 6;

  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

  private final NotifyConfig config;
  private final HttpClient http;
  private final InstantSource clock;
  private final Duration firstPause;
  private final ArrayBlockingQueue<Notice> queue = new ArrayBlockingQueue<>(WAITING);
  private final AtomicInteger dropped = new AtomicInteger();
  private final Thread sender = Thread.ofVirtual().name("webhook").unstarted(this::send);

  /**
   * Begins to send.
   *
   * @param firstPause before the second try; each one after it is twice as long
   */
  Webhook(NotifyConfig config, HttpClient http, InstantSource clock, Duration firstPause) {
    this.config = config;
    this.http = http;
    this.clock = clock;
    this.firstPause = firstPause;
    sender.start();
  }

  NotifyConfig config() {
    return config;
  }

  /** Takes a notice in, if its receiver wants it. Never waits. */
  void take(Notice notice) {
    if (!config.events().contains(notice.event())) {
      return;
    }
    while (!queue.offer(notice)) {
      if (queue.poll() != null) {
        dropped.incrementAndGet();
      }
    }
  }

  private void send() {
    try {
      while (true) {
        Notice notice = queue.take();
        int before = dropped.getAndSet(0);
        if (!delivered(notice, Message.body(notice, config.format(), before))) {
          dropped.addAndGet(before + 1);
        }
      }
    } catch (InterruptedException e) {
      // It is closed.
    }
  }

  private boolean delivered(Notice notice, byte[] body) throws InterruptedException {
    Duration pause = firstPause;
    String problem = "";
    for (int i = 0; i < TRIES; i++) {
      if (i > 0) {
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
      try {
        int status = http.send(request(notice, body), BodyHandlers.discarding()).statusCode();
        if (status / 100 == 2) {
          return true;
        }
        problem = "it answered " + status;
        if (!mayHelp(status)) {
          break;
        }
      } catch (IOException e) {
        problem = e.getMessage() == null ? "no connection" : e.getMessage();
      }
    }
    LOG.atWarn()
        .addKeyValue("receiver", config.url().getAuthority())
        .addKeyValue("event", Message.word(notice))
        .addKeyValue("change", notice.change())
        .addKeyValue("problem", problem)
        .log("A notice could not be delivered; see that notify[].url is right and reachable");
    return false;
  }

  /** Whether another try may end better: not where the message itself is refused. */
  private static boolean mayHelp(int status) {
    return status >= 500 || status == 408 || status == 425 || status == 429;
  }

  private HttpRequest request(Notice notice, byte[] body) {
    var request =
        HttpRequest.newBuilder(config.url())
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("User-Agent", "cutover")
            .header("X-Cutover-Event", Message.word(notice))
            .header("X-Cutover-Delivery", notice.id())
            .POST(BodyPublishers.ofByteArray(body));
    Secret secret = config.secret();
    if (secret != null) {
      String timestamp = Long.toString(clock.instant().getEpochSecond());
      request.header("X-Cutover-Timestamp", timestamp);
      request.header("X-Cutover-Signature", "sha256=" + signature(secret, timestamp, body));
    }
    return request.build();
  }

  /** HMAC-SHA256 over {@code TIMESTAMP.BODY}, in hex: an old message can not be sent anew. */
  static String signature(Secret secret, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((timestamp + ".").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** Ends it; what waits is not sent any more. */
  @Override
  public void close() {
    sender.interrupt();
  }
}
