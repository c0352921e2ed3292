package io.cutover.bridge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Wrong secrets per client id and address: after {@value #MOST} within a minute no secret of that
 * client is looked at from there until the minute is over, not even the right one. Any thread.
 */
final class WrongSecrets {
  static final int MOST = 10;
  private static final long WINDOW = Duration.ofMinutes(1).toNanos();

  private final LongSupplier nanos;
  private final Cache<From, Wrong> wrong;

  private record From(String clientId, InetAddress address) {}

  private record Wrong(long since, int times) {}

  WrongSecrets(LongSupplier nanos) {
    this.nanos = nanos;
    this.wrong =
        Caffeine.newBuilder()
            .maximumSize(100_000)
            .ticker(nanos::getAsLong)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
  }

  /** Returns how many seconds must pass before a secret is looked at; 0: none. */
  long secondsToWait(String clientId, InetAddress address) {
    Wrong known = wrong.getIfPresent(new From(clientId, address));
    long left = known == null ? 0 : known.since() + WINDOW - nanos.getAsLong();
    return known == null || known.times() < MOST || left <= 0
        ? 0
        : Math.ceilDiv(left, Duration.ofSeconds(1).toNanos());
  }

  /** Counts one. */
  void count(String clientId, InetAddress address) {
    long now = nanos.getAsLong();
    wrong
        .asMap()
        .merge(
            new From(clientId, address),
            new Wrong(now, 1),
            (before, one) ->
                now - before.since() >= WINDOW
                    ? one
                    : new Wrong(before.since(), before.times() + 1));
  }
}
