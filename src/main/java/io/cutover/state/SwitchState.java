package io.cutover.state;

import io.cutover.split.SwitchPosition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The global override and its last change.
 *
 * @param lease null: it stays where it is until somebody moves it
 * @param revision of the state at the switch's last change; its ETag. 0: never changed
 * @param change id of that change; empty: never changed
 */
public record SwitchState(
    SwitchPosition position, @Nullable Lease lease, long revision, String change, Extra extra) {
  /** Where the switch stands in a state that nobody has changed. */
  public static final SwitchState INITIAL = new SwitchState(SwitchPosition.AUTO, 0, "", Extra.NONE);

  /** A position for a time: {@code then} is where it springs back to by itself. */
  public record Lease(Instant until, SwitchPosition then, Extra extra) {
    /** A lease of this version's making. */
    public Lease(Instant until, SwitchPosition then) {
      this(until, then, Extra.NONE);
    }
  }

  /** A switch that stays where it is. */
  public SwitchState(SwitchPosition position, long revision, String change, Extra extra) {
    this(position, null, revision, change, extra);
  }

  SwitchState at(SwitchPosition position, @Nullable Lease lease, long revision, String change) {
    return new SwitchState(position, lease, revision, change, extra);
  }
}
