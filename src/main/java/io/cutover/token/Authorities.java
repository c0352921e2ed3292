package io.cutover.token;

import io.cutover.config.ApplicationConfig;
import io.cutover.config.AuthorityConfig;
import io.cutover.config.Secret;
import io.cutover.metric.TokenMetrics;
import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import io.cutover.store.SealedMarks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks bearer tokens of every configured authority. Any thread.
 *
 * <p>An authority that a reload leaves as it was goes on with all that it knows and does. At most
 * one set is in use; the next one takes over what it needs and ends the rest.
 */
public final class Authorities implements AutoCloseable {
  private static final Verdict MALFORMED = new Verdict.Rejected(Verdict.Reason.MALFORMED);
  private static final Verdict NO_AUTHORITY = new Verdict.Rejected(Verdict.Reason.NO_AUTHORITY);
  private static final Verdict REVOKED = new Verdict.Rejected(Verdict.Reason.INACTIVE);
  private static final Verdict UNKNOWN_ISSUER = new Verdict.Rejected(Verdict.Reason.UNKNOWN_ISSUER);

  private final @Nullable OpaqueAuthority opaque;
  private final JwtAuthority[] signed;
  private final Map<TokenDigest, String> proven;
  private final Revoked revoked;
  private final Gate reading;

  private Authorities(
      @Nullable OpaqueAuthority opaque,
      JwtAuthority[] signed,
      Map<TokenDigest, String> proven,
      Revoked revoked,
      Gate reading) {
    this.opaque = opaque;
    this.signed = signed;
    this.proven = Map.copyOf(proven);
    this.revoked = revoked;
    this.reading = reading;
  }

  /**
   * Prepares the authorities; those that have not changed carry over from {@code previous}, the
   * others of it are closed. Keys in a file are read before this returns.
   *
   * @param applications whose opaque tokens may be known to be their own for good
   * @param revoked where tokens that were given back outlive the process; null: nowhere
   */
  public static Authorities of(
      List<AuthorityConfig> configs,
      List<ApplicationConfig> applications,
      @Nullable Authorities previous,
      TokenMetrics metrics,
      @Nullable SealedMarks revoked,
      InstantSource clock,
      LongSupplier nanos) {
    return of(
        configs,
        applications,
        previous,
        metrics,
        new Surroundings(clock, nanos, Outgoing.TOTAL, revoked));
  }

  static Authorities of(
      List<AuthorityConfig> configs,
      List<ApplicationConfig> applications,
      @Nullable Authorities previous,
      TokenMetrics metrics,
      Surroundings surroundings) {
    List<Authority> before = previous == null ? new ArrayList<>() : previous.all();
    OpaqueAuthority opaque = null;
    List<JwtAuthority> signed = new ArrayList<>();
    for (AuthorityConfig config : configs) {
      Authority authority = null;
      for (Authority old : before) {
        authority = old.config().equals(config) ? old : authority;
      }
      if (authority == null) {
        authority = made(config, metrics.authority(config.name()), surroundings);
      } else {
        before.remove(authority);
      }
      switch (authority) {
        case OpaqueAuthority one -> opaque = one;
        case JwtAuthority one -> signed.add(one);
      }
    }
    before.forEach(Authority::close);
    return new Authorities(
        opaque,
        signed.toArray(JwtAuthority[]::new),
        proven(applications),
        previous == null
            ? new Revoked(surroundings.clock(), surroundings.nanos(), surroundings.revoked())
            : previous.revoked,
        previous == null ? new Gate("jwt") : previous.reading);
  }

  private static Map<TokenDigest, String> proven(List<ApplicationConfig> applications) {
    Map<TokenDigest, String> proven = new HashMap<>();
    for (ApplicationConfig application : applications) {
      ApplicationConfig.Registration old = application.old();
      if (old != null) {
        for (Secret digest : old.tokenDigests()) {
          proven.put(TokenDigest.of(HexFormat.of().parseHex(digest.reveal())), old.clientId());
        }
      }
    }
    return proven;
  }

  private static Authority made(
      AuthorityConfig config, TokenMetrics.Series series, Surroundings surroundings) {
    return switch (config.check()) {
      case AuthorityConfig.Check.Opaque check ->
          new OpaqueAuthority(config, check, series, surroundings);
      case AuthorityConfig.Check.Jwt check -> new JwtAuthority(config, check, series, surroundings);
    };
  }

  private List<Authority> all() {
    List<Authority> all = new ArrayList<>(List.of(signed));
    if (opaque != null) {
      all.add(opaque);
    }
    return all;
  }

  /** Returns the JWT authority of that name, or null. */
  @Nullable JwtAuthority signed(String name) {
    for (JwtAuthority authority : signed) {
      if (authority.config().name().equals(name)) {
        return authority;
      }
    }
    return null;
  }

