package io.cutover.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cutover.split.Signal;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statistics against worlds whose truth is known; seeded, the same on every machine. */
class GateTest {
  private static final int RUNS = 20;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noiseUndoesNothing(boolean split) {
    List<SimulatedRun.Result> results =
        IntStream.range(0, RUNS)
            .parallel()
            .mapToObj(i -> GateSimulation.run(split, List.of(), -1, 0, 77_000L + i))
            .toList();

    assertThat(results).filteredOn(one -> one.end().equals("rollback")).isEmpty();
    // It was no quiet world: backends failed, and plans paused for it.
    assertThat(results).filteredOn(one -> one.pauses() > 0).hasSizeGreaterThan(2);
    assertThat(results).allSatisfy(one -> assertThat(one.all()).isGreaterThan(20_000));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoPointsMoreFailuresAreUndone(boolean split) {
    var wrong = new World.Wrong(Signal.SERVER_ERROR, 0.02, -1);

    for (long seed = 0; seed < 8; seed++) {
      SimulatedRun.Result result = GateSimulation.run(split, List.of(wrong), 0, 0, seed);
      assertThat(result.end()).as("seed %d", seed).isEqualTo("rollback");
      assertThat(result.last())
          .isInstanceOfSatisfying(
              Finding.Breach.class,
              breach -> assertThat(breach.signal()).isEqualTo(Signal.SERVER_ERROR));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneApplicationThatFailsGoesBackAlone(boolean split) {
    var wrong = new World.Wrong(Signal.FORBIDDEN, 1, 3);

    for (long seed = 0; seed < 4; seed++) {
      SimulatedRun.Result result = GateSimulation.run(split, List.of(wrong), 0, 0, seed);
      assertThat(result.returned()).as("seed %d", seed).contains(3);
      assertThat(result.end()).as("seed %d", seed).isEqualTo("complete");
    }
  }

  @Test
  void twentyRequestsAnHourAreTooFewForEver() {
    for (long seed = 0; seed < 20; seed++) {
      World world =
          new World(
              new World.Setting(20, 20 / 3600.0, false, 1, 4, 0.03), List.of(), 9_000_000L + seed);
      var plan =
          new SimulatedRun.Plan(GateSimulation.SHARES, GateSimulation.limits(), 0.01, -1, 0, -1);

      assertThat(new SimulatedRun(world, plan, false, 3, false).play().end()).isEqualTo("too-few");
    }
  }

  /** A step that sees 2.5 % failures on new and none on old. */
  private static StepEvidence step() {
    return new StepEvidence(
        only(new Limit(0.005, Double.NaN, false)),
        Reference.of(Reference.Kind.SAME_SECONDS, new History[] {History.NONE}),
        new Budget(0.01, 9, 10, 8, 3, 0));
  }

  /** Feeds it until it breaches, or so often; returns how often. */
  private static int feed(StepEvidence evidence, int most) {
    Look look = new Look(1);
    for (int i = 0; i < most; i++) {
      look.clear();
      look.count(0, 10);
      look.failures[0][0] = i % 4 == 0 ? 1 : 0;
      look.oldRequests = 100;
      evidence.look(look, 5 * i);
      if (evidence.find(0) instanceof Finding.Breach) {
        return i + 1;
      }
    }
    return most;
  }

  @Test
  void noFailureOnOldAndSomeOnNewIsABreach() {
    StepEvidence evidence = step();

    assertThat(feed(evidence, 400)).isLessThan(400);
    assertThat(evidence.requests()).isBetween(200L, 1500L);
  }

  /** A rise is seen whole wherever it falls: here a part in one minute, a part in the next. */
  @Test
  void aSteepRiseAcrossTheEndOfAMinuteTrips() {
    SignalTest test =
        new SignalTest(
            0,
            new Limit(0.005, Double.NaN, false),
            Reference.of(Reference.Kind.SAME_SECONDS, new History[] {History.NONE, History.NONE}));
    Budget budget = new Budget(0.01, 9, 10, 8, 3, 0);
    Recent recent = new Recent(2);
    Look look = new Look(2);
    int minute = 29 * 60;
    for (int second = 0; second <= minute + 5; second += 5) {
      if (second % Recent.SECONDS == 0 && second > 0) {
        recent.end();
        test.endSlice();
        if (second % 60 == 0) {
          test.endMinute();
        }
      }
      boolean rises = second >= minute - 15;
      look.clear();
      for (int a = 0; a < 2; a++) {
        look.count(a, 20);
        look.failures[0][a] = rises ? 4 : 0;
      }
      look.oldRequests = 200;
      look.oldFailures[0] = 1;
      boolean _ = test.look(look, look.requests);
      recent.back(0).add(look);
      // The application that stands out does not count: 20 failures of the other are five looks.
      assertThat(test.fast(budget, recent)).as("second %d", second).isEqualTo(second > minute);
    }
  }

  @Test
  void whatNobodyKnowsYetIsSaidToBeUnknown() {
    assertThat(step().evidence(500, false).getFirst().words())
        .contains("0 requests on new", "old unknown", "allowed unknown")
        .doesNotContain("NaN");
  }

  @Test
  void whatAStepShowsIsNotForgottenInTheNext() {
    int alone = feed(step(), 400);
    StepEvidence first = step();
    int most = alone * 2 / 3;
    assertThat(feed(first, most)).isEqualTo(most);

    StepEvidence next = step();
    next.carry(first, false);
    assertThat(feed(next, 400)).isLessThan(most);
    assertThat(next.find(0))
        .isInstanceOfSatisfying(
            Finding.Breach.class, breach -> assertThat(breach.since()).isEqualTo(Wealth.PLAN));

    assertThat(next.evidence(500, false).getFirst().words())
        .contains("since the plan began", "breach");

    // Begun anew, it needs as much as if there had been nothing before.
    StepEvidence anew = step();
    anew.carry(first, true);
    assertThat(feed(anew, 400)).isGreaterThan(most);
  }

  /** The one property that everything rests on: under the null the wealth does not grow. */
  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.01, 0.1, 0.3})
  void underTheNullABetWinsNothingOnAverage(double old) {
    double worseBy = 0.005;
    var draws = new Draws(4711);
    int blocks = 4000;
    double[] average = new double[2];
    for (int i = 0; i < blocks; i++) {
      SignalTest test =
          new SignalTest(
              0,
              new Limit(worseBy, Double.NaN, false),
              Reference.of(Reference.Kind.SAME_SECONDS, new History[] {History.NONE}));
      Look look = new Look(1);
      look.count(0, 5);
      look.failures[0][0] = draws.binomial(5, old + worseBy);
      look.oldRequests = 20;
      look.oldFailures[0] = draws.binomial(20, old);
      boolean _ = test.look(look, look.requests);
      average[0] += Math.exp(test.wealth()) / blocks;
      average[1] += Math.exp(Wealth.mixed(look.failures[0][0], 5 * (old + worseBy))) / blocks;
    }

    assertThat(average[0]).isLessThan(1.15);
    assertThat(average[1]).isCloseTo(1, within(0.6));
  }

  @Test
  void theWholeBudgetIsNeverSpentTwice() {
    double alpha = 0.01;
    int signals = 9;
    int steps = 9;
    int compared = 8;
    double spent = 0;
    for (int chain = 0; chain < 10_000; chain++) {
      Budget budget = new Budget(alpha, signals, steps + 1, compared, 0, chain);
      spent += signals * Math.exp(-budget.relative(Wealth.PLAN));
    }
    for (int epoch = 0; epoch < 10_000; epoch++) {
      Budget budget = new Budget(alpha, signals, steps + 1, compared, epoch, 0);
      // The last step and the bake have no old platform to be compared with.
      boolean frozen = epoch == compared || epoch == steps;
      double step = Math.exp(-budget.limit(0)) + Math.exp(-budget.alone(0, 1));
      step += frozen ? 0 : Math.exp(-budget.relative(0));
      for (int minute = 1; minute < 2000; minute++) {
        step += Math.exp(-budget.limit(minute)) + Math.exp(-budget.alone(minute, 1));
        step += frozen ? 0 : Math.exp(-budget.relative(minute));
        for (int slice = 0; slice < Recent.SLICES && !frozen; slice++) {
          step += Math.exp(-budget.fast((minute - 1) * Recent.SLICES + slice));
        }
        if (epoch > steps + 2) {
          break;
        }
      }
      spent += signals * step;
    }

    assertThat(spent).isBetween(alpha / 2, alpha);
  }

  private static @Nullable Limit[] only(Limit limit) {
    @Nullable Limit[] limits = new Limit[Look.SIGNALS];
    limits[0] = limit;
    return limits;
  }
}
