package io.cutover.token;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Lets some tasks run at once, each on a virtual thread, and {@value #WAITING} wait. Any thread.
 */
public final class Gate {
  static final int AT_ONCE = 8;
  static final int WAITING = 1024;

  private final String name;
  private final int atOnce;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /** Opens one for the tasks of that name. */
  Gate(String name) {
    this(name, AT_ONCE);
  }

  /** Opens one that lets so many of those tasks run at once. */
  public Gate(String name, int atOnce) {
    this.name = name;
    this.atOnce = atOnce;
  }

  /** Runs a task, which throws nothing, now or later; returns false when there is no room. */
  public boolean enter(Runnable task) {
    synchronized (this) {
      if (running == atOnce) {
        return waiting.size() < WAITING && waiting.add(task);
      }
      running++;
    }
    Thread.ofVirtual().name("token-" + name).start(() -> runFrom(task));
    return true;
  }

  private void runFrom(Runnable first) {
    for (Runnable task = first; task != null; task = next()) {
      task.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = waiting.poll();
    if (task == null) {
      running--;
    }
    return task;
  }
}
