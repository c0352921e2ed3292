package io.cutover.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WheelTest {
  private final AtomicLong now = new AtomicLong(12_345);
  private final Wheel wheel = new Wheel(now::get);
  private final List<String> fired = new ArrayList<>();

  private Wheel.Timeout named(String name) {
    return new Wheel.Timeout() {
      @Override
      protected void expired() {
        fired.add(name);
      }
    };
  }

  private void pass(long nanos) {
    now.addAndGet(nanos);
    wheel.advance();
  }

  @Test
  void aTimeoutFiresOnceWhenItsTimeHasPassedAndNeverBefore() {
    wheel.set(named("a"), 100 * Wheel.TICK);

    pass(100 * Wheel.TICK - 1);
    assertThat(fired).isEmpty();
    pass(Wheel.TICK + 1);
    assertThat(fired).containsExactly("a");
    pass(5_000 * Wheel.TICK);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void aCancelledTimeoutNeverFires() {
    var timeout = named("a");
    wheel.set(timeout, Wheel.TICK);

    timeout.cancel();

    pass(10 * Wheel.TICK);
    assertThat(fired).isEmpty();
    assertThat(timeout.isSet()).isFalse();
  }

  @Test
  void settingItAgainMovesIt() {
    var timeout = named("a");
    wheel.set(timeout, Wheel.TICK);
    wheel.set(timeout, 50 * Wheel.TICK);

    pass(10 * Wheel.TICK);
    assertThat(fired).isEmpty();
    pass(50 * Wheel.TICK);
    assertThat(fired).containsExactly("a");
  }

  @Test
  void aDelayOfManyRoundsIsKept() {
    wheel.set(named("late"), TimeUnit.HOURS.toNanos(1));

    for (int minute = 0; minute < 59; minute++) {
      pass(TimeUnit.MINUTES.toNanos(1));
    }
    assertThat(fired).isEmpty();
    pass(TimeUnit.MINUTES.toNanos(2));
    assertThat(fired).containsExactly("late");
  }

  @Test
  void whatFiresMayCancelAndSetOthers() {
    var victim = named("victim");
    var moved = named("moved");
    wheel.set(
        new Wheel.Timeout() {
          @Override
          protected void expired() {
            fired.add("first");
            victim.cancel();
            wheel.set(moved, 500 * Wheel.TICK);
            wheel.set(this, 2 * Wheel.TICK);
          }
        },
        Wheel.TICK);
    wheel.set(moved, Wheel.TICK);
    wheel.set(victim, Wheel.TICK);

    pass(3 * Wheel.TICK);

    assertThat(fired).containsExactly("first");
    assertThat(moved.isSet()).isTrue();
    pass(4 * Wheel.TICK);
    assertThat(fired).containsExactly("first", "first");
  }

  @Test
  void thousandsOfTimeoutsAllFireInTheirTick() {
    var random = new SplittableRandom(7);
    int[] early = new int[1];
    int[] count = new int[1];
    for (int i = 0; i < 5_000; i++) {
      long delay = random.nextLong(TimeUnit.SECONDS.toNanos(100));
      long due = now.get() + delay;
      wheel.set(
          new Wheel.Timeout() {
            @Override
            protected void expired() {
              count[0]++;
              early[0] += now.get() < due || now.get() > due + 3 * Wheel.TICK ? 1 : 0;
            }
          },
          delay);
    }

    for (int i = 0; i < 5_100; i++) {
      pass(Wheel.TICK);
    }

    assertThat(count[0]).isEqualTo(5_000);
    assertThat(early[0]).isZero();
  }
}
