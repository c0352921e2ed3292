package io.cutover.proxy;

import io.cutover.route.Failover;
import io.cutover.route.Retry;
import io.cutover.upstream.Failure;

/**
 * Whether one exchange's request may be sent once more, to the same platform or to the other.
 *
 * <p>Only if nothing was sent, or if doing it twice is the same as doing it once and the platform
 * has had no byte of a body that is gone now (RFC 9110 §9.2.2). To ask is to take: of the route's
 * retry budget, and of the platform's capacity. On its event loop only.
 */
final class Repeats {
  private final Facts facts;
  private final Steering steering;
  private int made;

  Repeats(Facts facts, Steering steering) {
    this.facts = facts;
    this.steering = steering;
  }

  /** Asks after a failure; {@code unsent}: there was no connection yet. */
  boolean here(Failure failure, boolean unsent, boolean bodyGone) {
    Retry retry = facts.route().retry();
    boolean wanted =
        switch (failure) {
          case CONNECT, CONNECT_TIMEOUT -> retry.onConnect();
          case RESET, REFUSED -> retry.onReset();
          case FULL, PROTOCOL, TIMEOUT -> false;
        };
    boolean again =
        wanted
            && made < retry.attempts()
            && isHarmless(failure, unsent, bodyGone)
            && facts.onLoop().budget().take()
            && facts.mayAskAgain();
    if (again) {
      made++;
    }
    return again;
  }

  /** Asks after the platform's refusal of a token that the gateway chose. */
  boolean withAnotherToken(boolean bodyGone) {
    return isHarmless(Failure.RESET, false, bodyGone) && facts.onLoop().budget().take();
  }

  /** Asks whether the other platform takes over after a failure. */
  boolean elsewhere(Failure failure, boolean unsent, boolean bodyGone) {
    Failover failover = facts.route().failover();
    if (failover == null) {
      return false;
    }
    boolean wanted =
        switch (failure) {
          case CONNECT, CONNECT_TIMEOUT -> failover.onConnect();
          case RESET, REFUSED -> failover.onReset();
          case TIMEOUT -> failover.onTimeout();
          case FULL, PROTOCOL -> false;
        };
    return wanted && isHarmless(failure, unsent, bodyGone) && takesOver();
  }

  /** Asks whether the other platform takes over from one that answered so. */
  boolean elsewhere(int status, boolean bodyGone) {
    Failover failover = facts.route().failover();
    return failover != null
        && failover.statuses().contains(status)
        && isHarmless(Failure.RESET, false, bodyGone)
        && takesOver();
  }

  private boolean takesOver() {
    return steering.mayFailOver() && facts.onLoop().budget().take() && steering.findsRoomThere();
  }

  /** What was refused unread was not done; anything else may have been. */
  private boolean isHarmless(Failure failure, boolean unsent, boolean bodyGone) {
    return unsent
        || (!bodyGone && (failure == Failure.REFUSED || Admission.isIdempotent(facts.head)));
  }
}
