package io.cutover.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opaque tokens that were seen being issued, by their digests. Any thread; nothing waits.
 *
 * <p>Nobody can be asked about them, so that they count for {@link #TRUST} only since their
 * platform last accepted them; then it has to be shown them again.
 */
final class LearntTokens {
  /** The old platform's own caches are that slow to hear of a revocation. */
  static final Duration TRUST = Duration.ofMinutes(15);

  private static final int MOST = 200_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Cache<TokenDigest, Learnt> learnt;
  private final InstantSource clock;
  private final LongSupplier nanos;

  /**
   * One of them.
   *
   * @param acceptedAt monotonic nanoseconds
   */
  private record Learnt(Verdict.Granted verdict, long acceptedAt) {}

  LearntTokens(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.learnt =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .ticker(nanos::getAsLong)
            .expireAfterWrite(LONGEST)
            .build();
  }

  void learn(TokenDigest digest, Identity identity) {
    learnt.put(digest, new Learnt(new Verdict.Granted(identity), nanos.getAsLong()));
  }

  /** Returns whose it is, or null when that does not count now. */
  Verdict.@Nullable Granted verdict(TokenDigest digest) {
    Learnt known = learnt.getIfPresent(digest);
    if (known == null || nanos.getAsLong() - known.acceptedAt > TRUST.toNanos()) {
      return null;
    }
    Instant ends = known.verdict.identity().expiresAt();
    return ends == null || clock.instant().isBefore(ends) ? known.verdict : null;
  }

  /** Notes that its platform accepted a token. */
  void accepted(TokenDigest digest) {
    long now = nanos.getAsLong();
    Learnt known = learnt.getIfPresent(digest);
    if (known != null && now - known.acceptedAt > TRUST.toNanos() / 60) {
      learnt.asMap().replace(digest, known, new Learnt(known.verdict, now));
    }
  }

  /** Notes that its platform refused a token. */
  void forget(TokenDigest digest) {
    learnt.invalidate(digest);
  }

  /** Returns what is said of a token that was learnt. */
  static Identity identity(
      String authority,
      Set<Platform> nativeTo,
      String clientId,
      Set<String> scopes,
      @Nullable Instant expiresAt,
      boolean applicationOwn) {
    return new Identity(
        authority,
        TokenKind.OPAQUE,
        nativeTo,
        clientId,
        null,
        null,
        scopes,
        expiresAt,
        applicationOwn);
  }
}
