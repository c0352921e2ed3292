package io.cutover.state;

import io.cutover.metric.StateMetrics;
import io.cutover.store.Committed;
import io.cutover.store.Store;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The changes on their way to the store, and the one thread that writes them, in the order in which
 * they were accepted.
 *
 * <p>What raises is put in force here, once it is stored, and dropped when that fails; there is at
 * most one such at a time. What lowers is in force already and stays until stored. Every method but
 * {@link #close} is called under the keeper's lock, which is let go while the store works: a store
 * that hangs holds up nobody but those who raise.
 */
final class Backlog {
  private static final Logger log = LoggerFactory.getLogger(Backlog.class);

  private final Store store;
  private final ReentrantLock lock;
  private final InForce inForce;
  private final History history;
  private final StateMetrics metrics;
  private final Timing timing;
  private final Condition work;
  private final Condition raiseDecided;
  private final ArrayDeque<Pending> pending = new ArrayDeque<>();
  private final Thread writer;
  private CutoverState stored;
  private long version;
  private long lastRevision;
  private boolean up = true;
  private @Nullable String shut;

  /**
   * Begins with nothing on its way.
   *
   * @param readOnly why the store must never be written; null: it may
   */
  Backlog(
      Store store,
      ReentrantLock lock,
      InForce inForce,
      History history,
      StateMetrics metrics,
      Timing timing,
      @Nullable String readOnly) {
    this.store = store;
    this.lock = lock;
    this.inForce = inForce;
    this.history = history;
    this.metrics = metrics;
    this.timing = timing;
    shut = readOnly;
    stored = inForce.state();
    version = store.version();
    lastRevision = stored.revision();
    work = lock.newCondition();
    raiseDecided = lock.newCondition();
    metrics.storeUp(readOnly == null);
    writer = Thread.ofVirtual().name("state-writer").unstarted(this::write);
    if (readOnly == null) {
      writer.start();
    }
  }

  /** Returns the change as it would come next. */
  Pending propose(Change change, Instant at, Actor actor, Why why) {
    return new Pending(change, at, actor, why, lastRevision + 1, false, new CompletableFuture<>());
  }

  /** Returns why nothing more can be stored; null: the store is asked. */
  @Nullable String shut() {
    return shut;
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Returns whether a change waits for the store before it is in force. */
  boolean raiseUnderWay() {
    return pending.stream().anyMatch(Pending::raising);
  }

  /** Returns when the store may have decided on the raise under way. Lets go of the lock. */
  void awaitRaise() {
    raiseDecided.awaitUninterruptibly();
  }

  /** Returns the state once everything on its way is stored. */
  CutoverState afterAll() {
    return replayed(pending);
  }

  /** Takes a change in, to be stored. */
  void accept(Pending change) {
    lastRevision = change.revision();
    pending.add(change);
    if (shut != null) {
      change.first().complete(new Pending.Try.Failed(shut));
    }
    work.signal();
  }

  /** Tries once more to store what is left, and says what is not; waits for a while only. */
  void close() {
    lock.lock();
    try {
      shut = shut == null ? "the gateway is stopping" : shut;
      work.signal();
    } finally {
      lock.unlock();
    }
    try {
      // A store that hangs is left to the end of the process.
      if (writer.getState() == Thread.State.NEW || writer.join(timing.closing())) {
        store.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      for (Pending left : pending) {
        log.atError().addKeyValue("change", left.change()).log("A CHANGE WAS NEVER STORED");
      }
    } finally {
      lock.unlock();
    }
  }

  private CutoverState replayed(Iterable<Pending> changes) {
    CutoverState state = stored;
    for (Pending change : changes) {
      if (change.on(state) instanceof Outcome.Applied applied) {
        state = applied.after();
      }
    }
    return state;
  }

  private void write() {
    lock.lock();
    try {
      while (true) {
        Pending next = pending.peek();
        boolean done = next != null && tryToStore(next);
        if (!done && shut != null) {
          return;
        }
        if (next == null) {
          work.await();
        } else if (!done) {
          boolean _ = work.await(timing.retry().toNanos(), TimeUnit.NANOSECONDS);
        }
      }
    } catch (InterruptedException e) {
      log.atError().log("nobody interrupts the state's writer, and yet it was");
    } finally {
      lock.unlock();
    }
  }

  private boolean tryToStore(Pending next) {
    try {
      return store(next);
    } catch (RuntimeException e) {
      // Nobody may wait for ever on a thread that died of a mistake of ours.
      log.atError().setCause(e).log("the state's store failed in a way it should not");
      failed("the store failed: " + e);
      return false;
    }
  }

  /** Stores one change; returns whether it is off the list. */
  private boolean store(Pending next) {
    if (!(next.on(stored) instanceof Outcome.Applied applied)) {
      settle(next, stored, null);
      return true;
    }
    ObjectNode entry = AuditRecord.of(applied, next);
    String record = AuditRecord.text(entry, stored.auditHead());
    CutoverState after = applied.after().withAuditHead(AuditRecord.hash(record));
    switch (commit(record, StateJson.text(StateJson.write(after)))) {
      case Committed.Done done -> {
        version = done.version();
        settle(next, after, entry);
        return true;
      }
      case Committed.Lost lost ->
          failed("another process wrote the state (version " + lost.actual() + "): restart");
      case Committed.Away away -> failed(away.detail());
    }
    return false;
  }

  private Committed commit(String record, String document) {
    long expected = version;
    lock.unlock();
    try {
      return store.commit(expected, record, document);
    } finally {
      lock.lock();
    }
  }

  private void settle(Pending done, CutoverState after, @Nullable ObjectNode entry) {
    pending.remove();
    stored = after;
    if (!up) {
      log.atInfo().addKeyValue("left", pending.size()).log("the state's store is back");
    }
    up = true;
    metrics.storeUp(true);
    inForce.bring(replayed(pending.stream().filter(change -> !change.raising()).toList()));
    if (entry != null) {
      history.add(entry, true);
    }
    done.first().complete(new Pending.Try.Stored());
    raiseDecided.signalAll();
  }

  private void failed(String detail) {
    if (up) {
      log.atError()
          .addKeyValue("error", detail)
          .log("the state's store is away: lowering goes on in memory, raising is refused");
    }
    up = false;
    metrics.storeUp(false);
    for (Pending change : pending) {
      change.first().complete(new Pending.Try.Failed(detail));
    }
    pending.removeIf(Pending::raising);
    inForce.bring(replayed(pending));
    raiseDecided.signalAll();
  }
}
