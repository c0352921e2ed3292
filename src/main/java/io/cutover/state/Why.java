package io.cutover.state;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Why a change is made.
 *
 * @param reason in the person's words; null: none was given
 * @param evidence what was seen when it was decided, kept in the audit; null: none
 */
public record Why(@Nullable String reason, @Nullable JsonNode evidence) {
  /** Nothing is said. */
  public static final Why NONE = new Why(null, null);

  /** Returns a reason without evidence. */
  public static Why of(@Nullable String reason) {
    return new Why(reason, null);
  }

  boolean isBlank() {
    return reason == null || reason.isBlank();
  }
}
