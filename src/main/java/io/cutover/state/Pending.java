package io.cutover.state;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * A change on its way to the store. It is computed again whenever what comes before it turns out
 * otherwise, and keeps its revision then, and so its id.
 *
 * @param raising whether it waits for the store before it is in force
 * @param first what came of the first try to store it
 */
record Pending(
    Change change,
    Instant at,
    Actor actor,
    Why why,
    long revision,
    boolean raising,
    CompletableFuture<Try> first) {

  /** What came of a try to store. */
  sealed interface Try {
    /** It is stored. */
    record Stored() implements Try {}

    /** It is not: the detail says what to mend. */
    record Failed(String detail) implements Try {}
  }

  Outcome on(CutoverState state) {
    return Changes.apply(state.atRevision(revision - 1), change, at, actor, why.reason());
  }

  Pending asRaising() {
    return new Pending(change, at, actor, why, revision, true, first);
  }
}
