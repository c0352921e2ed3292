package io.cutover.admin;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators' listeners are told, as server-sent events (HTML standard, "Server-sent events"):
 * changes as they come into force, and every second what is sampled then.
 *
 * <p>Each listener has a queue of its own, of {@value #WAITING} messages: whoever does not keep up
 * is shed and may come again, for whoever publishes never waits. Any thread.
 */
final class Events implements AutoCloseable {
  /** How many listeners there may be; a console is one. */
  static final int LISTENERS = 64;

  /** Messages that may wait for one listener. */
  static final int WAITING = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("admin-events").factory());

  /** Has something told every so often, as long as anybody listens. */
  Events(Duration every, Supplier<String> sample) {
    var _ =
        clock.scheduleAtFixedRate(
            () -> tick(sample), every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tick(Supplier<String> sample) {
    try {
      if (!listeners.isEmpty()) {
        publish(sample.get());
      }
    } catch (RuntimeException e) {
      // An exception would end the schedule.
      LOG.atError().setCause(e).log("A sample could not be taken");
    }
  }

  /** Writes one event. */
  static String event(String name, @Nullable String id, String json) {
    return (id == null ? "" : "id: " + id + "\n") + "event: " + name + "\ndata: " + json + "\n\n";
  }

  /** Tells everybody; the text is one event or several. */
  void publish(String events) {
    byte[] bytes = events.getBytes(StandardCharsets.UTF_8);
    listeners.removeIf(listener -> !listener.take(bytes));
  }

  /** Returns a listener from now on; null when there are as many as there may be. */
  @Nullable Listener listen() {
    var listener = new Listener();
    listeners.add(listener);
    if (listeners.size() > LISTENERS) {
      listeners.remove(listener);
      return null;
    }
    return listener;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    listeners.forEach(listener -> listener.shed = true);
    listeners.clear();
  }

  /** One who listens. Read by one thread. */
  final class Listener implements AutoCloseable {
    private final ArrayBlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean shed;

    private Listener() {}

    private boolean take(byte[] bytes) {
      shed = shed || !queue.offer(bytes);
      return !shed;
    }

    /** Returns what is to be told next, waiting for it; null: the listener is shed. */
    byte @Nullable [] next() throws InterruptedException {
      while (!shed) {
        byte[] next = queue.poll(1, TimeUnit.SECONDS);
        if (next != null) {
          return next;
        }
      }
      return null;
    }

    @Override
    public void close() {
      listeners.remove(this);
    }
  }
}
