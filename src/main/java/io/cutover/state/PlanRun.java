package io.cutover.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How far a route's plan has come. It outlives its end, so that what came of it can be read until
 * the next one starts.
 *
 * @param plan by name
 * @param step the one in force, from 0
 * @param held how long this step has been held; time in which nobody led, or the process was down,
 *     is not in it
 * @param waited how long it has waited since, for a person or for requests
 * @param extended how often the step has been held once more for lack of requests
 * @param beginnings how often evidence has begun anew in this run, the first time included
 * @param cohorts that are on the new platform for as long as the run lasts
 * @param returned how many applications went back alone in this run
 * @param rollbacks how often the gate has rolled this route back, one run after the other
 * @param note what happened last, in a sentence
 */
public record PlanRun(
    String plan,
    Phase phase,
    int step,
    Duration held,
    Duration waited,
    int extended,
    int beginnings,
    List<String> cohorts,
    int returned,
    int rollbacks,
    Instant started,
    String by,
    String note,
    Extra extra) {

  public PlanRun {
    cohorts = List.copyOf(cohorts);
  }

  /** Where a plan stands. */
  public enum Phase {
    /** Ended by a person, its last word kept. */
    IDLE("idle"),
    /** A step is held and watched. */
    RUNNING("running"),
    /** The step's time is over; a person, or more requests, are waited for. */
    HOLDING("holding"),
    /** The share stays; guards stay on. */
    PAUSED("paused"),
    /** Undone: the share is 0 % and latched. */
    ROLLED_BACK("rolledBack"),
    /** At 100 %, with the way back kept. */
    BAKING("baking"),
    /** Done. */
    COMPLETE("complete");

    private final String label;

    Phase(String label) {
      this.label = label;
    }

    /** Returns the word of answers and metrics. */
    public String label() {
      return label;
    }

    /** Returns whether the run goes on, and is guarded. */
    public boolean unfinished() {
      return this == RUNNING || this == HOLDING || this == PAUSED || this == BAKING;
    }
  }

  /** Returns the first step of a run. */
  public static PlanRun begin(
      String plan, int step, @Nullable PlanRun before, Instant at, String by) {
    return new PlanRun(
        plan,
        Phase.RUNNING,
        step,
        Duration.ZERO,
        Duration.ZERO,
        0,
        1,
        List.of(),
        0,
        before == null ? 0 : before.rollbacks,
        at,
        by,
        "started",
        Extra.NONE);
  }

  /** Returns this in another phase, for a reason. */
  public PlanRun as(Phase next, String why) {
    return with(
        run -> {
          run.phase = next;
          run.waited = Duration.ZERO;
          run.note = why;
        });
  }

  /** Returns this at another step, which begins. */
  public PlanRun at(int next, Phase then, String why) {
    return with(
        run -> {
          run.phase = then;
          run.step = next;
          run.held = Duration.ZERO;
          run.waited = Duration.ZERO;
          run.extended = 0;
          run.note = why;
        });
  }

  /** Returns this after so much more time. */
  public PlanRun after(Duration nowHeld, Duration nowWaited) {
    return with(
        run -> {
          run.held = nowHeld;
          run.waited = nowWaited;
        });
  }

  /** Returns this step held once more for lack of requests. */
  public PlanRun extended(String why) {
    return with(
        run -> {
          run.phase = Phase.RUNNING;
          run.held = Duration.ZERO;
          run.waited = Duration.ZERO;
          run.extended++;
          run.note = why;
        });
  }

  /** Returns this with its evidence begun anew. */
  public PlanRun anew() {
    return with(run -> run.beginnings++);
  }

  /** Returns this with those cohorts on the new platform. */
  public PlanRun withCohorts(List<String> now) {
    return with(run -> run.cohorts = now);
  }

  /** Returns this after applications went back alone. */
  public PlanRun returning(int more, String why) {
    return with(
        run -> {
          run.returned += more;
          run.note = why;
        });
  }

  /** Returns this undone: nobody is on the new platform for it any more. */
  public PlanRun rolledBack(boolean byGate, String why) {
    return with(
        run -> {
          run.phase = Phase.ROLLED_BACK;
          run.waited = Duration.ZERO;
          run.cohorts = List.of();
          run.rollbacks += byGate ? 1 : 0;
          run.note = why;
        });
  }

  private PlanRun with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new PlanRun(
        plan,
        draft.phase,
        draft.step,
        draft.held,
        draft.waited,
        draft.extended,
        draft.beginnings,
        draft.cohorts,
        draft.returned,
        draft.rollbacks,
        started,
        by,
        draft.note,
        extra);
  }

  /** What of a run may change, while it does. */
  private static final class Draft {
    private Phase phase;
    private int step;
    private Duration held;
    private Duration waited;
    private int extended;
    private int beginnings;
    private List<String> cohorts;
    private int returned;
    private int rollbacks;
    private String note;

    private Draft(PlanRun of) {
      phase = of.phase;
      step = of.step;
      held = of.held;
      waited = of.waited;
      extended = of.extended;
      beginnings = of.beginnings;
      cohorts = of.cohorts;
      returned = of.returned;
      rollbacks = of.rollbacks;
      note = of.note;
    }
  }
}
