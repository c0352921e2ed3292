package io.cutover.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * How often an address may guess a token: {@value #GUESSES} at once, then one every three seconds.
 *
 * <p>An address that has used this up is refused with the right token too, or guessing would go on.
 * The same wrong token again is no new guess: a script with a stale token locks nobody out. An IPv6
 * address stands for its /64, which its owner has to choose from. Any thread.
 */
final class FailedLogins {
  static final int GUESSES = 20;
  private static final long NANOS_PER_GUESS = Duration.ofMinutes(1).toNanos() / GUESSES;

  private final LongSupplier nanos;
  private final Cache<String, Guesses> byAddress;

  FailedLogins(LongSupplier nanos) {
    this.nanos = nanos;
    this.byAddress =
        Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterAccess(Duration.ofMinutes(2))
            .ticker(nanos::getAsLong)
            .build();
  }

  /** Returns how many seconds the address must wait before its token is looked at; 0: none. */
  long retryAfterSeconds(InetAddress address) {
    Guesses guesses = byAddress.getIfPresent(key(address));
    if (guesses == null) {
      return 0;
    }
    long until = guesses.emptyAtNanos - nanos.getAsLong() - (GUESSES - 1) * NANOS_PER_GUESS;
    return until <= 0 ? 0 : Math.ceilDiv(until, Duration.ofSeconds(1).toNanos());
  }

  /**
   * Counts a wrong token.
   *
   * @param digest of the token
   */
  void failed(InetAddress address, byte[] digest) {
    long now = nanos.getAsLong();
    byAddress
        .asMap()
        .compute(
            key(address),
            (key, before) -> {
              if (before != null && Arrays.equals(before.lastDigest, digest)) {
                return before;
              }
              long level = before == null ? 0 : Math.max(0, before.emptyAtNanos - now);
              return new Guesses(now + level + NANOS_PER_GUESS, digest.clone());
            });
  }

  private static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    int significant = address instanceof Inet6Address ? 8 : bytes.length;
    return HexFormat.of().formatHex(bytes, 0, significant);
  }

  /** A bucket that leaks: when it will be empty, if nothing more is poured in. */
  private record Guesses(long emptyAtNanos, byte[] lastDigest) {}
}
