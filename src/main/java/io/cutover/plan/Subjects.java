package io.cutover.plan;

import io.cutover.ledger.Who;
import io.cutover.split.Share;
import java.util.Set;

/** What the gate must know of a route's callers. Immutable; any thread. */
public interface Subjects {
  /** Whether each request is split by itself. */
  boolean split();

  /**
   * Returns whether somebody's requests, or some of them, go to the new platform.
   *
   * @param cohorts that a plan has moved
   */
  boolean moved(Who who, Share share, Set<String> cohorts);

  /** Returns whether {@link #moved} is exact for them: all of their requests or none. */
  boolean exact(Who who);
}
