package io.cutover.token;

import io.cutover.config.AuthorityConfig;
import io.cutover.metric.TokenMetrics;
import io.cutover.metric.TokenMetrics.Lookup;
import io.cutover.split.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that tell nothing by themselves. Any thread.
 *
 * <p>What introspection said holds for the shorter of {@code ttl} and the token's life, and for
 * {@code staleIfError} longer while it says nothing more.
 */
final class OpaqueAuthority implements Authority {
  /** How long a stale token is not asked about again after a question without an answer. */
  static final Duration REST = Duration.ofSeconds(1);

  private static final Verdict.Rejected INACTIVE = new Verdict.Rejected(Verdict.Reason.INACTIVE);
  private static final Verdict NOT_YET = new Verdict.Rejected(Verdict.Reason.NOT_YET_VALID);
  private static final Verdict.Rejected EXPIRED = new Verdict.Rejected(Verdict.Reason.EXPIRED);

  private final AuthorityConfig config;
  private final @Nullable Outgoing outgoing;
  private final @Nullable Introspector introspector;
  private final VerdictCache cache;
  private final LearntTokens learnt;
  private final Checks<TokenDigest, Verdict> checks;
  private final TokenMetrics.Series series;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Verdict unchecked;
  private final Verdict unmade;

  OpaqueAuthority(
      AuthorityConfig config,
      AuthorityConfig.Check.Opaque check,
      TokenMetrics.Series series,
      Surroundings surroundings) {
    this.config = config;
    this.series = series;
    this.clock = surroundings.clock();
    this.nanos = surroundings.nanos();
    this.cache = new VerdictCache(config.cache(), nanos);
    this.learnt = new LearntTokens(clock, nanos);
    this.checks = new Checks<>("authority " + config.name(), nanos);
    this.unchecked = new Verdict.Unchecked(config.name(), config.nativeTo());
    this.unmade = Authority.unmade(config);
    if (check.introspection() == null) {
      this.outgoing = null;
      this.introspector = null;
    } else {
      this.outgoing = new Outgoing(surroundings.timeout());
      this.introspector = new Introspector(config.name(), check.introspection(), outgoing, series);
    }
  }

  @Override
  public AuthorityConfig config() {
    return config;
  }

  /** Returns whether its authority is asked about tokens; else what is known of one is all. */
  boolean asks() {
    return introspector != null;
  }

  /** Returns what is known of a token already, or null; on an event loop. */
  @Nullable Verdict cached(BearerToken token) {
    if (introspector == null) {
      Verdict.Granted known = learnt.verdict(token.digest());
      return Tally.count(series, known == null ? unchecked : known);
    }
    Grant grant = cache.grant(token.digest());
    Verdict known = known(token.digest(), grant);
    if (known == null) {
      return null;
    }
    series.lookup(
        grant == null || known != grant.verdict() || isFresh(grant) ? Lookup.HIT : Lookup.STALE);
    return Tally.count(series, known);
  }

  private @Nullable Verdict known(TokenDigest digest, @Nullable Grant grant) {
    if (grant == null) {
      Refusal refusal = cache.refusal(digest);
      return refusal == null ? null : refusal.verdict();
    }
    if (!isFresh(grant) && grant.restUntil() - nanos.getAsLong() <= 0) {
      return null;
    }
    // Past its exp nothing that is remembered counts: the authority has the last word.
    Verdict verdict = grant.at(clock.millis());
    return verdict == grant.verdict() ? verdict : null;
  }

  private boolean isFresh(Grant grant) {
    return grant.freshUntil() - nanos.getAsLong() > 0;
  }

  /** Asks about a token, unless somebody does already. */
  void check(BearerToken token, Asker<Verdict> asker) {
    series.lookup(Lookup.MISS);
    checks.check(
        token.digest(),
        () -> ask(token),
        unmade,
        new Asker<>(
            asker.answerOn(), verdict -> asker.then().accept(Tally.count(series, verdict))));
  }

