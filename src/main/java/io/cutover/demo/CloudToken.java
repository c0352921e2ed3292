package io.cutover.demo;

import io.cutover.demo.Consumers.Consumer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An opaque token that API Cloud issued, and what it stands for. Has no text of its own. */
final class CloudToken {
  /** The scope of a token for which none was asked. */
  static final String DEFAULT_SCOPE = "am_application_scope default";

  /** What API-M says of a token that never expires. */
  private static final long FOREVER = Long.MAX_VALUE / 1000;

  final String access;

  /** Null for an application's own token. */
  final @Nullable String refresh;

  final Consumer consumer;

  /** Null for an application's own token. */
  final @Nullable String user;

  final String scope;
  final Instant issued;

  /** Null: never. */
  final @Nullable Instant expires;

  CloudToken(
      String access,
      @Nullable String refresh,
      Consumer consumer,
      @Nullable String user,
      String scope,
      Instant issued,
      @Nullable Instant expires) {
    this.access = access;
    this.refresh = refresh;
    this.consumer = consumer;
    this.user = user;
    this.scope = scope;
    this.issued = issued;
    this.expires = expires;
  }

  boolean isExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  /** Returns the whole seconds that are left; shrinks with each call until expiry. */
  long expiresIn(Instant now) {
    return expires == null ? FOREVER : Duration.between(now, expires).toSeconds();
  }

  Set<String> scopes() {
    return new HashSet<>(Arrays.asList(scope.split(" ")));
  }
}
