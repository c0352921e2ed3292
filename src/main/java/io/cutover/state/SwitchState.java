package io.cutover.state;

import io.cutover.split.SwitchPosition;

/**
 * The global override and its last change.
 *
 * @param revision of the state at the switch's last change; its ETag. 0: never changed
 * @param change id of that change; empty: never changed
 */
public record SwitchState(SwitchPosition position, long revision, String change, Extra extra) {
  /** Where the switch stands in a state that nobody has changed. */
  public static final SwitchState INITIAL = new SwitchState(SwitchPosition.AUTO, 0, "", Extra.NONE);

  SwitchState at(SwitchPosition position, long revision, String change) {
    return new SwitchState(position, revision, change, extra);
  }
}
