package io.cutover.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Share;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guard in simulated minutes: no clock runs, and every request is one call. */
class GuardTest {
  // A whole minute, far from the start of the guard's own count of minutes.
  private static final long START = 29_400_000L * 60_000;

  /** What came of one request. */
  private record Passed(long millis, int bucket, boolean onNew) {}

  /** Sends requests through a guard, spread at random over each second. */
  private static List<Passed> run(
      Guard guard, long from, int seconds, IntUnaryOperator perSecond, SplittableRandom random) {
    List<Passed> all = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      int count = perSecond.applyAsInt(second);
      for (int i = 0; i < count; i++) {
        long now = from + second * 1000L + i * 1000L / count;
        int bucket = random.nextInt(Share.WHOLE);
        all.add(new Passed(now, bucket, pass(guard, bucket, now)));
      }
    }
    return all;
  }

  /** What the request path does. */
  private static boolean pass(Guard guard, int bucket, long now) {
    boolean room = guard.room(bucket, now);
    guard.arrived(bucket, now);
    return room && guard.take(now) != Guard.NONE;
  }

  private static long onNew(List<Passed> all, long from, long to) {
    return all.stream().filter(it -> it.onNew && it.millis >= from && it.millis < to).count();
  }

  @ParameterizedTest
  @CsvSource({
    // permits, arrivals a second: steady, a burst, a flood, a trickle, waves
    "9500, 100, 100, 1",
    "9500, 1000, 1000, 2",
    "9500, 50, 4000, 3",
    "950, 0, 900, 4",
    "57, 3, 40, 5",
    "9, 1, 2, 6",
    "1, 1, 30, 7"
  })
  void theNewPlatformNeverGetsMoreThanItsPermitsInAnyClockMinute(
      int permits, int least, int most, long seed) {
    var random = new SplittableRandom(seed);
    var guard = new Guard(permits, 10);
    long start = START + random.nextInt(60_000);

    List<Passed> all =
        run(
            guard,
            start,
            600,
            second -> least + (most == least ? 0 : random.nextInt(most - least)),
            random);

    for (long minute = START; minute < START + 660_000; minute += 60_000) {
      assertThat(onNew(all, minute, minute + 60_000))
          .as("seed %d", seed)
          .isBetween(0L, 0L + permits);
    }
  }

  @Test
  void aMinutesPermitsAreSpentOverTheMinute() {
    var guard = new Guard(6000, 0);

    List<Passed> all = run(guard, START, 300, _ -> 300, new SplittableRandom(11));

    for (long minute = START + 60_000; minute < START + 300_000; minute += 60_000) {
      assertThat(onNew(all, minute, minute + 60_000)).isBetween(5_000L, 6_000L);
      for (long quarter = minute; quarter < minute + 60_000; quarter += 15_000) {
        assertThat(onNew(all, quarter, quarter + 15_000)).isBetween(1_000L, 1_800L);
      }
    }
  }

  @Test
  void whatTheCapacityHoldsNeverSpills() {
    var guard = new Guard(6000, 0);

    // 95 % of the capacity, with every second another number of requests.
    var random = new SplittableRandom(12);
    List<Passed> all =
        run(guard, START, 600, _ -> 80 + random.nextInt(30), new SplittableRandom(13));

    assertThat(all).allMatch(Passed::onNew);
    assertThat(guard.level()).isEqualTo(Share.WHOLE);
  }

  @ParameterizedTest
  @CsvSource({"9, 7", "19, 4", "47, 2"})
  void aFewPermitsAreNotKeptFromAFewRequests(int permits, int everySeconds) {
    var guard = new Guard(permits, 0);

    List<Passed> all =
        run(
            guard,
            START,
            600,
            second -> second % everySeconds == 0 ? 1 : 0,
            new SplittableRandom(14));

    assertThat(all).allMatch(Passed::onNew);
  }

  @Test
  void theHighestBucketsSpillFirstAndComeBackOnlyInAnotherMinute() {
    var guard = new Guard(3000, 0);

    List<Passed> all = run(guard, START, 180, _ -> 200, new SplittableRandom(15));

    for (long minute = START; minute < START + 180_000; minute += 60_000) {
      long from = minute;
      int level = Share.WHOLE;
      for (Passed each : all) {
        if (each.millis < from || each.millis >= from + 60_000) {
          continue;
        }
        if (each.onNew) {
          assertThat(each.bucket).isLessThan(level);
        } else {
          level = Math.min(level, each.bucket);
        }
      }
      assertThat(level).isLessThan(Share.WHOLE);
    }
  }

  @Test
  void theLevelRisesGentlyWhenTheFloodIsOver() {
    var guard = new Guard(600, 0);
    run(guard, START, 120, _ -> 400, new SplittableRandom(16));
    int after = guard.level();
    assertThat(after).isLessThan(1_000);

    List<Integer> levels = new ArrayList<>();
    for (int minute = 2; minute < 20; minute++) {
      run(guard, START + minute * 60_000L, 60, _ -> 1, new SplittableRandom(minute));
      levels.add(guard.level());
    }

    assertThat(levels).isSorted().last().isEqualTo(Share.WHOLE);
    assertThat(levels.getFirst()).isLessThanOrEqualTo(after + 500);
  }

  @Test
  void whoeverHasNoBucketTakesTurns() {
    var guard = new Guard(100, 0);
    Set<Integer> places = new HashSet<>();
    int low = 0;

    for (int i = 0; i < Share.WHOLE; i++) {
      int place = guard.place(-1);
      places.add(place);
      low += place < Share.WHOLE / 2 ? 1 : 0;
      assertThat(low * 2 - i).isBetween(-12, 12);
    }

    assertThat(places).hasSize(Share.WHOLE);
    assertThat(guard.place(77)).isEqualTo(77);
  }

  @Test
  void thereIsAlwaysRoomForTheLowestWhileAPermitIsLeft() {
    var guard = new Guard(2, 0);
    for (int i = 0; i < 1000; i++) {
      guard.arrived(0, START + i * 50L);
    }

    assertThat(guard.room(0, START + 50_000)).isTrue();
    assertThat(guard.take(START + 50_000)).isNotEqualTo(Guard.NONE);
    assertThat(guard.take(START + 50_000)).isNotEqualTo(Guard.NONE);
    assertThat(guard.room(0, START + 50_000)).isFalse();
    assertThat(guard.take(START + 59_999)).isEqualTo(Guard.NONE);
    assertThat(guard.take(START + 60_000)).isNotEqualTo(Guard.NONE);
  }

  @Test
  void aClockThatIsSetBackGivesNoPermitTwice() {
    var guard = new Guard(1, 0);

    assertThat(guard.take(START)).isNotEqualTo(Guard.NONE);
    assertThat(guard.take(START - 1)).isEqualTo(Guard.NONE);
    assertThat(guard.take(START + 59_999)).isEqualTo(Guard.NONE);
    // Back by hours: the clock was wrong before, and counts anew.
    assertThat(guard.take(START - 7_200_000)).isNotEqualTo(Guard.NONE);
  }

  /** What the platform says is left counts when it is less, but for what it cannot know of yet. */
  @ParameterizedTest
  @CsvSource({
    // sent before and after the request that is answered, remaining, then left of 100 - 10
    "1, 0, 99, 89",
    "1, 0, 1000, 89",
    "1, 0, 60, 50",
    "1, 20, 60, 30",
    "5, 20, 60, 30",
    "1, 0, 10, 0",
    "1, 0, 0, 0",
    "1, 20, 25, 0"
  })
  void thePlatformsOwnCountIsLearnt(int before, int after, long remaining, int left) {
    var guard = new Guard(90, 10);
    long ticket = Guard.NONE;
    for (int i = 0; i < before; i++) {
      ticket = guard.take(START);
    }
    for (int i = 0; i < after; i++) {
      guard.take(START + 10);
    }

    guard.told(ticket, remaining, START + 20);
    // Told twice is as once.
    guard.told(ticket, remaining, START + 20);

    assertThat(Math.round((1 - guard.used(START + 20)) * 90)).isEqualTo(left);
  }

  @Test
  void whatWasSaidOfAnotherMinuteIsNotLearnt() {
    var guard = new Guard(90, 10);
    long ticket = guard.take(START + 59_999);

    guard.told(ticket, 0, START + 60_000);

    assertThat(guard.used(START + 60_000)).isZero();
  }

  @Test
  void aRefusalOfThePlatformShutsTheRestOfTheMinute() {
    var guard = new Guard(1000, 0);
    guard.take(START);

    guard.shut(START + 1);
    guard.shut(START + 2);

    assertThat(guard.room(0, START + 59_999)).isFalse();
    assertThat(guard.take(START + 59_999)).isEqualTo(Guard.NONE);
    assertThat(guard.used(START + 59_999)).isEqualTo(1.0);
    assertThat(guard.room(0, START + 60_000)).isTrue();
    assertThat(guard.level()).isEqualTo(Share.WHOLE / 2);
  }

  @Test
  void loopsThatTakeAtOnceGetEachPermitOnce() throws Exception {
    var guard = new Guard(10_000, 0);
    Callable<Integer> loop =
        () -> {
          int got = 0;
          for (int i = 0; i < 20_000; i++) {
            long now = START + i % 1000;
            guard.arrived(i % Share.WHOLE, now);
            got += guard.take(now) == Guard.NONE ? 0 : 1;
          }
          return got;
        };

    int all = 0;
    try (var loops = Executors.newFixedThreadPool(4)) {
      for (Future<Integer> got : loops.invokeAll(List.of(loop, loop, loop, loop))) {
        all += got.get();
      }
    }

    assertThat(all).isEqualTo(10_000);
  }
}
