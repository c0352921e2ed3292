package io.cutover.throttle;

import io.cutover.config.Quota;
import io.github.bucket4j.TimeMeter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Each application's budget on one route, made when it first calls. Any thread; nothing waits.
 *
 * <p>Client ids come with tokens, so that there may be any number. Two generations of at most
 * {@value #MOST} budgets are kept: when the younger is full the older is forgotten, and who called
 * since lives on in the younger. Forgotten is, first, who has not called for longest: its budget
 * would have filled up again.
 */
final class PerApplication {
  static final int MOST = 10_000;

  private final @Nullable Quota quota;
  private final Map<String, Quota> exceptions;
  private final TimeMeter time;
  private final AtomicReference<Generations> generations =
      new AtomicReference<>(new Generations(new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));

  private record Generations(Map<String, Budget> younger, Map<String, Budget> older) {}

  /**
   * @param quota of each application; null: only the exceptions have one
   * @param exceptions by application
   */
  PerApplication(@Nullable Quota quota, Map<String, Quota> exceptions, TimeMeter time) {
    this.quota = quota;
    this.exceptions = Map.copyOf(exceptions);
    this.time = time;
  }

  boolean isLike(PerApplication other) {
    return Objects.equals(quota, other.quota) && exceptions.equals(other.exceptions);
  }

  /** Returns the application's budget, or null if it may call as often as it likes. */
  @Nullable Budget of(String application) {
    Quota own = exceptions.getOrDefault(application, quota);
    if (own == null || own.isUnlimited()) {
      return null;
    }
    Generations now = generations.get();
    Budget budget = now.younger.get(application);
    if (budget != null) {
      return budget;
    }
    if (now.younger.size() >= MOST) {
      Generations next = new Generations(new ConcurrentHashMap<>(), now.younger);
      now = generations.compareAndSet(now, next) ? next : generations.get();
    }
    Budget known = now.older.get(application);
    Budget fresh = known != null ? known : new Budget(own, time);
    Budget other = now.younger.putIfAbsent(application, fresh);
    return other != null ? other : fresh;
  }
}
