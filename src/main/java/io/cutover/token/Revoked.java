package io.cutover.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.cutover.store.SealedMarks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were given back through the gateway: refused here until they end, whoever still
 * believes in them, also after a restart. Any thread; only {@link #add} waits.
 */
final class Revoked {
  private static final int MOST = 100_000;

  /** However far an authority's clock may be off, and more. */
  private static final Duration SKEW = Duration.ofMinutes(15);

  /** For those whose end nobody said. */
  private static final Duration LONGEST = Duration.ofDays(90);

  private final Cache<TokenDigest, Instant> ends;
  private final InstantSource clock;
  private final @Nullable SealedMarks kept;
  private final Instant restoredUntil;
  private volatile boolean any;

  /**
   * Goes on with what was given back before.
   *
   * @param kept null: nothing outlives the process
   */
  Revoked(InstantSource clock, LongSupplier nanos, @Nullable SealedMarks kept) {
    this.clock = clock;
    this.kept = kept;
    Instant last = kept == null ? null : kept.last();
    this.restoredUntil = last == null ? Instant.MIN : last;
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
    Instant until = end == null || end.isAfter(latest) ? latest : end.plus(SKEW);
    hold(digest, until);
    if (kept != null) {
      kept.add(digest.toBytes(), until);
    }
  }

  private void hold(TokenDigest digest, Instant until) {
    ends.put(digest, until);
    any = true;
  }

  boolean holds(TokenDigest digest) {
    return any && ends.getIfPresent(digest) != null;
  }

  /**
   * Returns whether a token was given back before the last start. Dearer than {@link #holds}: to be
   * asked of tokens that nothing is known of yet.
   */
  boolean heldBefore(TokenDigest digest) {
    if (kept == null || !clock.instant().isBefore(restoredUntil)) {
      return false;
    }
    Instant until = kept.until(digest.toBytes());
    if (until == null) {
      return false;
    }
    hold(digest, until);
    return true;
  }
}
