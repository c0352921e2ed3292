package io.cutover.state;

import io.cutover.split.Platform;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The old platform's end, and changes that are taken back. */
final class Endings {
  private Endings() {}

  static Outcome retire(CutoverState state, Change.Retire retire, Changes.Stamp stamp) {
    if (state.retired() != retire.undo()) {
      return new Outcome.Conflict(
          retire.undo()
              ? "the old platform is not retired, so there is nothing to take back"
              : "the old platform is retired already; to take that back: cutover retire old --undo"
                  + " --reason …");
    }
    return retired(state, !retire.undo(), stamp);
  }

  private static Outcome retired(CutoverState state, boolean retired, Changes.Stamp stamp) {
    Platform home = retired ? Platform.NEW : Platform.OLD;
    Retirement was = state.retirement();
    Map<String, RouteState> routes = new TreeMap<>();
    state
        .routes()
        .forEach(
            (name, route) -> {
              boolean moves = was == null ? route.home() != home : was.moved().contains(name);
              if (moves) {
                routes.put(name, route.withHome(home).stamped(stamp.revision(), stamp.id()));
              }
            });
    Retirement now =
        retired
            ? new Retirement(
                stamp.at(), stamp.actor().name(), stamp.reason(), new TreeSet<>(routes.keySet()))
            : null;
    CutoverState after = state.withRoutes(routes).withRetirement(now).atRevision(stamp.revision());
    return new Outcome.Applied(stamp.id(), state, after, false);
  }

  /**
   * Takes a change back. Refused when something was changed there since: the way back from that is
   * another. A latch is never lifted so, and a latched route never raised.
   */
  static Outcome undo(CutoverState state, Change.Undo undo, Changes.Stamp stamp) {
    Refusal refusal = refusal(state, undo);
    if (refusal != null) {
      return new Outcome.Conflict(refusal);
    }
    Boolean retired = undo.retired();
    if (retired != null) {
      return retired(state, retired, stamp);
    }
    Change.Undo.TokensBack tokens = undo.tokens();
    if (tokens != null) {
      return Changes.setTokens(
          state, new Change.SetTokens(tokens.application(), tokens.was()), stamp);
    }
    SwitchState was = undo.switchState();
    if (was != null) {
      SwitchState.Lease lent = was.lease();
      return lent != null && !stamp.at().isBefore(lent.until())
          ? Changes.switched(state, lent.then(), null, stamp)
          : Changes.switched(state, was.position(), lent, stamp);
    }
    Map<String, RouteState> routes = new TreeMap<>();
    undo.routes()
        .forEach(
            (name, before) -> {
              RouteState now = state.routes().get(name);
              if (now != null) {
                routes.put(name, back(now, before, stamp));
              }
            });
    return Changes.changed(state, routes, stamp);
  }

  private static RouteState back(RouteState now, RouteState before, Changes.Stamp stamp) {
    Lease lease = before.lease();
    RouteState lent =
        lease != null && !stamp.at().isBefore(lease.until())
            ? now.withShare(lease.then())
            : now.withShare(before.share()).withLease(lease);
    return lent.withHome(before.home()).withPins(before.pins()).withLatch(before.latch());
  }

  private static @Nullable Refusal refusal(CutoverState state, Change.Undo undo) {
    if (undo.refused() != null) {
      return new Refusal.Said(
          "change %s can not be undone: %s".formatted(undo.change(), undo.refused()));
    }
    Change.Undo.TokensBack tokens = undo.tokens();
    if (undo.switchState() != null && !state.switchState().change().equals(undo.change())) {
      return new Refusal.Said(
          "the switch was moved again since change %s, by change %s; undo that one first, or set the switch"
              .formatted(undo.change(), state.switchState().change()));
    }
    Tokens said = tokens == null ? null : state.tokens().get(tokens.application());
    if (tokens != null && said == null && tokens.left()) {
      return new Refusal.Said(
          "whose tokens %s is given was left to the file since change %s; say what you want"
              .formatted(tokens.application(), undo.change()));
    }
    if (tokens != null && said != null && !said.change().equals(undo.change())) {
      return new Refusal.Said(
          "whose tokens %s is given was said again since change %s, by change %s; undo that one first, or say what you want"
              .formatted(tokens.application(), undo.change(), said.change()));
    }
    for (Map.Entry<String, RouteState> entry : undo.routes().entrySet()) {
      RouteState now = state.routes().get(entry.getKey());
      if (now == null) {
        continue;
      }
      if (!now.change().equals(undo.change())) {
        return new Refusal.ChangedAgain(entry.getKey(), undo.change(), now.change());
      }
      if (now.latch() != null && entry.getValue().latch() == null) {
        return new Refusal.RolledBack(entry.getKey());
      }
      Refusal raising = Raising.refusal(entry.getKey(), now, entry.getValue().share());
      if (raising != null) {
        return raising;
      }
    }
    return null;
  }
}
