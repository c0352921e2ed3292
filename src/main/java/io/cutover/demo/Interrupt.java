package io.cutover.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C: wakes whoever waits here, and holds the process until everything is put away. */
final class Interrupt implements AutoCloseable {
  /** How long the process is held at most. */
  private static final long PATIENCE_SECONDS = 25;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch putAway = new CountDownLatch(1);
  private final Thread hook = new Thread(this::end, "demo-interrupt");

  Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void end() {
    asked.countDown();
    try {
      var _ = putAway.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits; returns whether the process has been asked to end. */
  boolean await(long nanos) {
    try {
      return asked.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void close() {
    putAway.countDown();
    if (asked.getCount() > 0) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process began to end this very moment; the hook finds nothing left to wait for.
        return;
      }
    }
  }
}
