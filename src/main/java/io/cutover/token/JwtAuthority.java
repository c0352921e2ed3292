package io.cutover.token;

import io.cutover.config.AuthorityConfig;
import io.cutover.metric.TokenMetrics;
import io.cutover.metric.TokenMetrics.Lookup;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that are signed. Any thread.
 *
 * <p>A good one holds until it expires, or until the key that verified it is withdrawn.
 */
final class JwtAuthority implements Authority {
  private final AuthorityConfig config;
  private final AuthorityConfig.Check.Jwt check;
  private final ClaimRules rules;
  private final Keys keys;
  private final VerdictCache cache;
  private final Checks<TokenDigest, Verdict> checks;
  private final TokenMetrics.Series series;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Verdict unmade;

  JwtAuthority(
      AuthorityConfig config,
      AuthorityConfig.Check.Jwt check,
      TokenMetrics.Series series,
      Surroundings surroundings) {
    this.config = config;
    this.check = check;
    this.rules = new ClaimRules(config, check);
    this.series = series;
    this.clock = surroundings.clock();
    this.nanos = surroundings.nanos();
    this.cache = new VerdictCache(config.cache(), nanos);
    this.checks = new Checks<>("authority " + config.name(), nanos);
    this.unmade = Authority.unmade(config);
    this.keys =
        new Keys(config.name(), JwksSource.of(check.jwks(), surroundings.timeout()), series, nanos);
  }

  @Override
  public AuthorityConfig config() {
    return config;
  }

  String issuer() {
    return check.issuer();
  }

  /** Returns what is known of a token already, or null; on an event loop. */
  @Nullable Verdict cached(BearerToken token) {
    Verdict known = known(token.digest());
    if (known == null) {
      return null;
    }
    series.lookup(Lookup.HIT);
    return Tally.count(series, known);
  }

  private @Nullable Verdict known(TokenDigest digest) {
    // Asked first: what is current may be renewed at any moment from here on.
    boolean over = keys.isOver();
    KeySet current = keys.current();
    Grant grant = cache.grant(digest);
    if (grant != null) {
      boolean trusted = !over && current != null && current.holds(grant.key());
      return trusted ? grant.at(clock.millis()) : null;
    }
    Refusal refusal = cache.refusal(digest);
    return refusal == null || refusal.keys() != null && refusal.keys() != current
        ? null
        : refusal.verdict();
  }

  /** Verifies a token that names this issuer, unless that is being done already. */
  void check(SignedToken token, Asker<Verdict> asker) {
    series.lookup(Lookup.MISS);
    checks.check(
        token.token().digest(),
        () -> verify(token),
        unmade,
        new Asker<>(
            asker.answerOn(), verdict -> asker.then().accept(Tally.count(series, verdict))));
  }

  /** Answers for a token that nobody has the time to look at. */
  Verdict overrun() {
    return Tally.count(series, unmade);
  }

  private Verdict verify(SignedToken token) {
    TokenDigest digest = token.token().digest();
    Verdict known = known(digest);
    if (known != null) {
      return known;
    }
    Verdict.Reason wrong = rules.header(token);
    if (wrong != null) {
      return refused(digest, wrong, null);
    }
    KeySet held = keys.ready();
    if (held == null) {
      return unmade;
    }
    VerificationKey signer = signer(token, held);
    if (signer == null && (token.keyId() == null || held.suiting(token).isEmpty())) {
      held = Objects.requireNonNullElse(keys.newerThan(held), held);
      signer = signer(token, held);
      if (signer == null && keys.isOut()) {
        return unmade; // it may be signed with a key that cannot be fetched now
      }
    }
    if (signer == null) {
      return refused(digest, Verdict.Reason.BAD_SIGNATURE, held);
    }
    Instant now = clock.instant();
    wrong = rules.claims(token.claims(), now);
    return wrong == null ? granted(token, signer, now) : refused(digest, wrong, null);
  }

  private static @Nullable VerificationKey signer(SignedToken token, KeySet held) {
    for (VerificationKey key : held.suiting(token)) {
      if (key.verifies(token)) {
        return key;
      }
    }
    return null;
  }

  private Verdict granted(SignedToken token, VerificationKey signer, Instant now) {
    var verdict = new Verdict.Granted(rules.identity(token.claims()));
    long expires = rules.expires(token.claims());
    // A century is enough, and nanoseconds do not reach much further.
    Duration left =
        Duration.ofMillis(
            Math.min(expires - now.toEpochMilli(), Duration.ofDays(36_500).toMillis()));
    long end = nanos.getAsLong() + left.toNanos();
    cache.put(
        token.token().digest(),
        new Grant(verdict, rules.notBefore(token.claims()), expires, signer, end, end, end));
    return verdict;
  }

  private Verdict refused(TokenDigest digest, Verdict.Reason reason, @Nullable KeySet held) {
    var verdict = new Verdict.Rejected(reason);
    if (reason != Verdict.Reason.NOT_YET_VALID) { // it may become good any moment
      cache.put(digest, new Refusal(verdict, held));
    }
    return verdict;
  }

  @Override
  public @Nullable Identity forget(TokenDigest digest) {
    return cache.forget(digest);
  }

  VerdictCache cache() {
    return cache;
  }

  @Override
  public void close() {
    keys.close();
  }
}
