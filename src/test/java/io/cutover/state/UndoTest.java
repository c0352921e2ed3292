package io.cutover.state;

import static io.cutover.state.Steps.lease;
import static io.cutover.state.Steps.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoTest {
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

  private static Change pin(Platform platform) {
    return new Change.SetPin("orders", "mobile", platform, null);
  }

  @Test
  void aShareGoesBackToWhatItWasAlsoAfterARestart() {
    String raised = steps.make(share("20%"));
    steps.reopen();

    String undone = steps.make(steps.undo(raised));
    assertThat(steps.share()).isEqualTo("5%");

    steps.make(steps.undo(undone));
    assertThat(steps.share()).isEqualTo("20%");
  }

  @Test
  void whatWasChangedAgainSinceIsNotOverwritten() {
    String first = steps.make(share("20%"));
    String second = steps.make(share("30%"));

    assertThat(steps.refused(steps.undo(first))).contains("by change " + second);
    assertThat(steps.share()).isEqualTo("30%");
  }

  @Test
  void aRollbackIsNeverUndone() {
    steps.make(share("20%"));
    String rollback = steps.make(new Change.Rollback(Set.of("orders")));

    assertThat(steps.refused(steps.undo(rollback))).contains("cutover plan clear");
    assertThat(steps.share()).isEqualTo("0%");
    assertThat(steps.orders().latch()).isNotNull();
  }

  @Test
  void aLatchThatWasLiftedComesBack() {
    steps.make(new Change.Rollback(Set.of("orders")));
    String cleared = steps.make(new Change.ClearLatch("orders", false));

    steps.make(steps.undo(cleared));

    assertThat(steps.orders().latch()).isNotNull();
  }

  @Test
  void loweringALatchedRouteIsNotUndone() {
    steps.make(share("20%"));
    steps.make(new Change.Rollback(Set.of("orders")));
    steps.make(new Change.ClearLatch("orders", false));
    steps.make(share("10%"));
    String lowered = steps.make(share("5%"));
    steps.make(new Change.Rollback(Set.of("orders")));

    assertThat(steps.refused(steps.undo(lowered))).contains("changed again");
  }

  @Test
  void aPinGoesBackToTheOneBefore() {
    steps.make(pin(Platform.OLD));
    String moved = steps.make(pin(Platform.NEW));
    steps.make(steps.undo(moved));
    assertThat(steps.orders().pins().get("mobile").platform()).isEqualTo(Platform.OLD);

    String freed = steps.make(pin(null));
    assertThat(steps.orders().pins()).isEmpty();
    steps.make(steps.undo(freed));
    assertThat(steps.orders().pins()).containsOnlyKeys("mobile");
  }

  @Test
  void whoseTokensAnApplicationIsGivenGoesBackToWhatWasSaidBefore() {
    String toNew = steps.make(new Change.SetTokens("mobile", Platform.NEW));
    steps.make(new Change.SetTokens("batch", Platform.OLD));
    String toOld = steps.make(new Change.SetTokens("mobile", Platform.OLD));
    assertThat(steps.refused(steps.undo(toNew))).contains("by change " + toOld);
    steps.reopen();

    String undone = steps.make(steps.undo(toOld));
    assertThat(steps.keeper.current().tokensOf("mobile")).isEqualTo(Platform.NEW);
    steps.make(steps.undo(undone));
    assertThat(steps.keeper.current().tokensOf("mobile")).isEqualTo(Platform.OLD);

    String asInFile = steps.make(new Change.SetTokens("mobile", null));
    assertThat(steps.keeper.current().tokens()).containsOnlyKeys("batch");
    steps.make(steps.undo(asInFile));
    assertThat(steps.keeper.current().tokensOf("mobile")).isEqualTo(Platform.OLD);
    assertThat(steps.keeper.current().tokensOf("batch")).isEqualTo(Platform.OLD);
  }

  @Test
  void tokensThatWereLeftToTheFileSinceAreNotSaidAgain() {
    steps.make(new Change.SetTokens("mobile", Platform.OLD));
    String toNew = steps.make(new Change.SetTokens("mobile", Platform.NEW));
    steps.make(new Change.SetTokens("mobile", null));

    assertThat(steps.refused(steps.undo(toNew))).contains("left to the file since change " + toNew);
    assertThat(steps.keeper.current().tokensOf("mobile")).isNull();
  }

  @Test
  void aPlansMoveIsNotUndone() {
    PlanRun run = PlanRun.begin("careful", 0, null, steps.now(), "alice");
    String started = steps.make(plan(null, run, "10%"));

    assertThat(steps.refused(steps.undo(started)))
        .isEqualTo(
            "change %s can not be undone: a plan's move is not undone; pause, stop or abort the"
                    .formatted(started)
                + " plan, or set the share");
    assertThat(steps.share()).isEqualTo("10%");
    assertThat(steps.orders().plan()).isEqualTo(run);
  }

  @Test
  void whatWasLoweredByHandUnderAPlanIsRaisedByThePlanOnly() {
    steps.make(plan(null, PlanRun.begin("careful", 0, null, steps.now(), "alice"), "10%"));
    String lowered = steps.make(share("2%"));

    assertThat(steps.refused(steps.undo(lowered))).contains("has a plan under way", "paused");
    assertThat(steps.share()).isEqualTo("2%");
  }

  private static Change plan(PlanRun before, PlanRun after, String share) {
    return new Change.Plan(
        "orders", "start", before, after, Share.parse(share), false, false, Set.of());
  }

  @Test
  void aLeaseThatHasEndedIsNotRevived() {
    steps.make(lease("20%", Duration.ofHours(1), "1%"));
    steps.pass(Duration.ofHours(2));
    String ended = steps.keeper.history().last(1).getFirst().change();

    assertThat(steps.refused(steps.undo(ended))).contains("a lease that has ended is not revived");
  }

  @Test
  void theSwitchGoesBack() {
    steps.make(new Change.SetSwitch(SwitchPosition.OLD, null));
    String auto = steps.make(new Change.SetSwitch(SwitchPosition.AUTO, null));

    steps.make(steps.undo(auto));

    assertThat(steps.keeper.current().switchState().position()).isEqualTo(SwitchPosition.OLD);
  }

  @Test
  void aLeaseThatIsOverByNowIsNotRevived() {
    steps.make(lease("20%", Duration.ofHours(1), "1%"));
    String lowered = steps.make(share("4%"));
    steps.pass(Duration.ofHours(2));

    steps.make(steps.undo(lowered));

    assertThat(steps.share()).isEqualTo("1%");
  }

  @Test
  void whatBeganARoutesStateHasNothingToUndo() {
    String first = steps.keeper.history().last(1).getFirst().change();

    assertThat(steps.refused(steps.undo(first))).contains("nothing that could be undone");
  }

  @Test
  void itNeedsAReason() {
    String raised = steps.make(share("20%"));

    assertThat(steps.keeper.apply(steps.undo(raised), StateFolder.ALICE, " ", null))
        .isInstanceOf(Outcome.ReasonNeeded.class);
  }
}
