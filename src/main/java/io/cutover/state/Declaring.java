package io.cutover.state;

import io.cutover.split.Share;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes from the shares of one configuration to those of another, one reload after the other.
 * Thread-safe.
 */
final class Declaring {
  private static final Logger log = LoggerFactory.getLogger(Declaring.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final StateKeeper keeper;
  private final InstantSource clock;

  Declaring(StateKeeper keeper, InstantSource clock) {
    this.keeper = keeper;
    this.clock = clock;
  }

  /** See {@link StateKeeper#declare}. */
  Outcome declare(Map<String, Share> shares, Actor actor) {
    lock.lock();
    try {
      Change.Declare whole = Change.Declare.onReload(keeper.file(), shares);
      keeper.configure(shares);
      Set<String> raised = raised(whole);
      // What does not raise must not wait for what does.
      Outcome lowering = declare(whole.without(raised), actor);
      return raised.isEmpty() ? lowering : joined(lowering, declare(whole.only(raised), actor));
    } finally {
      lock.unlock();
    }
  }

  private Outcome declare(Change.Declare declare, Actor actor) {
    Outcome outcome = keeper.apply(declare, actor, null, null);
    if (outcome instanceof Outcome.StoreAway away) {
      log.atWarn()
          .addKeyValue("routes", declare.file().keySet())
          .addKeyValue("error", away.detail())
          .log("shares that the file raises are not raised: the state can not be stored");
      return keeper.apply(declare.withoutRaising(), actor, null, null);
    }
    return outcome;
  }

  private Set<String> raised(Change.Declare declare) {
    CutoverState now = keeper.current();
    return Changes.apply(now, declare, clock.instant(), Actor.GATEWAY, null)
            instanceof Outcome.Applied applied
        ? Raising.raised(now, applied.after())
        : Set.of();
  }

  private static Outcome joined(Outcome first, Outcome second) {
    if (first instanceof Outcome.Applied a && second instanceof Outcome.Applied b) {
      return new Outcome.Applied(
          b.changeId(), a.before(), b.after(), a.persisted() && b.persisted());
    }
    return second instanceof Outcome.Applied ? second : first;
  }
}
