package io.cutover.state;

import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each change does, as a pure function: the same state, change, instant and actor give the
 * same outcome, so that a change can be computed again on top of another.
 */
final class Changes {
  private static final int ID_BYTES = 6;

  private Changes() {}

  /**
   * Computes a change.
   *
   * @return {@link Outcome.Applied} as not persisted, or {@link Outcome.Unchanged}, {@link
   *     Outcome.UnknownRoute}, {@link Outcome.Conflict}
   */
  static Outcome apply(
      CutoverState state, Change change, Instant at, Actor actor, @Nullable String reason) {
    long revision = state.revision() + 1;
    Stamp stamp = new Stamp(revision, id(state.epoch(), revision, at, actor), at, actor, reason);
    return switch (change) {
      case Change.SetShare set -> setShare(state, set, stamp);
      case Change.EndLease end -> Leases.end(state, end, stamp);
      case Change.Rollback rollback -> rollback(state, rollback, stamp);
      case Change.ClearLatch clear -> clearLatch(state, clear, stamp);
      case Change.Plan plan -> PlanChanges.apply(state, plan, stamp);
      case Change.SetSwitch set -> setSwitch(state, set, stamp);
      case Change.EndSwitchLease end -> Leases.end(state, end, stamp);
      case Change.SetPin pin -> setPin(state, pin, stamp);
      case Change.SetTokens set -> setTokens(state, set, stamp);
      case Change.Retire retire -> Endings.retire(state, retire, stamp);
      case Change.Note _ -> bare(state, stamp);
      case Change.Undo undo -> Endings.undo(state, undo, stamp);
      case Change.Declare declare -> declare(state, declare, stamp);
    };
  }

  /** Returns whether a change must say why. */
  static boolean needsReason(Change change) {
    return switch (change) {
      case Change.Rollback _,
          Change.Declare _,
          Change.EndLease _,
          Change.EndSwitchLease _,
          Change.Note _ ->
          false;
      case Change.Plan _,
          Change.SetShare _,
          Change.ClearLatch _,
          Change.SetSwitch _,
          Change.SetPin _,
          Change.SetTokens _,
          Change.Retire _,
          Change.Undo _ ->
          true;
    };
  }

  private static Outcome setShare(CutoverState state, Change.SetShare set, Stamp stamp) {
    RouteState route = state.routes().get(set.route());
    if (route == null) {
      return new Outcome.UnknownRoute(set.route());
    }
    Refusal refusal = Raising.refusal(set.route(), route, set.share());
    if (refusal != null) {
      return new Outcome.Conflict(refusal);
    }
    RouteState next = route.withShare(set.share()).withLease(Leases.of(route, set, stamp));
    return changed(state, Map.of(set.route(), PlanChanges.byHand(next, route)), stamp);
  }

  private static Outcome rollback(CutoverState state, Change.Rollback rollback, Stamp stamp) {
    Map<String, RouteState> routes = new TreeMap<>();
    for (String name : rollback.routes()) {
      RouteState route = state.routes().get(name);
      if (route == null) {
        return new Outcome.UnknownRoute(name);
      }
      RouteState latched = route.latch() == null ? stamp.latched(route, Latch.OPERATOR) : route;
      routes.put(name, PlanChanges.ended(latched.withShare(Share.NONE), stamp.actor()));
    }
    return changed(state, routes, stamp);
  }

  private static Outcome clearLatch(CutoverState state, Change.ClearLatch clear, Stamp stamp) {
    RouteState route = state.routes().get(clear.route());
    if (route == null) {
      return new Outcome.UnknownRoute(clear.route());
    }
    if (route.latch() == null) {
      return new Outcome.Conflict(new Refusal.Unlatched(clear.route(), route.share()));
    }
    Instant cools = route.latch().cools();
    if (cools != null && stamp.at().isBefore(cools) && !clear.force()) {
      return new Outcome.Conflict(
          new Refusal.CoolingDown(
              clear.route(), route.latch(), Duration.between(stamp.at(), cools)));
    }
    return changed(state, Map.of(clear.route(), PlanChanges.cleared(route)), stamp);
  }

  private static Outcome setPin(CutoverState state, Change.SetPin set, Stamp stamp) {
    RouteState route = state.routes().get(set.route());
    if (route == null) {
      return new Outcome.UnknownRoute(set.route());
    }
    Platform platform = set.platform();
    Pin pin = platform == null ? null : new Pin(platform, set.until(), stamp.actor.name());
    return changed(state, Map.of(set.route(), route.withPin(set.application(), pin)), stamp);
  }

  static Outcome setTokens(CutoverState state, Change.SetTokens set, Stamp stamp) {
    Platform platform = set.platform();
    Tokens was = state.tokens().get(set.application());
    if (state.tokensOf(set.application()) == platform) {
      return new Outcome.Unchanged(was == null ? null : was.change(), state, false);
    }
    Tokens said =
        platform == null
            ? null
            : new Tokens(
                platform, stamp.revision, stamp.id, was == null ? Extra.NONE : was.extra());
    CutoverState after = state.withTokens(set.application(), said).atRevision(stamp.revision);
    return new Outcome.Applied(stamp.id, state, after, false);
  }

