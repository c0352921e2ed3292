package io.cutover.state;

import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is set for a time only: how that begins, and how it ends.
 *
 * <p>A share's lease ends at the smaller of what was agreed and the share just before it; its end
 * lowers or does nothing, for the gateway raises nothing by itself. A switch springs back to where
 * it stood before its first lease.
 */
final class Leases {
  private Leases() {}

  static @Nullable Lease of(RouteState route, Change.SetShare set, Changes.Stamp stamp) {
    Change.SetShare.Loan loan = set.lease();
    if (loan == null) {
      return null;
    }
    // A lease that follows on a lease must not make that one's height its own beginning.
    Lease former = route.lease();
    Share began = former == null ? route.share() : smaller(former.then(), route.share());
    Share then = loan.then() == null ? began : smaller(loan.then(), began);
    return new Lease(stamp.at().plus(loan.length()), then, stamp.actor().name());
  }

  static SwitchState.@Nullable Lease of(
      SwitchState now, Change.SetSwitch set, Changes.Stamp stamp) {
    if (set.lease() == null) {
      return null;
    }
    SwitchPosition then = now.lease() == null ? now.position() : now.lease().then();
    return new SwitchState.Lease(stamp.at().plus(set.lease()), then);
  }

  static Outcome end(CutoverState state, Change.EndLease end, Changes.Stamp stamp) {
    RouteState route = state.routes().get(end.route());
    if (route == null) {
      return new Outcome.UnknownRoute(end.route());
    }
    Lease lease = route.lease();
    if (lease == null || !lease.until().equals(end.until())) {
      // Meanwhile somebody has set another share.
      return new Outcome.Unchanged(route.change(), state, false);
    }
    RouteState after = route.withShare(smaller(lease.then(), route.share()));
    return Changes.changed(state, Map.of(end.route(), after), stamp);
  }

  static Outcome end(CutoverState state, Change.EndSwitchLease end, Changes.Stamp stamp) {
    SwitchState.Lease lease = state.switchState().lease();
    if (lease == null || !lease.until().equals(end.until())) {
      return new Outcome.Unchanged(state.switchState().change(), state, false);
    }
    return Changes.switched(state, lease.then(), null, stamp);
  }

  /** Returns the changes that end what is over at an instant. */
  static List<Change> over(CutoverState state, Instant now) {
    var over = new ArrayList<Change>();
    state
        .routes()
        .forEach(
            (name, route) -> {
              Lease lease = route.lease();
              if (lease != null && !now.isBefore(lease.until())) {
                over.add(new Change.EndLease(name, lease.until()));
              }
            });
    SwitchState.Lease lease = state.switchState().lease();
    if (lease != null && !now.isBefore(lease.until())) {
      over.add(new Change.EndSwitchLease(lease.until()));
    }
    return over;
  }

  private static Share smaller(Share one, Share other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
