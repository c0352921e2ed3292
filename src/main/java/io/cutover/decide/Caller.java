package io.cutover.decide;

import io.cutover.ledger.Application;
import io.cutover.ledger.Ledger;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import io.cutover.token.BearerToken;
import io.cutover.token.Identity;
import io.cutover.token.Verdict;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as far as the credential tells.
 *
 * @param token what it presented; null: nothing that is looked at
 * @param identity null: no token, or one that is not checked here
 * @param application the registered client whose token it is; null: unknown
 * @param usable the platforms that accept the credential
 * @param blocked why it cannot move; null: it can
 */
public record Caller(
    TokenKind kind,
    @Nullable BearerToken token,
    @Nullable Identity identity,
    @Nullable Application application,
    Usable usable,
    @Nullable Blocked blocked) {
  private static final Caller ANONYMOUS =
      new Caller(TokenKind.NONE, null, null, null, Usable.BOTH, null);

  /** Returns a caller of whom nothing is asked. */
  public static Caller anonymous() {
    return ANONYMOUS;
  }

  /** Returns the caller whose token was found good. */
  public static Caller of(BearerToken token, Verdict.Granted granted, Ledger ledger) {
    Identity identity = granted.identity();
    Usable usable = Usable.of(identity.nativeTo());
    return new Caller(
        token.kind(),
        token,
        identity,
        applicationOf(identity, ledger),
        usable,
        usable.has(Platform.NEW) ? null : Blocked.NO_PAIR);
  }

  /** Returns the caller whose token only its own platform may see, since only that checks it. */
  public static Caller of(BearerToken token, Verdict.Unchecked unchecked) {
    Usable usable = Usable.of(unchecked.nativeTo());
    return new Caller(
        token.kind(),
        token,
        null,
        null,
        usable,
        usable.has(Platform.NEW) ? null : Blocked.UNVERIFIED);
  }

  private static @Nullable Application applicationOf(Identity identity, Ledger ledger) {
    String clientId = identity.clientId();
    if (clientId == null) {
      return null;
    }
    Set<Platform> platforms = identity.nativeTo();
    for (Platform platform : platforms) {
      Application application = ledger.byClientId(platform, clientId);
      if (application != null) {
        return application;
      }
    }
    return null;
  }

  /** Returns the registered application's name, or null. */
  public @Nullable String applicationName() {
    return application == null ? null : application.name();
  }
}
