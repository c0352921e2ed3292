package io.cutover.admin;

import io.cutover.state.Actor;
import io.cutover.state.CutoverState;
import io.cutover.state.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How what came of a change is answered. */
final class Receipts {
  private static final Logger LOG = LoggerFactory.getLogger(Receipts.class);

  private Receipts() {}

  static Actor actor(Call call) {
    return new Actor(
        call.caller().operator().name(),
        call.as(),
        "admin " + call.caller().address().getHostAddress());
  }

  /**
   * Answers a change of one resource.
   *
   * @param revision the resource's, of a state
   */
  static Answer ofChange(Outcome outcome, ToLongFunction<CutoverState> revision) {
    return switch (outcome) {
      case Outcome.Applied(var id, _, var after, var persisted) ->
          changed(id, persisted, after, revision);
      case Outcome.Unchanged(var id, var state, var persisted) ->
          changed(id, persisted, state, revision);
      case Outcome.ReasonNeeded(var detail) -> Answer.problem(400, detail);
      case Outcome.UnknownRoute(var route) ->
          Answer.problem(404, "there is no route '" + route + "'");
      case Outcome.Stale stale -> Answer.problem(412, stale.detail());
      case Outcome.Conflict conflict -> Answer.problem(409, conflict.detail());
      case Outcome.StoreAway(var detail) -> Answer.problem(503, detail);
    };
  }

  private static Answer changed(
      @Nullable String id, boolean persisted, CutoverState state, ToLongFunction<CutoverState> of) {
    var receipt = new LinkedHashMap<String, @Nullable Object>();
    receipt.put("change", id);
    receipt.put("persisted", persisted);
    return Answer.json(receipt)
        .with("ETag", Preconditions.tag(state.epoch(), of.applyAsLong(state)));
  }

  /** Answers a rollback: it acts in this replica at once, stored or not. */
  static Answer ofRollback(Outcome outcome, String replica, List<Preview> undone) {
    return switch (outcome) {
      case Outcome.Applied(var id, _, _, var persisted) ->
          rolledBack(id, persisted, replica, undone);
      case Outcome.Unchanged(var id, _, var persisted) ->
          rolledBack(id, persisted, replica, undone);
      case Outcome.ReasonNeeded _,
          Outcome.UnknownRoute _,
          Outcome.Stale _,
          Outcome.Conflict _,
          Outcome.StoreAway _ ->
          ofChange(outcome, state -> state.revision());
    };
  }

  private static Answer rolledBack(
      @Nullable String id, boolean persisted, String replica, List<Preview> undone) {
    if (!persisted) {
      LOG.atWarn().log("A rollback acts but is not stored yet");
    }
    var receipt = new LinkedHashMap<String, @Nullable Object>();
    receipt.put("change", id);
    receipt.put("persisted", persisted);
    receipt.put("reached", List.of(replica));
    receipt.put("notReached", List.of());
    receipt.put(
        "moved",
        undone.stream()
            .flatMap(p -> p.moves().stream())
            .map(Preview.Move::who)
            .distinct()
            .toList());
    receipt.put(
        "couldNot",
        undone.stream()
            .flatMap(p -> p.cannot().stream())
            .map(Preview.Stay::who)
            .distinct()
            .toList());
    return Answer.json(receipt);
  }

  /**
   * Answers a change that is based on what is no more.
   *
   * @param who made the resource what it is, as {@code History.who} says it
   */
  static Answer stale(String resource, String who) {
    return Answer.problem(
        412, resource + " has changed since you read it" + who + "; read it again and decide anew");
  }
}
