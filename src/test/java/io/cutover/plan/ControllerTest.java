package io.cutover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.PlanConfig;
import io.cutover.config.PlanConfig.Gate;
import io.cutover.config.PlanConfig.OnBreach;
import io.cutover.config.PlanConfig.OnDeadline;
import io.cutover.config.PlanConfig.Step;
import io.cutover.config.PlanConfig.Window;
import io.cutover.plan.Controller.Answer;
import io.cutover.plan.Controller.Command;
import io.cutover.plan.Controller.Judgement;
import io.cutover.plan.Controller.Sight;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;
import io.cutover.state.PlanRun.Phase;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state by every command and every event. */
class ControllerTest {
  private static final Instant AT = Instant.parse("2026-11-27T10:00:00Z");
  private static final Verdict PASS = new Verdict.Pass("fine");
  private static final Verdict FEW = new Verdict.TooFew("few");
  private static final Verdict UNKNOWN = new Verdict.Unknown("nothing");
  private static final Verdict BREACH = new Verdict.Breach("bad");

  private static PlanConfig plan(Duration hold, OnBreach onBreach, Duration deadline) {
    return new PlanConfig(
        "careful",
        List.of(
            new Step(null, "pilot"),
            new Step(Share.parse("5%"), null),
            new Step(Share.parse("100%"), null)),
        hold,
        deadline,
        OnDeadline.PAUSE,
        Duration.ofHours(24),
        new Gate(500, 1, 0.99, false, false, 0.95, Duration.ofMillis(50), Map.of(), Set.of()),
        3,
        onBreach,
        0.01,
        null);
  }

  private static final PlanConfig PLAN = plan(Duration.ofMinutes(15), OnBreach.ROLLBACK, null);

  /** Held for fourteen minutes of fifteen at 5 %; the bake for all but a minute at 100 %. */
  private static PlanRun run(Phase phase) {
    PlanRun begun = PlanRun.begin("careful", 1, null, AT, "alice").withCohorts(List.of("pilot"));
    return phase == Phase.BAKING
        ? begun.at(3, phase, "baking").after(Duration.ofHours(24).minusMinutes(1), Duration.ZERO)
        : begun.as(phase, "before").after(Duration.ofMinutes(14), Duration.ZERO);
  }

  private static Share share(Phase phase) {
    return switch (phase) {
      case IDLE, ROLLED_BACK -> Share.NONE;
      case BAKING, COMPLETE -> Share.ALL;
      default -> Share.parse("5%");
    };
  }

  private static Sight sight(Verdict verdict, Judgement judgement, int minutes) {
    return new Sight(
        Duration.ofMinutes(minutes),
        verdict,
        judgement,
        judgement == Judgement.RETURN ? Set.of("app") : Set.of(),
        false,
        true,
        false);
  }

  /** Writes an answer as {@code verb:state:step:share}, with a mark for what else it does. */
  private static String said(Answer answer) {
    return switch (answer) {
      case Answer.Moves moves ->
          "%s:%s:%d:%s%s%s%s"
              .formatted(
                  moves.verb(),
                  moves.run().phase().label(),
                  moves.run().step(),
                  moves.share(),
                  moves.latched() ? ":latched" : "",
                  moves.home() ? ":home" : "",
                  moves.back().isEmpty() ? "" : ":back");
      case Answer.Waits waits -> "waits:" + waits.run().held().toMinutes();
      case Answer.Refused _ -> "409";
      case Answer.Same _ -> "same";
    };
  }

  // start | pause | resume | advance on pass | on too few | on too few by force | on unknown |
  // on breach by force | abort | stop | complete | complete while blocked | complete on breach
  private static final Map<Phase, List<String>> COMMANDS =
      Map.of(
          Phase.IDLE,
          List.of(
              "start:running:0:0%",
              "409", "409", "409", "409", "409", "409", "409", "409", "409", "409", "409", "409"),
          Phase.COMPLETE,
          List.of(
              "409", "409", "409", "409", "409", "409", "409", "409", "409", "409", "409", "409",
              "409"),
          Phase.ROLLED_BACK,
          List.of(
              "start:running:0:0%",
              "409", "409", "409", "409", "409", "409", "409", "409", "409", "409", "409", "409"),
          Phase.RUNNING,
          List.of(
              "409",
              "pause:paused:1:5%",
              "409",
              "advance:running:2:100%",
              "409",
              "advance:running:2:100%",
              "409",
              "409",
              "abort:idle:1:0%",
              "stop:idle:1:5%",
              "complete:baking:3:100%",
              "409",
              "409"),
          Phase.HOLDING,
          List.of(
              "409",
              "pause:paused:1:5%",
              "409",
              "advance:running:2:100%",
              "409",
              "advance:running:2:100%",
              "409",
              "409",
              "abort:idle:1:0%",
              "stop:idle:1:5%",
              "complete:baking:3:100%",
              "409",
              "409"),
          Phase.PAUSED,
          List.of(
              "409",
              "same",
              "resume:running:1:5%",
              "409",
              "409",
              "409",
              "409",
              "409",
              "abort:idle:1:0%",
              "stop:idle:1:5%",
              "complete:baking:3:100%",
              "409",
              "409"),
          Phase.BAKING,
          List.of(
              "409",
              "pause:paused:3:100%",
              "409",
              "home:complete:3:100%:home",
              "409",
              "home:complete:3:100%:home",
              "409",
              "409",
              "abort:idle:3:0%",
              "stop:idle:3:100%",
              "same",
              "409",
              "409"));

