package io.cutover.decide;

import io.cutover.http.Head;
import io.cutover.route.PlatformOverride;
import io.cutover.route.Route;
import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a tester asks for. Heard is only an application that the route names, and only by a
 * token that was checked here: whoever can write a header could steer traffic otherwise.
 */
final class Overrides {
  private static final byte[] OLD = "old".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEW = "new".getBytes(StandardCharsets.US_ASCII);

  private Overrides() {}

  /** Returns the platform that an admitted tester asks for; null: none, or not admitted. */
  static @Nullable Platform asked(Route route, Caller caller, Head head) {
    PlatformOverride override = route.override();
    if (override == null) {
      return null;
    }
    String application = caller.applicationName();
    int field = head.find(override.header(), 0);
    if (field < 0
        || application == null
        || caller.identity() == null
        || !override.applications().contains(application)) {
      return null;
    }
    int start = head.valueStart(field);
    int end = head.valueEnd(field);
    if (end - start != OLD.length) {
      return null;
    }
    if (head.equalsIgnoreCase(start, end, OLD)) {
      return Platform.OLD;
    }
    return head.equalsIgnoreCase(start, end, NEW) ? Platform.NEW : null;
  }
}