  private Verdict ask(BearerToken token) {
    TokenDigest digest = token.digest();
    Grant before = cache.grant(digest);
    Verdict known = known(digest, before);
    if (known != null) {
      return known;
    }
    return switch (Objects.requireNonNull(introspector).ask(token)) {
      case Introspected.Active active -> granted(digest, active);
      case Introspected.Inactive _ -> refused(digest, INACTIVE);
      case Introspected.Nothing _ -> before == null ? unmade : stale(digest, before);
    };
  }

  private Verdict granted(TokenDigest digest, Introspected.Active active) {
    Instant now = clock.instant();
    Instant expires = Objects.requireNonNullElse(active.expiresAt(), Instant.MAX);
    Instant notBefore = Objects.requireNonNullElse(active.notBefore(), Instant.EPOCH);
    if (now.isBefore(notBefore)) {
      return NOT_YET; // not remembered: it may become good any moment
    }
    var verdict = new Verdict.Granted(identity(active));
    if (!now.isBefore(expires)) {
      // Authorities say whole seconds and keep fractions: within that second they are believed.
      return now.minusSeconds(1).isBefore(expires) ? verdict : refused(digest, EXPIRED);
    }
    long asked = nanos.getAsLong();
    long freshUntil = asked + config.cache().ttl().toNanos();
    Grant grant =
        new Grant(
            verdict,
            notBefore.toEpochMilli(),
            active.expiresAt() == null ? Long.MAX_VALUE : expires.toEpochMilli(),
            null,
            freshUntil,
            asked,
            freshUntil + config.cache().staleIfError().toNanos());
    cache.put(digest, grant);
    return verdict;
  }

  private Verdict refused(TokenDigest digest, Verdict.Rejected verdict) {
    cache.put(digest, new Refusal(verdict, null));
    return verdict;
  }

  private Verdict stale(TokenDigest digest, Grant before) {
    long now = nanos.getAsLong();
    if (now - before.keepUntil() >= 0) {
      return unmade; // its time ended while the question was under way
    }
    long rest = Math.min(REST.toNanos(), before.keepUntil() - now);
    cache.put(digest, before.restingUntil(now + rest));
    Verdict verdict = before.at(clock.millis());
    if (verdict == before.verdict()) {
      series.lookup(Lookup.STALE);
    }
    return verdict;
  }

  private Identity identity(Introspected.Active active) {
    String client = active.clientId();
    boolean applicationOwn =
        client != null
            && active.username() == null
            && (active.userType() == null || active.userType().equals(Identity.APPLICATION))
            && (active.subject() == null || active.subject().equals(client));
    return new Identity(
        config.name(),
        TokenKind.OPAQUE,
        config.nativeTo(),
        client,
        active.subject(),
        active.username(),
        active.scopes(),
        active.expiresAt(),
        applicationOwn);
  }

  /** Returns what is said of a token that is known to be an application's own for good. */
  Verdict.Granted proven(String clientId, Verdict said) {
    if (said instanceof Verdict.Granted(Identity identity) && identity.clientId() != null) {
      return new Verdict.Granted(identity.asApplicationOwn());
    }
    return new Verdict.Granted(
        LearntTokens.identity(config.name(), config.nativeTo(), clientId, Set.of(), null, true));
  }

  /** Takes note of a token that was issued just now; one that can be asked about need not be. */
  void learn(
      TokenDigest digest,
      String clientId,
      Set<String> scopes,
      @Nullable Instant expiresAt,
      boolean applicationOwn) {
    if (introspector == null) {
      learnt.learn(
          digest,
          LearntTokens.identity(
              config.name(), config.nativeTo(), clientId, scopes, expiresAt, applicationOwn));
    }
  }

  LearntTokens learnt() {
    return learnt;
  }

  @Override
  public @Nullable Identity forget(TokenDigest digest) {
    Verdict.Granted known = learnt.verdict(digest);
    learnt.forget(digest);
    Identity cached = cache.forget(digest);
    return cached != null || known == null ? cached : known.identity();
  }

  VerdictCache cache() {
    return cache;
  }

  @Override
  public void close() {
    if (outgoing != null) {
      outgoing.close();
    }
  }
}
