package io.cutover.token;

import io.cutover.config.AuthorityConfig;
import io.cutover.metric.TokenMetrics;
import io.cutover.split.TokenKind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
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
  private static final Verdict UNKNOWN_ISSUER = new Verdict.Rejected(Verdict.Reason.UNKNOWN_ISSUER);

  private final @Nullable OpaqueAuthority opaque;
  private final JwtAuthority[] signed;
  private final Gate reading;

  private Authorities(@Nullable OpaqueAuthority opaque, JwtAuthority[] signed, Gate reading) {
    this.opaque = opaque;
    this.signed = signed;
    this.reading = reading;
  }

  /**
   * Prepares the authorities; those that have not changed carry over from {@code previous}, the
   * others of it are closed. Keys in a file are read before this returns.
   */
  public static Authorities of(
      List<AuthorityConfig> configs,
      @Nullable Authorities previous,
      TokenMetrics metrics,
      InstantSource clock,
      LongSupplier nanos) {
    return of(configs, previous, metrics, new Surroundings(clock, nanos, Outgoing.TOTAL));
  }

  static Authorities of(
      List<AuthorityConfig> configs,
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
        previous == null ? new Gate("jwt") : previous.reading);
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

  /** Returns the verdict that is known already, or null. On an event loop: never waits. */
  public @Nullable Verdict cached(BearerToken token) {
    if (!token.isWellFormed()) {
      return MALFORMED;
    }
    if (token.kind() == TokenKind.OPAQUE) {
      return opaque == null ? NO_AUTHORITY : opaque.cached(token);
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
    } else if (token.kind() == TokenKind.OPAQUE) {
      if (opaque == null) {
        asker.answer(NO_AUTHORITY);
      } else {
        opaque.check(token, asker);
      }
    } else if (signed.length == 0) {
      asker.answer(NO_AUTHORITY);
    } else if (!reading.enter(() -> route(token, asker))) {
      // Whose it is nobody has had the time to read: the first stands for all.
      asker.answer(signed[0].overrun());
    }
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
