package io.cutover.upstream;

import io.cutover.config.HealthConfig;
import io.cutover.metric.Metrics;
import io.cutover.split.Platform;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whether one platform is well: what its checks say, and what its answers say. Any thread but for
 * {@link #turn}, {@link #passed} and {@link #failed}, which one loop calls.
 */
public final class Health {
  private final Platform platform;
  private final Metrics metrics;
  private int inARow;
  private volatile boolean down;
  private volatile @Nullable Outlier outlier;

  Health(Platform platform, Metrics metrics) {
    this.platform = platform;
    this.metrics = metrics;
    metrics.platformHealthy(platform, true);
  }

  /** Takes rules into force; what is known stays where the rules do. */
  void rules(HealthConfig config, long now) {
    if (config.check() == null) {
      down = false;
    }
    Outlier before = outlier;
    HealthConfig.Outlier rules = config.outlier();
    if (rules == null) {
      outlier = null;
    } else if (before == null || !before.rules().equals(rules)) {
      outlier = new Outlier(rules, now);
    }
  }

  /** Takes note of how an attempt on the platform went. */
  public void outcome(boolean ok, long now) {
    Outlier judge = outlier;
    if (judge != null) {
      judge.outcome(ok, now);
    }
  }

  /** Returns how the platform is to the next request: after a recovery, not to each the same. */
  public Condition condition(long now, RandomGenerator random) {
    if (down) {
      return Condition.DOWN;
    }
    Outlier judge = outlier;
    double part = judge == null ? 1 : judge.part(now);
    return part >= 1 || (part > 0 && random.nextDouble() < part)
        ? Condition.WELL
        : Condition.EJECTED;
  }

  /** Returns whether nothing should be sent there: checks fail, or its answers were too bad. */
  public boolean isDown(long now) {
    Outlier judge = outlier;
    return down || (judge != null && judge.part(now) <= 0);
  }

  void passed(HealthConfig.Check check) {
    inARow = inARow > 0 ? inARow + 1 : 1;
    if (inARow >= check.healthyAfter()) {
      down = false;
    }
  }

  void failed(HealthConfig.Check check) {
    inARow = inARow < 0 ? inARow - 1 : -1;
    if (-inARow >= check.unhealthyAfter()) {
      down = true;
    }
  }

  /** To be called about once a second. */
  void turn(long now) {
    Outlier judge = outlier;
    if (judge != null) {
      judge.turn(now);
    }
    metrics.platformHealthy(platform, !isDown(now));
  }
}
