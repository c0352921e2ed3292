package io.cutover.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * After a rollback: nothing raises the route's share until a person clears it.
 *
 * @param by the operator, or what acted by itself
 * @param cause {@code operator} for a person's rollback, {@code damage} for a state that could not
 *     be read back
 * @param reason the person's words; null when none were given
 * @param cools until when only force lifts it; null: it may be lifted at once
 */
public record Latch(
    Instant since,
    String by,
    String cause,
    @Nullable String reason,
    @Nullable Instant cools,
    Extra extra) {
  /** The cause of a rollback that a person asked for. */
  public static final String OPERATOR = "operator";

  /** The cause of a rollback by a plan's gate. */
  public static final String GATE = "gate";

  /** The cause of a latch that stands because the stored state was damaged. */
  public static final String DAMAGE = "damage";

  /** A latch that may be lifted at once. */
  public Latch(Instant since, String by, String cause, @Nullable String reason) {
    this(since, by, cause, reason, null, Extra.NONE);
  }
}