  private static String command(Phase phase, Verdict verdict, Command command) {
    return said(Controller.command("orders", run(phase), share(phase), PLAN, verdict, command));
  }

  @Test
  void everyStateByEveryCommand() {
    for (Phase phase : Phase.values()) {
      assertThat(
              List.of(
                  command(phase, PASS, new Command.Start(null, "alice", AT)),
                  command(phase, PASS, new Command.Pause()),
                  command(phase, PASS, new Command.Resume()),
                  command(phase, PASS, new Command.Advance(false)),
                  command(phase, FEW, new Command.Advance(false)),
                  command(phase, FEW, new Command.Advance(true)),
                  command(phase, UNKNOWN, new Command.Advance(false)),
                  command(phase, BREACH, new Command.Advance(true)),
                  command(phase, PASS, new Command.Abort()),
                  command(phase, PASS, new Command.Stop()),
                  command(phase, PASS, new Command.Complete(0.01)),
                  command(phase, PASS, new Command.Complete(0.02)),
                  command(phase, BREACH, new Command.Complete(0))))
          .as("%s", phase)
          .isEqualTo(COMMANDS.get(phase));
    }
  }

  private static String tick(PlanConfig plan, Phase phase, Sight sight) {
    return said(Controller.tick(run(phase), share(phase), plan, sight));
  }

  private static final List<String> OVER =
      List.of("same", "same", "same", "same", "same", "same", "same", "same", "same", "same");

  private static final Map<Phase, List<String>> EVENTS =
      Map.of(
          Phase.IDLE,
          OVER,
          Phase.ROLLED_BACK,
          OVER,
          Phase.COMPLETE,
          OVER,
          // too early | pass | too few | unknown | breach | breach, old down | alone | both bad |
          // empty | plan gone
          Phase.RUNNING,
          List.of(
              "waits:14",
              "step:running:2:100%",
              "extend:running:1:5%",
              "hold:holding:1:5%",
              "rollback:rolledBack:1:0%:latched",
              "pause:paused:1:5%",
              "return:running:1:5%:back",
              "pause:paused:1:5%",
              "step:running:2:100%",
              "pause:paused:1:5%"),
          Phase.HOLDING,
          List.of(
              "step:running:2:100%",
              "step:running:2:100%",
              "waits:14",
              "waits:14",
              "rollback:rolledBack:1:0%:latched",
              "pause:paused:1:5%",
              "return:holding:1:5%:back",
              "pause:paused:1:5%",
              "step:running:2:100%",
              "pause:paused:1:5%"),
          Phase.PAUSED,
          List.of(
              "waits:14",
              "waits:14",
              "waits:14",
              "waits:14",
              "rollback:rolledBack:1:0%:latched",
              "same",
              "return:paused:1:5%:back",
              "same",
              "waits:14",
              "same"),
          Phase.BAKING,
          List.of(
              "waits:1439",
              "home:complete:3:100%:home",
              "home:complete:3:100%:home",
              "home:complete:3:100%:home",
              "rollback:rolledBack:3:0%:latched",
              "pause:paused:3:100%",
              "return:baking:3:100%:back",
              "pause:paused:3:100%",
              "home:complete:3:100%:home",
              "pause:paused:3:100%"));

