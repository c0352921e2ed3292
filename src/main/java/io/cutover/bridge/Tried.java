package io.cutover.bridge;

import org.jspecify.annotations.Nullable;

/**
 * What came of asking for a token to try it out.
 *
 * @param authorization the value of an Authorization field; null: there is no token
 * @param detail why not, in words
 */
public record Tried(@Nullable String authorization, String detail) {
  @Override
  public String toString() {
    return "Tried[" + detail + "]";
  }
}
