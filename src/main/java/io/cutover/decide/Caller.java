package io.cutover.decide;

import io.cutover.bridge.Ask;
import io.cutover.bridge.Bridge;
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
 * @param usable the platforms that accept the credential, by itself or swapped
 * @param blocked why it cannot move; null: it can
 */
public record Caller(
    TokenKind kind,
    @Nullable BearerToken token,
    @Nullable Identity identity,
    @Nullable Application application,
    Usable usable,
    @Nullable Blocked blocked) {
  private static final Set<Platform> OLD_ONLY = Set.of(Platform.OLD);

  private static final Caller ANONYMOUS =
      new Caller(TokenKind.NONE, null, null, null, Usable.BOTH, null);

  private static final Caller KEYED =
      new Caller(TokenKind.NONE, null, null, null, Usable.NEW, null);

  /** Returns a caller of whom nothing is asked. */
  public static Caller anonymous() {
    return ANONYMOUS;
  }

  /** Returns the caller whose token was found good. */
  public static Caller of(
      BearerToken token, Verdict.Granted granted, Ledger ledger, Bridge bridge, String route) {
    Identity identity = granted.identity();
    Application application = applicationOf(identity, ledger);
    Blocked there = bridge.hindrance(identity, application, Platform.NEW, route);
    Blocked back = bridge.hindrance(identity, application, Platform.OLD, route);
    return new Caller(
        token.kind(), token, identity, application, Usable.of(back == null, there == null), there);
  }

  /** Returns the caller who brings a key of the new platform's, which only that can check. */
  public static Caller withKey() {
    return KEYED;
  }

  /** Returns whether it may use the new platform's sandbox only. */
  public boolean isSandbox() {
    return application != null && application.sandbox();
  }

  /** Returns what swaps its token for one of a platform; null: it is good there as it is. */
  public @Nullable Ask ask(Bridge bridge, Platform platform, String route) {
    return token == null || identity == null || identity.nativeTo().contains(platform)
        ? null
        : bridge.ask(token, identity, application, platform, route);
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

  /** Returns whether its credential is one that the old platform alone gave it. */
  public boolean isOnOldCredential() {
    return identity == null
        ? token != null && usable == Usable.OLD
        : identity.nativeTo().equals(OLD_ONLY);
  }

  /** Returns the registered application's name, else the token's client id; null: not known. */
  public @Nullable String consumer() {
    if (application != null) {
      return application.name();
    }
    return identity == null ? null : identity.clientId();
  }

  /** Returns the registered application's name, or null. */
  public @Nullable String applicationName() {
    return application == null ? null : application.name();
  }
}
