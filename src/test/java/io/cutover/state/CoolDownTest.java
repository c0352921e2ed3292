package io.cutover.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoolDownTest {
  @TempDir Path temp;
  private Steps steps;

  @BeforeEach
  void open() {
    steps = new Steps(temp);
  }

  @AfterEach
  void close() {
    steps.close();
  }

  private void rollBack() {
    steps.make(new Change.Rollback(Set.of("orders")));
  }

  private Duration coolDown() {
    Latch latch = steps.orders().latch();
    return latch.cools() == null ? Duration.ZERO : Duration.between(latch.since(), latch.cools());
  }

  @Test
  void whoRolledBackOnceMayGoOnAtOnce() {
    rollBack();

    steps.make(new Change.ClearLatch("orders", false));
  }

  @Test
  void itDoublesWithEachLatchUpToAnHour() {
    for (int minutes : new int[] {0, 1, 2, 4, 8, 16, 32, 60, 60}) {
      rollBack();
      assertThat(coolDown()).isEqualTo(Duration.ofMinutes(minutes));
      steps.make(new Change.ClearLatch("orders", true));
    }
  }

  @Test
  void duringItTheLatchStaysAndTheTimeLeftIsSaid() {
    rollBack();
    steps.make(new Change.ClearLatch("orders", false));
    rollBack();
    steps.pass(Duration.ofSeconds(15));
    steps.reopen();

    assertThat(steps.refused(new Change.ClearLatch("orders", false))).contains("45 s", "--force");

    steps.pass(Duration.ofSeconds(45));
    steps.make(new Change.ClearLatch("orders", false));
  }

  @Test
  void aDayWithoutALatchIsForgotten() {
    rollBack();
    steps.make(new Change.ClearLatch("orders", false));
    rollBack();
    steps.make(new Change.ClearLatch("orders", true));
    steps.pass(Duration.ofDays(1));

    rollBack();

    assertThat(coolDown()).isZero();
  }

  @Test
  void aRollbackOfALatchedRouteIsNoFurtherLatch() {
    rollBack();
    rollBackAgain();

    assertThat(steps.orders().latches().count()).isEqualTo(1);
  }

  private void rollBackAgain() {
    assertThat(steps.apply(new Change.Rollback(Set.of("orders"))))
        .isInstanceOf(Outcome.Unchanged.class);
  }
}
