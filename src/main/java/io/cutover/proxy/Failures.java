package io.cutover.proxy;

import io.cutover.http.Problem;
import io.cutover.metric.UpstreamError;
import io.cutover.upstream.Failure;
import org.jspecify.annotations.Nullable;

/** What a failed attempt is to the client, and to the metrics. */
final class Failures {
  private Failures() {}

  static Problem problem(Failure failure) {
    return switch (failure) {
      case CONNECT -> Problem.CONNECTION_REFUSED;
      case CONNECT_TIMEOUT -> Problem.CONNECT_TIMEOUT;
      case FULL -> Problem.OVERLOADED;
      case RESET, REFUSED -> Problem.CONNECTION_TERMINATED;
      case PROTOCOL -> Problem.BAD_UPSTREAM;
      case TIMEOUT -> Problem.RESPONSE_TIMEOUT;
    };
  }

  /** Returns the kind that is counted; null: the platform had no part in it. */
  static @Nullable UpstreamError kind(Failure failure) {
    return switch (failure) {
      case CONNECT -> UpstreamError.CONNECT;
      case CONNECT_TIMEOUT, TIMEOUT -> UpstreamError.TIMEOUT;
      case FULL -> null;
      case RESET, REFUSED -> UpstreamError.RESET;
      case PROTOCOL -> UpstreamError.PROTOCOL;
    };
  }
}
