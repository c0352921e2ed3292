package io.cutover.fault;

import io.cutover.split.Signal;
import org.jspecify.annotations.Nullable;

/** What kind of fault a platform found, whichever code and status it has there. */
public enum FaultClass {
  /** The token, or that there is none. */
  AUTH("auth", Signal.UNAUTHORIZED),
  /** The token is good and lacks a scope. */
  SCOPE("scope", Signal.FORBIDDEN),
  /** The application is not subscribed, or is blocked. */
  SUBSCRIPTION("subscription", Signal.FORBIDDEN),
  /** A quota is used up. */
  THROTTLE("throttle", Signal.THROTTLED),
  /** No such API or resource. */
  NOT_FOUND("not-found", Signal.NOT_FOUND),
  /** The platform could not reach what serves the API, or got no answer. */
  BACKEND("backend", Signal.SERVER_ERROR);

  private final String label;
  private final Signal signal;

  FaultClass(String label, Signal signal) {
    this.label = label;
    this.signal = signal;
  }

  /** Returns the word used in logs. */
  public String label() {
    return label;
  }

  /** Returns what it counts as where platforms are judged, whatever its status. */
  public Signal signal() {
    return signal;
  }

  /**
   * Returns the class of a code of either platform; null: it is none of theirs.
   *
   * <p>API Manager's codes are those of its error handling guide; Choreo's enforcer has the same,
   * and its router adds 1025xx. 900900 is an auth fault with any status: API Cloud answers 500 to a
   * token of an issuer that it does not know.
   */
  public static @Nullable FaultClass of(int status, int code) {
    return switch (code) {
      case 900900, 900901, 900902, 900905, 900911, 900912, 102500 -> AUTH;
      case 900910 -> SCOPE;
      case 900907, 900908, 900909, 900805 -> SUBSCRIPTION;
      case 900800, 900801, 900802, 900803, 900804, 900806, 900807, 900809 -> THROTTLE;
      case 900906 -> NOT_FOUND;
      case 404 -> status == 404 ? NOT_FOUND : null;
      case 700700 -> BACKEND;
      // A code that means an incomplete payload with 400: the caller's mistake.
      case 102503, 102504, 102505, 102506, 102507, 102508, 102509, 102510, 102511 ->
          status >= 500 ? BACKEND : null;
      default -> isSynapse(code) && status >= 500 ? BACKEND : null;
    };
  }

  /** Transport errors and suspended endpoints; a timeout's code has a state added to it. */
  private static boolean isSynapse(int code) {
    return code >= 101500 && code <= 101599 || code >= 303000 && code <= 303999;
  }
}
