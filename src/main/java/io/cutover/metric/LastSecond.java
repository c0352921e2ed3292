package io.cutover.metric;

import io.cutover.split.Platform;
import java.util.Map;

/**
 * What a route saw in the last whole second.
 *
 * @param platforms both, always: the requests that ended, by the metrics' label {@code code}
 * @param own the requests that were answered here
 */
public record LastSecond(Map<Platform, Map<String, Long>> platforms, long own) {
  public LastSecond {
    platforms = Map.copyOf(platforms);
  }
}
