package io.cutover.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were given back through the gateway: refused here until they end, whoever still
 * believes in them. Any thread; nothing waits.
 */
final class Revoked {
  private static final int MOST = 100_000;

  /** However far an authority's clock may be off, and more. */
  private static final Duration SKEW = Duration.ofMinutes(15);

  /** For those whose end nobody said. */
  private static final Duration LONGEST = Duration.ofDays(90);

  private final Cache<TokenDigest, Instant> ends;
  private final InstantSource clock;
  private volatile boolean any;

  Revoked(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.ends =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .ticker(nanos::getAsLong)
            .expireAfter(
                Expiry.<TokenDigest, Instant>creating(
                    (_, end) -> Duration.between(clock.instant(), end)))
            .build();
  }

  void add(TokenDigest digest, @Nullable Instant end) {
    Instant latest = clock.instant().plus(LONGEST);
    ends.put(digest, end == null || end.isAfter(latest) ? latest : end.plus(SKEW));
    any = true;
  }

  boolean holds(TokenDigest digest) {
    return any && ends.getIfPresent(digest) != null;
  }
}
