package io.cutover.state;

import io.cutover.split.Share;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a change's way: the route, what state it is in, and the command that ends this.
 *
 * <p>The route is known here by what its state goes by, a group or a former name; who answers a
 * person says it by the name that the person used.
 */
public sealed interface Refusal {

  /** Returns what the route's state goes by; null: it is of no single route. */
  @Nullable String route();

  /**
   * Returns the sentence.
   *
   * @param name of the route, as the reader knows it
   */
  String words(String name);

  /** Returns the sentence, with what the route's state goes by for its name. */
  default String words() {
    return words(String.valueOf(route()));
  }

  /** Nothing raises it. */
  record Latched(String route, Latch latch, Share share) implements Refusal {
    @Override
    public String words(String name) {
      return "route %s is latched since %s by %s (%s) and stays at %s; to lift the latch: cutover plan clear %s --reason …"
          .formatted(
              name,
              ChangeWords.time(latch.since()),
              latch.by(),
              latch.reason() == null ? latch.cause() : latch.cause() + ": " + latch.reason(),
              share,
              name);
    }
  }

  /** Its latch is too young to be lifted. */
  record CoolingDown(String route, Latch latch, Duration left) implements Refusal {
    @Override
    public String words(String name) {
      return "route %s was latched since %s and cools down for another %s; look at what went wrong, or lift the latch now, as an admin: cutover plan clear %s --force --reason …"
          .formatted(name, ChangeWords.time(latch.since()), PlanChanges.text(left), name);
    }
  }

  /** There is no latch to lift. */
  record Unlatched(String route, Share share) implements Refusal {
    @Override
    public String words(String name) {
      return "route %s has no latch, so there is nothing to clear; its share is %s: cutover share %s PERCENT%% --reason … sets it"
          .formatted(name, share, name);
    }
  }

  /** A plan raises it, and nobody else. */
  record PlanUnderWay(String route, PlanRun run) implements Refusal {
    @Override
    public String words(String name) {
      return "route %s has a plan under way, %s; raise the share by it (cutover plan advance %s --reason …) or end it first: cutover plan stop %s --reason …"
          .formatted(name, PlanChanges.said(run), name, name);
    }
  }

  /** Its plan is not the one that the change was made of. */
  record PlanMovedOn(String route, @Nullable PlanRun run) implements Refusal {
    @Override
    public String words(String name) {
      return "the plan of route %s has moved on meanwhile: %s; look again"
          .formatted(name, run == null ? "there is none" : PlanChanges.said(run));
    }
  }

  /** What is to be undone was followed by another change. */
  record ChangedAgain(String route, String change, String by) implements Refusal {
    @Override
    public String words(String name) {
      return "route %s was changed again since change %s, by change %s; undo that one first, or set what you want"
          .formatted(name, change, by);
    }
  }

  /** A latch is lifted by a person, and by nothing else. */
  record RolledBack(String route) implements Refusal {
    @Override
    public String words(String name) {
      return "a rollback is not undone: lift the latch of route %s, cutover plan clear %s --reason …, then set its share"
          .formatted(name, name);
    }
  }

  /** What is said already, of no single route or by its name. */
  record Said(String words) implements Refusal {
    @Override
    public @Nullable String route() {
      return null;
    }

    @Override
    public String words(String name) {
      return words;
    }
  }
}
