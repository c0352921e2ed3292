package io.cutover.state;

import org.jspecify.annotations.Nullable;

/** What came of a change that was asked for. Read it with a {@code switch} without default. */
public sealed interface Outcome {

  /**
   * It is in force in this replica.
   *
   * @param changeId for receipts, audit and undo
   * @param persisted whether it outlives the process already; false only for what lowers, while the
   *     store is away: it is retried until stored
   */
  record Applied(String changeId, CutoverState before, CutoverState after, boolean persisted)
      implements Outcome {}

  /**
   * The state was so already: nothing was written, no revision taken.
   *
   * @param changeId of the change that made it so; null: it has been so from the start
   * @param persisted whether that change is stored
   */
  record Unchanged(@Nullable String changeId, CutoverState state, boolean persisted)
      implements Outcome {}

  /** A change must say why, and this one does not: answered 400. */
  record ReasonNeeded(String detail) implements Outcome {}

  /** No such route: answered 404. */
  record UnknownRoute(String route) implements Outcome {}

  /**
   * The resource has changed since the caller looked at it: answered 412.
   *
   * @param resource as a person knows it
   * @param actual its revision now
   * @param since what happened to it, as the rest of a sentence that begins with the resource
   */
  record Stale(String resource, long actual, String since) implements Outcome {
    /** Returns the sentence. */
    public String detail() {
      return resource + since;
    }
  }

  /** The state forbids it: answered 409. */
  record Conflict(Refusal refusal) implements Outcome {
    /** Of no single route, or of one by its name. */
    public Conflict(String detail) {
      this(new Refusal.Said(detail));
    }

    /** Returns the sentence; it names the command that ends this. */
    public String detail() {
      return refusal.words();
    }
  }

  /** It raises, and can not be stored now: answered 503; nothing has changed. */
  record StoreAway(String detail) implements Outcome {}
}
