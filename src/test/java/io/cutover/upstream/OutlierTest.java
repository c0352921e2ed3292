package io.cutover.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.HealthConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutlierTest {
  private static final long SECOND = 1_000_000_000L;

  /** Three in a row; 50 % of at least 10 in 10 s; out for 10 s, at most 25 s; back over 20 s. */
  private final Outlier outlier =
      new Outlier(
          new HealthConfig.Outlier(
              3,
              50,
              10,
              Duration.ofSeconds(10),
              Duration.ofSeconds(10),
              Duration.ofSeconds(25),
              Duration.ofSeconds(20)),
          0);

  private void fail(int times, long second) {
    for (int i = 0; i < times; i++) {
      outlier.outcome(false, second * SECOND);
    }
  }

  private double part(long second) {
    return outlier.part(second * SECOND);
  }

  @Test
  void onlyFailuresInARowEject() {
    for (int i = 0; i < 20; i++) {
      fail(2, 0);
      outlier.outcome(true, 0);
    }
    assertThat(part(0)).isEqualTo(1);

    fail(3, 0);
    assertThat(part(0)).isZero();
    assertThat(part(9)).isZero();
  }

  @Test
  void trafficComesBackBitByBit() {
    fail(3, 0);

    assertThat(part(10)).isZero();
    assertThat(part(15)).isEqualTo(0.25);
    assertThat(part(20)).isEqualTo(0.5);
    assertThat(part(30)).isEqualTo(1);
  }

  @Test
  void anEjectionLastsLongerEachTimeUpToABound() {
    fail(3, 0);
    fail(3, 11);
    assertThat(part(30)).isZero();
    assertThat(part(32)).isPositive();
    fail(3, 32);
    assertThat(part(56)).isZero();
    assertThat(part(58)).isPositive();
    fail(3, 60);
    assertThat(part(84)).isZero();
    assertThat(part(86)).isPositive();
  }

  @Test
  void failuresWhileItIsOutDoNotProlongIt() {
    fail(3, 0);
    fail(30, 5);

    assertThat(part(11)).isPositive();
  }

  @Test
  void timeSpentWellIsForgiven() {
    fail(3, 0);
    fail(3, 11);
    // Out until 31; forgiven one at 51 and the other at 61.
    for (int second = 31; second <= 62; second++) {
      outlier.turn(second * SECOND);
    }
    fail(3, 70);

    assertThat(part(79)).isZero();
    assertThat(part(81)).isPositive();
  }

  @Test
  void aLowRateEjectsOnceThereAreEnoughToTell() {
    for (int i = 0; i < 4; i++) {
      fail(1, 1);
      outlier.outcome(true, SECOND);
      fail(1, 1);
    }
    outlier.outcome(true, SECOND);
    assertThat(part(1)).isEqualTo(1);
    // 5 of 13 succeeded, but an interval judges only when it is over.
    outlier.turn(9 * SECOND);
    assertThat(part(9)).isEqualTo(1);
    outlier.turn(10 * SECOND);
    assertThat(part(10)).isZero();
  }

  @Test
  void fewAnswersSayNothing() {
    for (int i = 0; i < 3; i++) {
      fail(2, 1);
      outlier.outcome(true, SECOND);
    }
    outlier.turn(10 * SECOND);

    assertThat(part(10)).isEqualTo(1);
  }
}
