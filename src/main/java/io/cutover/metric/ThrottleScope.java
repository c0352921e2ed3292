package io.cutover.metric;

import java.util.Locale;

/** Whose limit a request was over that the gateway answered by 429. */
public enum ThrottleScope {
  /** Its application's, on all routes or on that one. */
  APPLICATION,
  /** Its route's. */
  ROUTE,
  /** The new platform's, which alone can serve it. */
  CAPACITY;

  private final String label = name().toLowerCase(Locale.ROOT);

  String label() {
    return label;
  }
}
