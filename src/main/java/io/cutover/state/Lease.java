package io.cutover.state;

import io.cutover.split.Share;
import java.time.Instant;

/**
 * A share for a time: it ends by itself, and never higher than it began.
 *
 * @param until when it ends
 * @param then the most that the share is after that
 * @param by who set it
 */
public record Lease(Instant until, Share then, String by, Extra extra) {
  /** A lease of this version's making. */
  public Lease(Instant until, Share then, String by) {
    this(until, then, by, Extra.NONE);
  }
}
