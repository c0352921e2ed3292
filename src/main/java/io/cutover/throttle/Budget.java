package io.cutover.throttle;

import io.cutover.config.Quota;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.SynchronizationStrategy;
import java.time.Duration;

/**
 * A bucket of permits that flow in evenly. Any thread; nothing waits.
 *
 * <p>Nobody else knows how permits are kept: a budget that replicas share takes them from the store
 * in batches, here, and none of those who ask would notice.
 */
final class Budget {
  private final Quota quota;
  private final Bucket bucket;

  /** Starts full; the quota is no unlimited one. */
  Budget(Quota quota, TimeMeter time) {
    this.quota = quota;
    this.bucket =
        Bucket.builder()
            .withCustomTimePrecision(time)
            .withSynchronizationStrategy(SynchronizationStrategy.LOCK_FREE)
            .addLimit(
                limit ->
                    limit
                        .capacity(quota.burst())
                        .refillGreedy(quota.perMinute(), Duration.ofMinutes(1)))
            .build();
  }

  Quota quota() {
    return quota;
  }

  /** Takes a permit; returns 0, or the nanoseconds until there is one. */
  long take() {
    if (bucket.tryConsume(1)) {
      return 0;
    }
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? 0 : Math.max(1, probe.getNanosToWaitForRefill());
  }

  /** Puts a permit back that was not used in the end. */
  void putBack() {
    bucket.addTokens(1);
  }
}
