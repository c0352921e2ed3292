package io.cutover.proxy;

import io.cutover.decide.Choice;
import io.cutover.decide.Decide;
import io.cutover.decide.Live;
import io.cutover.decide.Standing;
import io.cutover.ledger.Outcome;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Who;
import io.cutover.split.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of an exchange when it is over: metrics, the counters that gates judge by, the ring
 * that explain reads, the access log, the trace.
 */
final class Accounts {
  /** What the access log says of a client that went away; nobody is sent it. */
  static final int CLIENT_GONE = 499;

  private Accounts() {}

  /**
   * Enters the end of an exchange. Its head may be the next request's by now.
   *
   * @param tried whether a platform was
   */
  static void close(Facts of, Seen seen, boolean tried, int status) {
    LoopRoom room = of.room;
    Live.InForce inForce = of.inForce;
    Standing standing = inForce.standing();
    String route = inForce.metrics().route();
    String application = of.caller.applicationName();
    Choice choice = of.choice;
    long now = room.loop().now();
    long millis = room.clock().millis();
    long total = now - of.started;
    long gateway = Math.max(total - seen.platformNanos(), 0);
    inForce
        .metrics()
        .finished(
            choice.platform(), choice.decision(), of.caller.kind(), status, total, gateway, now);
    if (tried) {
      room.outcomes().count(key(of), outcome(of, seen, status, now));
    }
    if (choice.platform() != null) {
      boolean agrees = Decide.agrees(standing, of.live.position(), choice, application);
      inForce.metrics().arrived(standing.revision(), agrees);
    }
    if (of.trace != null) {
      of.trace.end(route, choice.decision(), choice.platform(), of.requestId, status, now);
    }
    room.decisions()
        .remember(
            of.requestId, millis, route, application, choice, standing, of.caller.kind(), status);
    if (room.log().isEnabled()) {
      room.log()
          .offer(
              new AccessRecord(
                  millis - total / 1_000_000,
                  of.requestId,
                  route,
                  application,
                  choice.decision(),
                  choice.bucket(),
                  standing.share(),
                  choice.platform(),
                  status,
                  of.fault == null ? null : of.fault.kind(),
                  of.caller.kind(),
                  total,
                  gateway,
                  seen.answerNanos()));
    }
  }

  /** Enters that a platform failed a request which the other one takes over. */
  static void failedOver(Facts of, Seen seen, Signal failure) {
    boolean judged = of.choice.decision().isEvidence();
    long now = of.room.loop().now();
    of.room
        .outcomes()
        .count(key(of), new Outcome(judged, failure, seen.waitNanos(now), seen.bytes()));
  }

  private static Outcomes.Key key(Facts of) {
    return new Outcomes.Key(
        of.inForce.metrics().route(),
        Who.of(of.caller.applicationName(), of.choice.bucket()),
        of.platform(),
        of.caller.kind());
  }

  private static Outcome outcome(Facts of, Seen seen, int status, long now) {
    boolean gone = status == CLIENT_GONE;
    boolean judged = of.choice.decision().isEvidence() && (seen.whole || seen.broke || gone);
    Signal signal = seen.broke ? Signal.RESET : gone ? null : signal(of, seen.meant(status));
    return new Outcome(judged, signal, seen.waitNanos(now), seen.bytes());
  }

  /** A fault is what its code says: API Cloud has tokens that it does not know fail by a 500. */
  private static @Nullable Signal signal(Facts of, int status) {
    return of.fault != null ? of.fault.kind().signal() : Signal.of(status);
  }
}
