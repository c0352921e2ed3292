package io.cutover.demo;

import io.cutover.plan.Injection;
import java.util.random.RandomGenerator;

/**
 * A fault that the demo was asked to inject: a part of the new platform's answers, by their status.
 *
 * @param status that is answered instead
 */
record Injected(int status, Injection injection) {
  /** Marks an answer that was made up, for the callers who check answers. */
  static final String MARK = "X-Demo-Injected";

  /**
   * Makes a fault of what was asked for.
   *
   * @throws IllegalArgumentException if it is none that a simulated platform can show
   */
  static Injected of(Injection injection) {
    int status =
        switch (injection.signal()) {
          case SERVER_ERROR -> 503;
          case UNAUTHORIZED -> 401;
          case FORBIDDEN -> 403;
          case NOT_FOUND -> 404;
          case THROTTLED -> 429;
          case CLIENT_ERROR -> 409;
          case RESET, SLOW, SHADOW ->
              throw new IllegalArgumentException(
                  "the demo injects statuses only, 5xx, 401, 403, 404, 429 or 4xx; rehearse the"
                      + " others: cutover rehearse PLAN --inject …");
        };
    return new Injected(status, injection);
  }

  /** Returns whether this answer is to fail. */
  boolean hits(RandomGenerator random) {
    return random.nextDouble() < injection.rate();
  }

  Answer answer() {
    return Answer.of(
            status,
            "application/json",
            "{\"code\":\"102503\",\"description\":\"The server encountered a temporary error\","
                + "\"message\":\"injected\"}\n")
        .with(MARK, "1");
  }
}
