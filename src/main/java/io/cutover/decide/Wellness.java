package io.cutover.decide;

import io.cutover.split.Platform;
import io.cutover.upstream.Condition;

/** How either platform is when a request is decided. */
@FunctionalInterface
public interface Wellness {
  /** Nothing is known against either. */
  Wellness WELL = _ -> Condition.WELL;

  Condition of(Platform platform);
}
