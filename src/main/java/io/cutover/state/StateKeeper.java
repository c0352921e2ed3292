package io.cutover.state;

import io.cutover.metric.StateMetrics;
import io.cutover.split.Share;
import io.cutover.store.LogRead;
import io.cutover.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the state in force in this replica, changes it, and sees that the change outlives the
 * process.
 *
 * <p>What lowers acts at once and never waits for the store: it is retried until stored. What
 * raises is stored before it acts, and refused while that fails. Thread-safe, for virtual threads;
 * an event loop must not call it.
 */
public final class StateKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StateKeeper.class);

  private static final Duration LEASES = Duration.ofMillis(250);

  // Held for work in memory only.
  private final ReentrantLock lock = new ReentrantLock();
  private final InstantSource clock;
  private final Timing timing;
  private final InForce inForce;
  private final History history = new History();
  private final Backlog backlog;
  private final Declaring declaring;
  private final Store store;
  private final Thread leases = Thread.ofVirtual().name("leases").unstarted(this::watchLeases);
  private volatile Map<String, Share> file = Map.of();
  private Map<String, String> keys = Map.of();

  private StateKeeper(
      Store store, InstantSource clock, StateMetrics metrics, Timing timing, Recovered recovered) {
    this.store = store;
    this.clock = clock;
    this.timing = timing;
    declaring = new Declaring(this, clock);
    CutoverState state = recovered.state();
    inForce =
        new InForce(
            state == null ? CutoverState.first(UUID.randomUUID().toString()) : state, metrics);
    backlog = new Backlog(store, lock, inForce, history, metrics, timing, recovered.readOnly());
  }

  /**
   * Takes the state up from its store, completes it from the log, and declares the file's shares.
   *
   * <p>Never fails: a state that can not be read back is replaced by the last that is known, else
   * the file's shares, with every route latched, and said loudly.
   *
   * @param store given up by {@link #close}
   * @param file the configuration's share of every route, by name
   */
  public static StateKeeper open(
      Store store, InstantSource clock, Map<String, Share> file, StateMetrics metrics) {
    return open(store, clock, file, metrics, Timing.DEFAULT);
  }

  static StateKeeper open(
      Store store,
      InstantSource clock,
      Map<String, Share> file,
      StateMetrics metrics,
      Timing timing) {
    LogRead past = store.log(0);
    Recovered recovered = Recovered.of(store.read(), past);
    TakenUp.say(recovered);
    TakenUp.mend(store, recovered, past.torn());
    StateKeeper keeper = new StateKeeper(store, clock, metrics, timing, recovered);
    keeper.history.load(past);
    keeper.configure(file);
    keeper.apply(Change.Declare.atStart(file, recovered.damage()), Actor.GATEWAY, null, null);
    // Also what ended while nothing ran, before anything is decided by it.
    keeper.endLeases();
    keeper.leases.start();
    return keeper;
  }

  /** Returns the state in force. Never waits. */
  public CutoverState current() {
    return inForce.state();
  }

  /** Returns the last changes. */
  public History history() {
    return history;
  }

  /** Returns where the state differs from the shares that were declared last. */
  public List<Drift> drift() {
    return Drift.between(current(), file);
  }

  /**
   * Tells of the state now, and of each one that comes into force, in order, before the call that
   * brought it returns. The listener must be short and must not change the state.
   */
  public void listen(Consumer<CutoverState> listener) {
    lock.lock();
    try {
      inForce.listen(listener);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes a change; when this returns it is in force, or refused.
   *
   * @param reason why, in the person's words; only {@link Change.Rollback} and {@link
   *     Change.Declare} do without
   * @param expectedRevision of the route or the switch that the change is for, as the caller saw
   *     it; null: whatever it is now. A rollback does not look at it
   */
  public Outcome apply(
      Change change, Actor actor, @Nullable String reason, @Nullable Long expectedRevision) {
    return applyWith(change, actor, Why.of(reason), expectedRevision);
  }

  /** Makes a change, and keeps with it what was seen when it was decided. */
  public Outcome applyWith(Change change, Actor actor, Why why, @Nullable Long expectedRevision) {
    if (Changes.needsReason(change) && why.isBlank()) {
      return new Outcome.ReasonNeeded("a change says why it is made: give a reason");
    }
    Pending accepted;
    Outcome.Applied applied;
    lock.lock();
    try {
      while (true) {
        Pending next = backlog.propose(change, clock.instant(), actor, why);
        Outcome outcome = next.on(current());
        if (outcome instanceof Outcome.UnknownRoute) {
          return outcome;
        }
        Outcome stale = Expectation.of(change, current()).check(expectedRevision, history);
        if (stale != null) {
          return stale;
        }
        if (backlog.raiseUnderWay() && !(outcome instanceof Outcome.Applied)) {
          // Nothing to do as it stands, but perhaps once the raise is: a rollback comes after it.
          outcome = next.on(backlog.afterAll());
        }
        if (!(outcome instanceof Outcome.Applied done)) {
          return outcome instanceof Outcome.Unchanged same ? unchanged(same) : outcome;
        }
        if (!Raising.raises(done.before(), done.after())) {
          applied = done;
          accepted = lower(next, done);
          break;
        }
        if (backlog.shut() != null) {
          return new Outcome.StoreAway(backlog.shut());
        }
        if (!backlog.raiseUnderWay()) {
          applied = done;
          accepted = next.asRaising();
          backlog.accept(accepted);
          break;
        }
        // What it would raise is not decided yet.
        backlog.awaitRaise();
      }
    } finally {
      lock.unlock();
    }
    return told(accepted, applied);
  }

  /**
   * Computes what a change would lead to and writes its record, and throws both away.
   *
   * @return as {@link #apply}, as if it had been stored
   */
  public Outcome rehearse(Change change, Actor actor) {
    Pending next;
    lock.lock();
    try {
      next = backlog.propose(change, clock.instant(), actor, Why.NONE);
    } finally {
      lock.unlock();
    }
    Outcome outcome = next.on(current());
    if (!(outcome instanceof Outcome.Applied applied)) {
      return outcome;
    }
    String record = AuditRecord.text(AuditRecord.of(applied, next), "");
    CutoverState after = applied.after().withAuditHead(AuditRecord.hash(record));
    var _ = StateJson.text(StateJson.write(after));
    return new Outcome.Applied(applied.changeId(), applied.before(), applied.after(), true);
  }

  private Outcome unchanged(Outcome.Unchanged same) {
    boolean persisted = backlog.isEmpty() && backlog.shut() == null;
    return new Outcome.Unchanged(same.changeId(), current(), persisted);
  }

  private Pending lower(Pending change, Outcome.Applied applied) {
    if (change.on(current()) instanceof Outcome.Applied now) {
      inForce.bring(now.after());
    }
    inForce.count(change.change(), applied);
    history.add(AuditRecord.of(applied, change), false);
    backlog.accept(change);
    return change;
  }

  private Outcome told(Pending change, Outcome.Applied applied) {
    CompletableFuture<Pending.Try> first = change.first();
    if (!change.raising()) {
      first =
          first
              .copy()
              .completeOnTimeout(
                  new Pending.Try.Failed("the store does not answer"),
                  timing.patience().toMillis(),
                  TimeUnit.MILLISECONDS);
    }
    return switch (first.join()) {
      case Pending.Try.Stored _ ->
          new Outcome.Applied(applied.changeId(), applied.before(), applied.after(), true);
      case Pending.Try.Failed failed ->
          change.raising() ? new Outcome.StoreAway(failed.detail()) : applied;
    };
  }

  /**
   * Goes from the configuration's shares declared last to those of a configuration that comes into
   * force. Never refused: while the store is away a share that the file raises is noted and not
   * raised.
   *
   * @return {@link Outcome.Applied} or {@link Outcome.Unchanged}
   */
  public Outcome declare(Map<String, Share> shares, Actor actor) {
    return declaring.declare(shares, actor);
  }

  /** Returns the shares of the configuration that was declared last. */
  Map<String, Share> file() {
    return file;
  }

  void configure(Map<String, Share> shares) {
    lock.lock();
    try {
      file = Map.copyOf(shares);
      inForce.configure(keys(shares.keySet()));
    } finally {
      lock.unlock();
    }
  }

  /** Names the routes that go by another state than that of their own name, as those of a group. */
  public void name(Map<String, String> keyByRoute) {
    lock.lock();
    try {
      keys = Map.copyOf(keyByRoute);
      inForce.configure(keys(file.keySet()));
    } finally {
      lock.unlock();
    }
  }

  private Map<String, String> keys(Set<String> declared) {
    return keys.isEmpty() ? declared.stream().collect(Collectors.toMap(k -> k, k -> k)) : keys;
  }

  /** Ends what was set for a time that is over. */
  void endLeases() {
    for (Change end : Leases.over(current(), clock.instant())) {
      if (apply(end, Actor.GATEWAY, "its lease has ended", null)
          instanceof Outcome.StoreAway away) {
        log.atWarn().addKeyValue("error", away.detail()).log("the switch can not spring back yet");
      }
    }
  }

  private void watchLeases() {
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(LEASES);
        endLeases();
      }
    } catch (InterruptedException e) {
      // The keeper is closing.
    }
  }

  /** Reads the stored log from its storage and checks every record against the one before it. */
  public Verified verify() {
    return Verified.of(store.read(), store.log(0));
  }

  /** Tries once more to store what is not stored yet, and gives the store up. */
  @Override
  public void close() {
    leases.interrupt();
    backlog.close();
  }
}
