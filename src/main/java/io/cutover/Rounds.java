package io.cutover;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again beside the requests, until the end. */
final class Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final CountDownLatch ended;

  Rounds(CountDownLatch ended) {
    this.ended = ended;
  }

  /** Starts rounds of their own; one that stumbles is followed by the next. */
  void start(String name, Duration period, Runnable work) {
    Thread.ofVirtual().name(name).start(() -> go(name, period, work));
  }

  private void go(String name, Duration period, Runnable work) {
    try {
      while (!ended.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          work.run();
        } catch (RuntimeException e) {
          LOG.atError()
              .setCause(e)
              .log("the {} stumbled, and are looked at again in {}", name, period);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
