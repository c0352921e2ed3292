package io.cutover.proxy;

import io.cutover.http.OwnAnswer;
import io.cutover.http.Problem;
import io.cutover.throttle.Refused;

/** What is answered to a request over budget: API Manager's codes, and when to come back. */
final class Throttled {
  private static final long SECOND = 1_000_000_000L;

  private Throttled() {}

  static OwnAnswer by(Refused refused) {
    Problem problem =
        switch (refused.scope()) {
          case APPLICATION -> Problem.APPLICATION_THROTTLED;
          case ROUTE -> Problem.THROTTLED;
          case APPLICATION_ROUTE -> Problem.SUBSCRIPTION_THROTTLED;
        };
    return OwnAnswer.to(problem)
        .withQuota(refused.perMinute(), refused.burst(), Math.ceilDiv(refused.waitNanos(), SECOND));
  }
}
