package io.cutover.demo;

import io.cutover.split.Platform;
import org.jspecify.annotations.Nullable;

/**
 * What the caller found in what came back for one request.
 *
 * @param servedBy the platform whose API answered; null: none did
 * @param why in words, without anything secret; empty when all is well
 */
record Finding(Kind kind, @Nullable Platform servedBy, String why) {

  /** How a request ended. */
  enum Kind {
    /** Served, by the right platform, as it was asked. */
    SERVED,
    /** No API answered it: no answer, or somebody else's. */
    LOST,
    /** The answer of another request, or to something other than what was asked. */
    MIXED_UP,
    /** Served by the platform that the split forbids. */
    MISROUTED,
    /** A platform's limit said no. */
    THROTTLED,
    /** A fault that the demo was asked to inject. */
    INJECTED
  }
}
