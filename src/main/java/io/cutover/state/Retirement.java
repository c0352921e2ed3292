package io.cutover.state;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The old platform's end: it is called no more.
 *
 * @param moved the routes whose home it changed, for the way back
 */
public record Retirement(
    Instant since, String by, @Nullable String reason, Set<String> moved, Extra extra) {
  public Retirement {
    moved = Collections.unmodifiableSet(new TreeSet<>(moved));
  }

  /** A retirement of this version's making. */
  public Retirement(Instant since, String by, @Nullable String reason, Set<String> moved) {
    this(since, by, reason, moved, Extra.NONE);
  }
}