  @Test
  void everyStateByEveryEvent() {
    Sight down = new Sight(Duration.ZERO, BREACH, Judgement.ROLL_BACK, Set.of(), true, true, false);
    Sight empty =
        new Sight(Duration.ofMinutes(1), PASS, Judgement.NOTHING, Set.of(), false, true, true);
    for (Phase phase : Phase.values()) {
      assertThat(
              List.of(
                  tick(PLAN, phase, sight(PASS, Judgement.NOTHING, 0)),
                  tick(PLAN, phase, sight(PASS, Judgement.NOTHING, 1)),
                  tick(PLAN, phase, sight(FEW, Judgement.NOTHING, 1)),
                  tick(PLAN, phase, sight(UNKNOWN, Judgement.NOTHING, 1)),
                  tick(PLAN, phase, sight(BREACH, Judgement.ROLL_BACK, 0)),
                  tick(PLAN, phase, down),
                  tick(PLAN, phase, sight(BREACH, Judgement.RETURN, 0)),
                  tick(PLAN, phase, sight(UNKNOWN, Judgement.BOTH_BAD, 0)),
                  tick(PLAN, phase, empty),
                  said(
                      Controller.tick(
                          run(phase), share(phase), null, sight(PASS, Judgement.NOTHING, 1)))))
          .as("%s", phase)
          .isEqualTo(EVENTS.get(phase));
    }
  }

  @Test
  void aManualStepWaitsForAPersonUntilItsDeadline() {
    PlanConfig manual = plan(null, OnBreach.ROLLBACK, Duration.ofHours(1));
    assertThat(tick(manual, Phase.RUNNING, sight(PASS, Judgement.NOTHING, 1)))
        .isEqualTo("hold:holding:1:5%");
    assertThat(tick(manual, Phase.HOLDING, sight(PASS, Judgement.NOTHING, 1)))
        .isEqualTo("waits:14");
    assertThat(tick(manual, Phase.HOLDING, sight(PASS, Judgement.NOTHING, 60)))
        .isEqualTo("pause:paused:1:5%");
    // The guard is on while it waits.
    assertThat(tick(manual, Phase.HOLDING, sight(BREACH, Judgement.ROLL_BACK, 0)))
        .isEqualTo("rollback:rolledBack:1:0%:latched");
  }

  @Test
  void aBreachMayPauseInstead() {
    PlanConfig pausing = plan(Duration.ofMinutes(15), OnBreach.PAUSE, null);
    assertThat(tick(pausing, Phase.RUNNING, sight(BREACH, Judgement.ROLL_BACK, 0)))
        .isEqualTo("pause:paused:1:5%");
    assertThat(tick(pausing, Phase.PAUSED, sight(BREACH, Judgement.ROLL_BACK, 0)))
        .isEqualTo("same");
  }

  @Test
  void tooFewRequestsExtendAndThenPause() {
    PlanRun once = run(Phase.RUNNING).extended("few");
    assertThat(once.held()).isZero();
    Answer again =
        Controller.tick(once, share(Phase.RUNNING), PLAN, sight(FEW, Judgement.NOTHING, 15));
    assertThat(said(again)).isEqualTo("pause:paused:1:5%");
  }

  @Test
  void aCohortMovesForThePlanOnlyAndTheShareStays() {
    Answer started =
        Controller.command(
            "orders", null, Share.NONE, PLAN, UNKNOWN, new Command.Start(null, "alice", AT));
    assertThat(started)
        .isInstanceOfSatisfying(
            Answer.Moves.class,
            moves -> {
              assertThat(moves.run().cohorts()).containsExactly("pilot");
              assertThat(moves.share()).isEqualTo(Share.NONE);
            });
    assertThat(
            Controller.command(
                "orders", run(Phase.RUNNING), Share.parse("5%"), PLAN, UNKNOWN, new Command.Stop()))
        .isInstanceOfSatisfying(
            Answer.Moves.class, moves -> assertThat(moves.run().cohorts()).isEmpty());
  }

  @Test
  void aPlanBeginsWhereItRaises() {
    assertThat(
            said(
                Controller.command(
                    "orders",
                    null,
                    Share.parse("5%"),
                    PLAN,
                    UNKNOWN,
                    new Command.Start(null, "alice", AT))))
        .isEqualTo("start:running:2:100%");
    assertThat(
            said(
                Controller.command(
                    "orders",
                    null,
                    Share.NONE,
                    PLAN,
                    UNKNOWN,
                    new Command.Start(Share.parse("3%"), "alice", AT))))
        .isEqualTo("start:running:1:5%");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-27T09:00:00Z, true", // a Friday
    "2026-11-27T08:59:59Z, false",
    "2026-11-27T17:00:00Z, false",
    "2026-11-28T10:00:00Z, false" // a Saturday
  })
  void aWindowIsOpenOnItsDays(Instant now, boolean open) {
    var window =
        new Window(
            Set.of(DayOfWeek.FRIDAY),
            LocalTime.parse("09:00"),
            LocalTime.parse("17:00"),
            ZoneId.of("Europe/London"));
    assertThat(window.isOpen(now)).isEqualTo(open);
  }
}
