package io.cutover.decide;

import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.util.Map;

/**
 * What is in force for a route, as the replicas agreed on it.
 *
 * @param home where unknowns go
 * @param latched whether nothing may move after a rollback
 * @param pins by application name
 */
public record Standing(Share share, Platform home, boolean latched, Map<String, Pin> pins) {
  public Standing {
    pins = Map.copyOf(pins);
  }
}
