package io.cutover.config;

import io.cutover.config.HealthConfig.Check;
import io.cutover.config.HealthConfig.Outlier;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code health} and {@code outlier} of a platform. */
final class HealthReader {
  private static final Duration HOUR = Duration.ofHours(1);

  private static final Keys CHECK_KEYS = new Keys();
  private static final Key<String> PATH =
      CHECK_KEYS.required("path", HttpWords.PATH, "what is asked for, behind the url's own path");
  private static final Key<Duration> INTERVAL =
      CHECK_KEYS.key(
          "interval",
          Scalars.duration(Duration.ofMillis(100), HOUR),
          "between two checks, and how long one may last; 5s by default");
  private static final Key<Integer> UNHEALTHY_AFTER =
      CHECK_KEYS.key("unhealthyAfter", Scalars.integer(1, 100), "failures in a row; 3 by default");
  private static final Key<Integer> HEALTHY_AFTER =
      CHECK_KEYS.key("healthyAfter", Scalars.integer(1, 100), "successes in a row; 2 by default");

  /** {@code health:}. */
  static final Kind<Check> CHECK = Kind.block(CHECK_KEYS, HealthReader::check);

  private static final Keys OUTLIER_KEYS = new Keys();
  private static final Key<Integer> CONSECUTIVE =
      OUTLIER_KEYS.key(
          "consecutive", Scalars.integer(1, 10_000), "failures in a row; 5 by default");
  private static final Key<Double> SUCCESS_RATE =
      OUTLIER_KEYS.key(
          "successRate", Scalars.PERCENT_VALUE, "at least, of an interval; 50% by default");
  private static final Key<Integer> MIN_REQUESTS =
      OUTLIER_KEYS.key(
          "minRequests",
          Scalars.integer(1, 1_000_000),
          "without which an interval says nothing; 100 by default");
  private static final Key<Duration> OUTLIER_INTERVAL =
      OUTLIER_KEYS.key(
          "interval",
          Scalars.duration(Duration.ofSeconds(1), HOUR),
          "that the success rate is of; 10s by default");
  private static final Key<Duration> EJECT_FOR =
      OUTLIER_KEYS.key(
          "ejectFor",
          Scalars.duration(Duration.ofMillis(100), HOUR),
          "times how often in succession; 10s by default");
  private static final Key<Duration> MAX_EJECT_FOR =
      OUTLIER_KEYS.key(
          "maxEjectFor",
          Scalars.duration(Duration.ofMillis(100), HOUR),
          "never longer; 5m by default");
  private static final Key<Duration> SLOW_START =
      OUTLIER_KEYS.key(
          "slowStart",
          Scalars.duration(Duration.ZERO, HOUR),
          "over how long its traffic comes back; 30s by default");

  /** {@code outlier:}. */
  static final Kind<Optional<Outlier>> OUTLIER =
      Kind.wordOr("none", Kind.block(OUTLIER_KEYS, HealthReader::outlier));

  private HealthReader() {}

  private static @Nullable Check check(Block block) {
    String path = block.need(PATH);
    return path == null
        ? null
        : new Check(
            path,
            block.get(INTERVAL, Duration.ofSeconds(5)),
            block.get(UNHEALTHY_AFTER, 3),
            block.get(HEALTHY_AFTER, 2));
  }

  private static Outlier outlier(Block block) {
    Outlier usual = Outlier.DEFAULT;
    return new Outlier(
        block.get(CONSECUTIVE, usual.consecutive()),
        block.get(SUCCESS_RATE, usual.successRate()),
        block.get(MIN_REQUESTS, usual.minRequests()),
        block.get(OUTLIER_INTERVAL, usual.interval()),
        block.get(EJECT_FOR, usual.ejectFor()),
        block.get(MAX_EJECT_FOR, usual.maxEjectFor()),
        block.get(SLOW_START, usual.slowStart()));
  }

  /** Shows a platform's rules as they would be written. */
  static void show(Tree tree, HealthConfig health) {
    Check check = health.check();
    if (check != null) {
      tree.put(
          "health",
          new Tree()
              .with("path", check.path())
              .with("interval", Texts.duration(check.interval()))
              .with("unhealthyAfter", check.unhealthyAfter())
              .with("healthyAfter", check.healthyAfter()));
    }
    Outlier outlier = health.outlier();
    tree.put(
        "outlier",
        outlier == null
            ? "none"
            : new Tree()
                .with("consecutive", outlier.consecutive())
                .with("successRate", Texts.percent(outlier.successRate()))
                .with("minRequests", outlier.minRequests())
                .with("interval", Texts.duration(outlier.interval()))
                .with("ejectFor", Texts.duration(outlier.ejectFor()))
                .with("maxEjectFor", Texts.duration(outlier.maxEjectFor()))
                .with("slowStart", Texts.duration(outlier.slowStart())));
  }
}