  /** A change of nothing but the audit. */
  private static Outcome bare(CutoverState state, Stamp stamp) {
    return new Outcome.Applied(stamp.id, state, state.atRevision(stamp.revision), false);
  }

  private static Outcome setSwitch(CutoverState state, Change.SetSwitch set, Stamp stamp) {
    SwitchState now = state.switchState();
    if (state.retired() && set.position() == SwitchPosition.OLD) {
      return new Outcome.Conflict(
          "the old platform is retired and called no more, so the switch can not send everything"
              + " there; first take it back: cutover retire old --undo --reason …");
    }
    SwitchState.Lease lease = Leases.of(now, set, stamp);
    if (now.position() == set.position() && Objects.equals(now.lease(), lease)) {
      return new Outcome.Unchanged(now.change().isEmpty() ? null : now.change(), state, false);
    }
    return switched(state, set.position(), lease, stamp);
  }

  static Outcome switched(
      CutoverState state, SwitchPosition to, SwitchState.@Nullable Lease lease, Stamp stamp) {
    CutoverState after =
        state
            .withSwitch(state.switchState().at(to, lease, stamp.revision, stamp.id))
            .atRevision(stamp.revision);
    return new Outcome.Applied(stamp.id, state, after, false);
  }

  private static Outcome declare(CutoverState state, Change.Declare declare, Stamp stamp) {
    Map<String, RouteState> routes = new TreeMap<>();
    declare
        .file()
        .forEach(
            (name, file) -> {
              RouteState route = state.routes().get(name);
              routes.put(
                  name,
                  route == null
                      ? RouteState.seed(file, stamp.revision, stamp.id)
                      : declared(route, declare.before().get(name), file, declare.raise()));
            });
    if (declare.damage() != null) {
      state.routes().forEach(routes::putIfAbsent);
      routes.replaceAll(
          (name, route) ->
              route.latch() == null
                  ? route.withLatch(
                      new Latch(stamp.at, stamp.actor.name(), Latch.DAMAGE, stamp.reason))
                  : route);
    }
    return changed(state, routes, stamp);
  }

  private static RouteState declared(
      RouteState route, @Nullable Share before, Share file, boolean raise) {
    if (before == null) {
      return route.withDeclared(file);
    }
    if (before.equals(file) || !before.equals(route.declared())) {
      // Another replica has acted on this reload already.
      return route;
    }
    boolean raises = file.compareTo(route.share()) > 0;
    boolean acts = !raises || (raise && route.latch() == null && route.running() == null);
    return acts
        ? PlanChanges.byHand(route.withDeclared(file).withShare(file), route)
        : route.withDeclared(file);
  }

  /** Returns the outcome of what becomes of some routes. */
  static Outcome changed(CutoverState state, Map<String, RouteState> routes, Stamp stamp) {
    Map<String, RouteState> changed = new TreeMap<>();
    routes.forEach(
        (name, route) -> {
          RouteState was = state.routes().get(name);
          if (was == null || !route.withDeclared(was.declared()).equals(was)) {
            changed.put(name, route.stamped(stamp.revision, stamp.id));
          } else if (!route.equals(was)) {
            // What the file says is not what the resource is: its ETag stays.
            changed.put(name, route);
          }
        });
    if (changed.isEmpty()) {
      return new Outcome.Unchanged(lastChange(state, routes.keySet()), state, false);
    }
    CutoverState after = state.withRoutes(changed).atRevision(stamp.revision);
    return new Outcome.Applied(stamp.id, state, after, false);
  }

  private static @Nullable String lastChange(CutoverState state, Set<String> routes) {
    RouteState last = null;
    for (String name : routes) {
      RouteState route = state.routes().get(name);
      if (route != null && (last == null || route.revision() > last.revision())) {
        last = route;
      }
    }
    return last == null ? null : last.change();
  }

  private static String id(String epoch, long revision, Instant at, Actor actor) {
    String basis = String.join("\n", epoch, Long.toString(revision), at.toString(), actor.name());
    return HexFormat.of().formatHex(sha256(basis), 0, ID_BYTES);
  }

  /** Returns the SHA-256 digest of a text's UTF-8 bytes. */
  static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** What a change leaves on what it touches. */
  record Stamp(long revision, String id, Instant at, Actor actor, @Nullable String reason) {
    Latch latch(String cause) {
      return new Latch(at, actor.name(), cause, reason);
    }

    /** Returns a route with a latch on, which cools down the longer the more there were of late. */
    RouteState latched(RouteState route, String cause) {
      Latches latches = route.latches().and(at);
      Duration coolDown = latches.coolDown(cause.equals(Latch.OPERATOR));
      Instant cools = coolDown.isZero() ? null : at.plus(coolDown);
      return route
          .withLatches(latches)
          .withLatch(new Latch(at, actor.name(), cause, reason, cools, Extra.NONE));
    }
  }
}
