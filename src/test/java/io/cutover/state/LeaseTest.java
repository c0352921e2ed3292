package io.cutover.state;

import static io.cutover.state.Steps.lease;
import static io.cutover.state.Steps.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.SwitchPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseTest {
  private static final Duration HOURS = Duration.ofHours(2);

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

  /** At the smaller of what was agreed and the share just before it; it began at 5 %. */
  @ParameterizedTest
  @CsvSource({
    "20%, , 5%",
    "20%, 1%, 1%",
    "20%, 10%, 5%",
    "20%, 0%, 0%",
    "2%, , 2%",
    "2%, 1%, 1%",
    "5%, , 5%"
  })
  void itEndsByItselfAndNeverHigherThanItBegan(String share, String then, String end) {
    steps.make(lease(share, HOURS, then));

    steps.pass(HOURS.minusMillis(1));
    assertThat(steps.share()).isEqualTo(share);
    steps.pass(Duration.ofMillis(1));

    assertThat(steps.share()).isEqualTo(end);
    assertThat(steps.orders().lease()).isNull();
  }

  @Test
  void aLeaseAfterALeaseDoesNotEndAtTheFirstOnesHeight() {
    steps.make(lease("20%", HOURS, null));
    steps.make(lease("30%", HOURS, null));

    steps.pass(HOURS);

    assertThat(steps.share()).isEqualTo("5%");
  }

  @Test
  void theSameShareWithoutALeaseIsForGood() {
    steps.make(lease("20%", HOURS, null));
    steps.make(share("20%"));

    steps.pass(HOURS);

    assertThat(steps.share()).isEqualTo("20%");
  }

  @Test
  void aRollbackEndsIt() {
    steps.make(lease("20%", HOURS, null));
    steps.make(new Change.Rollback(Set.of("orders")));

    steps.pass(HOURS);

    assertThat(steps.share()).isEqualTo("0%");
    assertThat(steps.orders().lease()).isNull();
  }

  @Test
  void itEndsAlsoWhileNothingRuns() {
    steps.make(lease("20%", HOURS, null));

    steps.passDown(HOURS);

    assertThat(steps.share()).isEqualTo("5%");
  }

  @Test
  void itGoesOnOverARestart() {
    steps.make(lease("20%", HOURS, "1%"));
    steps.reopen();
    assertThat(steps.share()).isEqualTo("20%");

    steps.pass(HOURS);

    assertThat(steps.share()).isEqualTo("1%");
  }

  @Test
  void itsEndIsInTheAudit() {
    steps.make(lease("20%", HOURS, null));
    steps.pass(HOURS);

    assertThat(steps.keeper.history().last(1))
        .singleElement()
        .satisfies(
            end -> {
              assertThat(end.record().path("by").asString()).isEqualTo("gateway");
              assertThat(end.record().path("what").path("kind").asString()).isEqualTo("lease-end");
            });
  }

  @Test
  void theSwitchSpringsBackToWhereItStood() {
    steps.make(new Change.SetSwitch(SwitchPosition.NEW, Duration.ofMinutes(10)));
    steps.make(new Change.SetSwitch(SwitchPosition.NEW, Duration.ofMinutes(20)));
    steps.pass(Duration.ofMinutes(10));
    assertThat(steps.keeper.current().switchState().position()).isEqualTo(SwitchPosition.NEW);

    steps.pass(Duration.ofMinutes(10));

    assertThat(steps.keeper.current().switchState().position()).isEqualTo(SwitchPosition.AUTO);
    assertThat(steps.keeper.current().switchState().lease()).isNull();
  }

  @Test
  void aSwitchThatWasMovedMeanwhileStaysThere() {
    steps.make(new Change.SetSwitch(SwitchPosition.NEW, Duration.ofMinutes(10)));
    steps.make(new Change.SetSwitch(SwitchPosition.OLD, null));

    steps.pass(Duration.ofMinutes(10));

    assertThat(steps.keeper.current().switchState().position()).isEqualTo(SwitchPosition.OLD);
  }
}
