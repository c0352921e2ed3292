package io.cutover.bridge;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a token endpoint said (RFC 6749 §5). */
sealed interface Issued {

  /**
   * A token.
   *
   * @param scopes what it is good for; null: not said, and so what was asked for
   * @param seconds how long it is good; 0: it is about to end
   */
  record Token(String value, @Nullable Set<String> scopes, long seconds) implements Issued {
    @Override
    public String toString() {
      return "Token[***]";
    }
  }

  /**
   * A clear refusal.
   *
   * @param error of RFC 6749 §5.2, or what makes asking useless
   */
  record Refused(String error) implements Issued {}

  /**
   * Nothing that could be believed.
   *
   * @param retryAfter seconds that it asked to be left alone; 0: it did not
   */
  record Nothing(String why, long retryAfter) implements Issued {}
}
