package io.cutover.admin;

import io.helidon.http.HttpPrologue;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes connections whose request, begun, does not arrive whole, or whose answer is not taken, in
 * time. The server itself only closes those that are idle between requests, and its connections are
 * few: nobody may hold one by doing nothing.
 *
 * <p>A connection has one virtual thread; interrupting it closes its channel. Never while an
 * endpoint runs: an interrupt would close the store's files too.
 */
final class SlowRequests implements Http1ConnectionListener, AutoCloseable {
  private final Duration patience;
  private final ThreadLocal<Watch> watches = new ThreadLocal<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("admin-slow-requests").factory());

  /**
   * Makes the watch of a server.
   *
   * @param patience for a request to arrive, and again for its answer to leave
   */
  SlowRequests(Duration patience) {
    this.patience = patience;
  }

  /** A request line has come, the fields and the body are to follow. */
  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    watches.set(watch(patience));
  }

  /** The request is here whole. */
  void arrived() {
    Watch watch = watches.get();
    watches.remove();
    if (watch != null) {
      watch.end();
    }
  }

  /** Sends an answer. */
  void sending(Runnable send) {
    within(patience, send);
  }

  /** Does what waits for the client, and closes the connection when it takes longer. */
  void within(Duration time, Runnable waits) {
    Watch watch = watch(time);
    try {
      waits.run();
    } catch (RuntimeException e) {
      watch.drop();
      throw e;
    }
    watch.end();
  }

  private Watch watch(Duration time) {
    var ended = new AtomicBoolean();
    Thread connection = Thread.currentThread();
    return new Watch(
        ended,
        clock.schedule(
            () -> {
              if (ended.compareAndSet(false, true)) {
                connection.interrupt();
              }
            },
            time.toNanos(),
            TimeUnit.NANOSECONDS));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  /** Whoever sets {@code ended} decides: the thread goes on, or it is interrupted. */
  private record Watch(AtomicBoolean ended, ScheduledFuture<?> interrupt) {
    void drop() {
      ended.set(true);
      interrupt.cancel(false);
    }

    void end() {
      if (!ended.compareAndSet(false, true)) {
        throw new CloseConnectionException("too slow");
      }
      interrupt.cancel(false);
    }
  }
}
