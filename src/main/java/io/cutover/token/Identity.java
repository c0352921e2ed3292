package io.cutover.token;

import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose a good token is.
 *
 * @param authority who issued it, by the configuration's name
 * @param nativeTo the platforms that accept it as it is
 * @param clientId of the application that it was issued to
 * @param subject of a JWT, or as introspection says
 * @param username as introspection says; null for an application's own token
 * @param expiresAt null: never, or nobody said
 * @param applicationOwn whether it is proven to be an application's own token, no user's
 */
public record Identity(
    String authority,
    TokenKind kind,
    Set<Platform> nativeTo,
    @Nullable String clientId,
    @Nullable String subject,
    @Nullable String username,
    Set<String> scopes,
    @Nullable Instant expiresAt,
    boolean applicationOwn) {
  /** What WSO2's {@code aut} says of an application's own token. */
  static final String APPLICATION = "APPLICATION";

  public Identity {
    nativeTo = Set.copyOf(nativeTo);
    scopes = Set.copyOf(scopes);
  }

  /** Returns the same, proven to be an application's own. */
  Identity asApplicationOwn() {
    return new Identity(
        authority, kind, nativeTo, clientId, subject, username, scopes, expiresAt, true);
  }
}
