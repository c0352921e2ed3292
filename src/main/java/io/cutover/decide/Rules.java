package io.cutover.decide;

import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.SwitchPosition;
import org.jspecify.annotations.Nullable;

/** The rules of a decision in words, in the order in which they were met. */
final class Rules {
  private Rules() {}

  /** Tells of the rules down to the one that decided. */
  static void tell(
      Trace trace,
      Standing standing,
      SwitchPosition position,
      Decide.Question question,
      Decision decision,
      Platform meant) {
    if (standing.retired()) {
      trace.met("the old platform is retired: everything goes to the new one");
      return;
    }
    trace.met(
        "switch: "
            + position.label()
            + (decision == Decision.SWITCH
                ? ", so everything goes there"
                : ", each route decides"));
    if (decision == Decision.SWITCH) {
      return;
    }
    trace.met(
        decision == Decision.LATCH
            ? "latch: the route is latched after a rollback: pins, overrides and the share are"
                + " suspended"
            : "latch: none");
    if (decision == Decision.LATCH) {
      return;
    }
    String application = question.application();
    if (decision == Decision.PIN) {
      trace.met("pin: " + application + " is held on " + meant.label());
      return;
    }
    trace.met(application == null ? "pin: no known application" : "pin: none of " + application);
    if (decision == Decision.OVERRIDE) {
      trace.met("override: an admitted tester asks for " + meant.label());
      return;
    }
    if (application != null && standing.moving().contains(application)) {
      trace.met("share: the plan has moved the cohort of " + application);
      return;
    }
    if (decision == Decision.HOME) {
      trace.met(
          "share: "
              + standing.share()
              + ", but the request has no key: it goes to the route's home, "
              + meant.label());
    } else if (question.bucket() == Choice.NO_BUCKET) {
      trace.met("share: " + standing.share() + " of the requests, one by one");
    } else {
      trace.met(
          "share: bucket %d of 10000, and below %d (%s) goes to new: %s"
              .formatted(
                  question.bucket(),
                  standing.share().basisPoints(),
                  standing.share(),
                  meant.label()));
    }
  }

  /** Tells of the correction, if there was one. */
  static void tellEnd(
      Trace trace,
      Usable usable,
      @Nullable Blocked blocked,
      Decision decision,
      @Nullable Platform went) {
    if (blocked != null) {
      trace.met("it cannot move to new: " + blocked.label());
    }
    if (decision == Decision.CREDENTIAL && went != null) {
      trace.met("credential: it can only be served on " + went.label());
    } else if (went == null) {
      trace.met("credential: it can be served on neither platform");
    } else if (usable == Usable.BOTH) {
      trace.met("credential: good for both platforms");
    }
  }
}
