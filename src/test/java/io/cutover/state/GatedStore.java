package io.cutover.state;

import io.cutover.store.Committed;
import io.cutover.store.Document;
import io.cutover.store.DocumentRead;
import io.cutover.store.LogRead;
import io.cutover.store.Store;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** A real store whose disk hangs, or fails, while its gate is shut. */
final class GatedStore implements Store {
  private final Store store;
  private final Semaphore gate = new Semaphore(0);
  private final Semaphore arrivals = new Semaphore(0);
  private volatile boolean shut;
  private volatile boolean failing;

  GatedStore(Store store) {
    this.store = store;
  }

  /** From now on every commit waits for {@link #letPass}. */
  void shut() {
    shut = true;
  }

  /** Returns when a commit waits. */
  void awaitArrival() {
    arrivals.acquireUninterruptibly();
  }

  void letPass(int commits) {
    gate.release(commits);
  }

  void open() {
    shut = false;
    gate.release(1_000);
  }

  void failing(boolean now) {
    failing = now;
  }

  @Override
  public Committed commit(long expected, String record, String document) {
    arrivals.release();
    if (shut) {
      gate.acquireUninterruptibly();
    }
    return failing ? new Committed.Away("no space left") : store.commit(expected, record, document);
  }

  @Override
  public DocumentRead read() {
    return store.read();
  }

  @Override
  public LogRead log(long after) {
    return store.log(after);
  }

  @Override
  public long version() {
    return store.version();
  }

  @Override
  public Committed complete(Document document) {
    return store.complete(document);
  }

  @Override
  public Runnable watch(Consumer<Document> watcher) {
    return store.watch(watcher);
  }

  @Override
  public void close() {
    store.close();
  }
}
