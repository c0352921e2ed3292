package io.cutover.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteWindowTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -5_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
  void aRequestIsForgottenAfterAMinuteWhereverTheClockBegins(long start) {
    var window = new RouteWindow(start);

    window.finished(Platform.OLD, CodeClass.SUCCESS, start + SECOND);

    assertThat(window.sample(start + 60 * SECOND).platforms().get(Platform.OLD).requests())
        .isEqualTo(1);
    assertThat(window.sample(start + 61 * SECOND).platforms().get(Platform.OLD).requests())
        .isZero();
  }

  @Test
  void aSlotThatComesRoundAgainCountsFromZero() {
    var window = new RouteWindow(0);
    for (int lap = 0; lap < 5; lap++) {
      window.finished(Platform.NEW, CodeClass.SERVER_ERROR, lap * (60 * SECOND));
    }

    assertThat(window.sample(240 * SECOND).platforms().get(Platform.NEW).errors()).isEqualTo(1);
  }

  @Test
  void theRateIsOverTheTimeThatWasObserved() {
    var window = new RouteWindow(0);
    for (int i = 0; i < 300; i++) {
      window.finished(i % 2 == 0 ? Platform.OLD : null, CodeClass.SUCCESS, i * SECOND / 10);
    }

    assertThat(window.sample(30 * SECOND).requestsPerSecond()).isEqualTo(10, within(1e-9));
    assertThat(window.sample(60 * SECOND).requestsPerSecond()).isEqualTo(290 / 59.0, within(1e-9));
  }

  @Test
  void theFirstRequestIsNoThousandPerSecond() {
    var window = new RouteWindow(0);

    window.finished(null, CodeClass.SUCCESS, 1_000);

    assertThat(window.sample(2_000).requestsPerSecond()).isEqualTo(1);
  }

  @Test
  void errorsAreCountedPerPlatform() {
    var window = new RouteWindow(0);
    window.finished(Platform.OLD, CodeClass.SUCCESS, 0);
    window.finished(Platform.NEW, CodeClass.SERVER_ERROR, 0);
    window.finished(Platform.NEW, CodeClass.SUCCESS, 0);
    window.finished(null, CodeClass.SERVER_ERROR, 0);

    var sample = window.sample(0);

    assertThat(sample.platforms().get(Platform.OLD).errorRatio()).isZero();
    assertThat(sample.platforms().get(Platform.NEW).errorRatio()).isEqualTo(0.5);
    assertThat(sample.requestsPerSecond()).isEqualTo(4);
  }

  @Test
  void anEmptyWindowIsAllZero() {
    var sample = new RouteWindow(0).sample(5 * SECOND);

    assertThat(sample.requestsPerSecond()).isZero();
    assertThat(sample.split()).isZero();
    assertThat(sample.expected()).isZero();
    assertThat(sample.observed()).isZero();
    assertThat(sample.platforms())
        .containsOnlyKeys(Platform.values())
        .allSatisfy((_, side) -> assertThat(side.latency()).isEmpty());
    assertThat(sample.blocked())
        .containsOnlyKeys(Blocked.values())
        .allSatisfy((_, n) -> assertThat(n).isZero());
  }

  @Test
  void blockedIsCountedByCause() {
    var window = new RouteWindow(0);
    window.blocked(Blocked.NO_PAIR, 0);
    window.blocked(Blocked.NO_PAIR, SECOND);
    window.blocked(Blocked.UNVERIFIED, SECOND);

    assertThat(window.sample(SECOND).blocked())
        .containsEntry(Blocked.NO_PAIR, 2L)
        .containsEntry(Blocked.UNVERIFIED, 1L)
        .containsEntry(Blocked.SCOPE, 0L);
  }

  @Test
  void quantilesAreNeverTooLowAndAtMostAQuarterTooHigh() {
    var random = new Random(7);
    var window = new RouteWindow(0);
    var durations = new ArrayList<Long>();
    for (int i = 0; i < 10_000; i++) {
      long nanos = (long) (1e6 * Math.exp(2 * random.nextGaussian() + 2));
      durations.add(nanos);
      window.upstreamHead(Platform.NEW, nanos, i * SECOND / 1000);
    }
    durations.sort(null);

    var latency = window.sample(10 * SECOND).platforms().get(Platform.NEW).latency().orElseThrow();

    assertThat(latency.p50().toNanos()).isBetween(durations.get(4999), durations.get(4999) * 5 / 4);
    assertThat(latency.p95().toNanos()).isBetween(durations.get(9499), durations.get(9499) * 5 / 4);
    assertThat(latency.p99().toNanos()).isBetween(durations.get(9899), durations.get(9899) * 5 / 4);
    assertThat(window.sample(10 * SECOND).platforms().get(Platform.OLD).latency()).isEmpty();
  }

  @Test
  void everyDurationLiesBelowTheEndOfItsBucketAndNotBelowThatOfTheOneBefore() {
    for (long nanos = 1; nanos < Duration.ofSeconds(60).toNanos(); nanos = nanos * 33 / 32 + 1) {
      int bucket = LatencyBuckets.of(nanos);

      assertThat(nanos).isLessThan(LatencyBuckets.end(bucket).toNanos());
      if (bucket > 0) {
        assertThat(nanos).isGreaterThanOrEqualTo(LatencyBuckets.end(bucket - 1).toNanos());
      }
    }
    assertThat(LatencyBuckets.of(Long.MAX_VALUE)).isEqualTo(LatencyBuckets.COUNT - 1);
    assertThat(LatencyBuckets.of(0)).isZero();
  }

  @Test
  void countsFromManyThreadsAreAllThere() throws InterruptedException {
    var window = new RouteWindow(0);
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 8; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 20_000; i++) {
                      window.split(true, Platform.NEW, SECOND);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(window.sample(SECOND).split()).isEqualTo(160_000);
    assertThat(window.sample(SECOND).observed()).isEqualTo(1);
  }
}
