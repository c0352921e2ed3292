package io.cutover.decide;

import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is in force for a route, as the replicas agreed on it.
 *
 * @param home where unknowns go
 * @param latched whether nothing may move after a rollback
 * @param pins by application name
 * @param moving applications of cohorts that a plan has moved, by name
 * @param unproven applications that the plan does not move, by name: their pair was not verified
 *     for the route
 * @param retired whether the old platform is called no more
 * @param revision of the state at the route's last change
 */
public record Standing(
    Share share,
    Platform home,
    boolean latched,
    Map<String, Pin> pins,
    Set<String> moving,
    Set<String> unproven,
    boolean retired,
    long revision) {
  public Standing {
    pins = Map.copyOf(pins);
    moving = Set.copyOf(moving);
    unproven = Set.copyOf(unproven);
  }

  /** What stands before anybody has changed anything. */
  public Standing(Share share, Platform home, boolean latched, Map<String, Pin> pins) {
    this(share, home, latched, pins, Set.of(), Set.of(), false, 0);
  }

  /** Returns what would stand at another share. */
  public Standing withShare(Share other) {
    return new Standing(other, home, latched, pins, moving, unproven, retired, revision);
  }

  /** Returns whether neither the share nor its cohort moves an application. */
  public boolean holds(@Nullable String application) {
    return application != null && unproven.contains(application);
  }

  /** Returns what would stand after a rollback. */
  public Standing rolledBack() {
    return new Standing(Share.NONE, home, true, pins, moving, unproven, retired, revision);
  }

  /** Returns what stands when the old platform is retired, or is no more. */
  Standing withRetired(boolean now) {
    return new Standing(share, home, latched, pins, moving, unproven, now, revision);
  }
}