  /** Returns the platforms that accept every token of a kind as it is; empty: nobody issues any. */
  public Set<Platform> nativeTo(TokenKind kind) {
    Set<Platform> platforms = EnumSet.noneOf(Platform.class);
    boolean first = true;
    for (Authority authority : all()) {
      if (kind == (authority == opaque ? TokenKind.OPAQUE : TokenKind.JWT)) {
        if (first) {
          platforms.addAll(authority.config().nativeTo());
        } else {
          platforms.retainAll(authority.config().nativeTo());
        }
        first = false;
      }
    }
    return platforms;
  }

  /** Returns the verdict that is known already, or null. On an event loop: never waits. */
  public @Nullable Verdict cached(BearerToken token) {
    if (!token.isWellFormed()) {
      return MALFORMED;
    }
    if (revoked.holds(token.digest())) {
      return REVOKED;
    }
    if (token.kind() == TokenKind.OPAQUE) {
      if (opaque != null && !opaque.asks() && revoked.heldBefore(token.digest())) {
        return REVOKED; // such a token is never checked aside
      }
      Verdict known = opaque == null ? NO_AUTHORITY : opaque.cached(token);
      return known == null ? null : proven(token, known);
    }
    for (JwtAuthority authority : signed) {
      Verdict known = authority.cached(token);
      if (known != null) {
        return known;
      }
    }
    return signed.length == 0 ? NO_AUTHORITY : null;
  }

  /**
   * Checks a token aside; {@code then} is called exactly once, through {@code answerOn}, unless
   * that has ended.
   */
  public void check(BearerToken token, Executor answerOn, Consumer<Verdict> then) {
    var asker = new Asker<>(answerOn, then);
    if (!token.isWellFormed()) {
      asker.answer(MALFORMED);
    } else if (revoked.heldBefore(token.digest())) {
      asker.answer(REVOKED);
    } else if (token.kind() == TokenKind.OPAQUE) {
      if (opaque == null) {
        asker.answer(NO_AUTHORITY);
      } else {
        opaque.check(token, new Asker<>(answerOn, said -> then.accept(proven(token, said))));
      }
    } else if (signed.length == 0) {
      asker.answer(NO_AUTHORITY);
    } else if (!reading.enter(() -> route(token, asker))) {
      // Whose it is nobody has had the time to read: the first stands for all.
      asker.answer(signed[0].overrun());
    }
  }

  /** A token that is known for good is its application's own, unless its authority denies it. */
  private Verdict proven(BearerToken token, Verdict said) {
    String clientId = proven.isEmpty() ? null : proven.get(token.digest());
    return clientId == null || opaque == null || said instanceof Verdict.Rejected
        ? said
        : opaque.proven(clientId, said);
  }

  /**
   * Takes note of an opaque token that was issued just now.
   *
   * @param expiresAt null: never, or nobody said
   * @param applicationOwn whether it is its application's own, no user's
   */
  public void learn(
      BearerToken token,
      String clientId,
      Set<String> scopes,
      @Nullable Instant expiresAt,
      boolean applicationOwn) {
    if (opaque != null && token.kind() == TokenKind.OPAQUE && token.isWellFormed()) {
      opaque.learn(token.digest(), clientId, scopes, expiresAt, applicationOwn);
    }
  }

  /** Notes what its platform made of an opaque token; on an event loop. */
  public void met(BearerToken token, boolean accepted) {
    if (opaque == null || token.kind() != TokenKind.OPAQUE) {
      return;
    }
    if (accepted) {
      opaque.learnt().accepted(token.digest());
    } else {
      opaque.learnt().forget(token.digest());
    }
  }

  /**
   * Forgets a token everywhere, and refuses it until it ends. Not on an event loop: it waits for
   * the disk.
   *
   * @param clientId who gives it back; another's token is left alone
   */
  public void revoke(BearerToken token, @Nullable String clientId) {
    if (!token.isWellFormed()) {
      return;
    }
    Verdict known = cached(token);
    if (known instanceof Verdict.Granted(Identity identity)
        && identity.clientId() != null
        && !identity.clientId().equals(clientId)) {
      return;
    }
    all().forEach(authority -> authority.forget(token.digest()));
    revoked.add(
        token.digest(),
        known instanceof Verdict.Granted(Identity identity) ? identity.expiresAt() : null);
  }

  /** Finds who may confirm a JWT: what it says is used for that only, before it is believed. */
  private void route(BearerToken token, Asker<Verdict> asker) {
    SignedToken read = read(token);
    String issuer = read == null ? null : read.issuer();
    for (JwtAuthority authority : signed) {
      if (read != null && authority.issuer().equals(issuer)) {
        authority.check(read, asker);
        return;
      }
    }
    asker.answer(read == null ? MALFORMED : UNKNOWN_ISSUER);
  }

  private static @Nullable SignedToken read(BearerToken token) {
    try {
      return SignedToken.of(token);
    } catch (RuntimeException e) {
      return null; // whatever a parser stumbles over: its caller waits for an answer
    }
  }

  /** Ends them all at once; checks under way end as if their authority were away. */
  @Override
  public void close() {
    all().forEach(Authority::close);
  }
}
