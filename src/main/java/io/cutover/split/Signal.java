package io.cutover.split;

import org.jspecify.annotations.Nullable;

/**
 * What may go wrong with a request that a platform served, each kind judged on its own: a token
 * that the new platform does not take shows as 401, never as a failure among all failures.
 */
public enum Signal {
  SERVER_ERROR("5xx"),
  /** No whole answer came: refused, reset, timed out, or not HTTP. */
  RESET("reset"),
  UNAUTHORIZED("401"),
  FORBIDDEN("403"),
  NOT_FOUND("404"),
  THROTTLED("429"),
  /** Any other 4xx. */
  CLIENT_ERROR("4xx"),
  /** The answer's head took long, compared with the old platform; read off the latencies. */
  SLOW("slow"),
  /** The other platform's answer to a copy of the request was another one. */
  SHADOW("shadow");

  /** How many of them, from the first, are counted one by one as exchanges end. */
  public static final int COUNTED = 7;

  private final String label;

  Signal(String label) {
    this.label = label;
  }

  /** Returns the word used in metrics, answers and the configuration. */
  public String label() {
    return label;
  }

  /** Returns the signal that a platform's answer gives by its status; null: none. */
  public static @Nullable Signal of(int status) {
    return switch (status) {
      case 401 -> UNAUTHORIZED;
      case 403 -> FORBIDDEN;
      case 404 -> NOT_FOUND;
      case 429 -> THROTTLED;
      default -> status >= 500 ? SERVER_ERROR : status >= 400 ? CLIENT_ERROR : null;
    };
  }
}
