package io.cutover.token;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an introspection endpoint said of a token (RFC 7662 §2.2). */
sealed interface Introspected {
  /**
   * It is active.
   *
   * @param userType WSO2's word for whom the token stands for; null: not said
   * @param expiresAt null: not said
   * @param notBefore null: not said
   */
  record Active(
      @Nullable String clientId,
      @Nullable String subject,
      @Nullable String username,
      @Nullable String userType,
      Set<String> scopes,
      @Nullable Instant expiresAt,
      @Nullable Instant notBefore)
      implements Introspected {}

  /** It is not active, or not an access token. */
  record Inactive() implements Introspected {}

  /** Nothing that could be believed. */
  record Nothing() implements Introspected {}
}
