package io.cutover.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.cutover.config.AuthorityConfig;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an authority's tokens, by their digests. Any thread; nothing waits.
 *
 * <p>Good and bad ones live apart: however many forged tokens come, no good one leaves for them.
 */
final class VerdictCache {
  /** Bad tokens are soon forgotten; a caller who makes up new ones gains nothing from memory. */
  static final int MOST_REFUSALS = 10_000;

  private final Cache<TokenDigest, Grant> grants;
  private final Cache<TokenDigest, Refusal> refusals;

  VerdictCache(AuthorityConfig.Cache config, LongSupplier nanos) {
    grants =
        Caffeine.newBuilder()
            .maximumSize(config.maxEntries())
            .ticker(nanos::getAsLong)
            .expireAfter(new UntilForgotten())
            .build();
    refusals =
        Caffeine.newBuilder()
            .maximumSize(Math.min(config.maxEntries(), MOST_REFUSALS))
            .ticker(nanos::getAsLong)
            .expireAfterWrite(config.negativeTtl())
            .build();
  }

  private static final class UntilForgotten implements Expiry<TokenDigest, Grant> {
    @Override
    public long expireAfterCreate(TokenDigest digest, Grant grant, long now) {
      return Math.max(0, grant.keepUntil() - now);
    }

    @Override
    public long expireAfterUpdate(TokenDigest digest, Grant grant, long now, long left) {
      return expireAfterCreate(digest, grant, now);
    }

    @Override
    public long expireAfterRead(TokenDigest digest, Grant grant, long now, long left) {
      return left;
    }
  }

  @Nullable Grant grant(TokenDigest digest) {
    return grants.getIfPresent(digest);
  }

  @Nullable Refusal refusal(TokenDigest digest) {
    return refusals.getIfPresent(digest);
  }

  void put(TokenDigest digest, Grant grant) {
    grants.put(digest, grant);
    refusals.invalidate(digest);
  }

  void put(TokenDigest digest, Refusal refusal) {
    refusals.put(digest, refusal);
    grants.invalidate(digest);
  }

  /** Forgets a token; returns whose it was, if it was known to be good. */
  @Nullable Identity forget(TokenDigest digest) {
    Grant grant = grants.asMap().remove(digest);
    return grant == null ? null : grant.verdict().identity();
  }

  /** Returns how many good tokens are remembered, those just forgotten left out. */
  long grants() {
    grants.cleanUp();
    return grants.estimatedSize();
  }

  /** Returns how many bad tokens are remembered, those just forgotten left out. */
  long refusals() {
    refusals.cleanUp();
    return refusals.estimatedSize();
  }
}
