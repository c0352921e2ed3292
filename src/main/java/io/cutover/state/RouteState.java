package io.cutover.state;

import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What replicas agree on about one route, or about the routes of one group.
 *
 * @param share in force
 * @param declared the configuration file's last value
 * @param home where unknowns go
 * @param latch null: the share may be raised
 * @param latches how often it was latched of late
 * @param lease null: the share is no loan
 * @param pins by application
 * @param plan its last plan run; null: there has been none
 * @param revision of the state at this route's last change; its ETag
 * @param change id of that change
 */
public record RouteState(
    Share share,
    Share declared,
    Platform home,
    @Nullable Latch latch,
    Latches latches,
    @Nullable Lease lease,
    Map<String, Pin> pins,
    @Nullable PlanRun plan,
    long revision,
    String change,
    Extra extra) {

  public RouteState {
    pins = Collections.unmodifiableMap(new TreeMap<>(pins));
  }

  /** A route that was never latched and whose share is no loan. */
  public RouteState(
      Share share,
      Share declared,
      Platform home,
      @Nullable Latch latch,
      Map<String, Pin> pins,
      @Nullable PlanRun plan,
      long revision,
      String change,
      Extra extra) {
    this(share, declared, home, latch, Latches.NONE, null, pins, plan, revision, change, extra);
  }

  /** Returns the state that a route of the configuration begins with. */
  static RouteState seed(Share file, long revision, String change) {
    return new RouteState(
        file, file, Platform.OLD, null, Map.of(), null, revision, change, Extra.NONE);
  }

  RouteState stamped(long revision, String change) {
    return new RouteState(
        share, declared, home, latch, latches, lease, pins, plan, revision, change, extra);
  }

  /** Returns it at another share, for good: a lease has ended with that. */
  RouteState withShare(Share share) {
    return new RouteState(
        share, declared, home, latch, latches, null, pins, plan, revision, change, extra);
  }

  RouteState withLease(@Nullable Lease lease) {
    return new RouteState(
        share, declared, home, latch, latches, lease, pins, plan, revision, change, extra);
  }

  RouteState withDeclared(Share declared) {
    return new RouteState(
        share, declared, home, latch, latches, lease, pins, plan, revision, change, extra);
  }

  RouteState withHome(Platform home) {
    return new RouteState(
        share, declared, home, latch, latches, lease, pins, plan, revision, change, extra);
  }

  RouteState withLatch(@Nullable Latch latch) {
    return new RouteState(
        share, declared, home, latch, latches, lease, pins, plan, revision, change, extra);
  }

  RouteState withLatches(Latches latches) {
    return new RouteState(
        share, declared, home, latch, latches, lease, pins, plan, revision, change, extra);
  }

  RouteState withPins(Map<String, Pin> pins) {
    return new RouteState(
        share, declared, home, latch, latches, lease, pins, plan, revision, change, extra);
  }

  RouteState withPlan(@Nullable PlanRun plan) {
    return new RouteState(
        share, declared, home, latch, latches, lease, pins, plan, revision, change, extra);
  }

  /** Returns the plan run that goes on; null: there is none. */
  public @Nullable PlanRun running() {
    return plan != null && plan.phase().unfinished() ? plan : null;
  }

  /** Returns it with an application's pin, or without one. */
  RouteState withPin(String application, @Nullable Pin pin) {
    Map<String, Pin> all = new TreeMap<>(pins);
    if (pin == null) {
      all.remove(application);
    } else {
      all.put(application, pin);
    }
    return withPins(all);
  }
}
