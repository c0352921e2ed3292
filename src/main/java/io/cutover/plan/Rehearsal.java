package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.plan.Controller.Answer;
import io.cutover.plan.Controller.Command;
import io.cutover.plan.Controller.Judgement;
import io.cutover.plan.Controller.Sight;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;
import io.cutover.state.PlanRun.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A whole plan run at high speed over a simulated population, with the gate and the controller that
 * a real one has, and faults of one's own. Pure: virtual time, seeded. One thread.
 */
public final class Rehearsal {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int APPLICATIONS = 200;
  private static final Duration LONGEST = Duration.ofDays(120);

  /** After this a person advances, resumes or gives up: nobody waits for ever in a rehearsal. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private final PlanConfig plan;
  private final List<Injection> injections;
  private final Consumer<String> out;
  private final World world;
  private final boolean[] back = new boolean[APPLICATIONS];
  private Duration at = Duration.ZERO;
  private Share share = Share.NONE;
  private PlanRun run;
  private boolean fired;
  private int interventions;
  private @Nullable Reference reference;
  private StepEvidence evidence;
  private Duration stepBegan = Duration.ZERO;

  /** What came of it. */
  public enum Ending {
    /** The gate undid it. */
    ROLLED_BACK,
    /** It came through; nothing was ever undone, so that its guard is unproven. */
    UNPROVEN,
    /** It came through, and on the way the guard sent applications back or paused. */
    COMPLETE,
    /** It never came to an end. */
    STUCK
  }

  private Rehearsal(
      PlanConfig plan,
      List<Injection> injections,
      double perSecond,
      long seed,
      Consumer<String> out) {
    this.plan = plan;
    this.injections = injections;
    this.out = out;
    List<World.Wrong> wrongs =
        injections.stream().map(each -> new World.Wrong(each.signal(), each.rate(), -1)).toList();
    this.world =
        new World(new World.Setting(APPLICATIONS, perSecond, false, 1, 0, 0.03), wrongs, seed);
    this.run = PlanRun.begin(plan.name(), 0, null, Instant.EPOCH, "rehearsal");
    this.evidence = begin(true);
  }

  /**
   * Plays a plan.
   *
   * @param perSecond requests of the whole population
   * @param out takes the timeline, line by line
   */
  public static Ending play(
      PlanConfig plan,
      List<Injection> injections,
      double perSecond,
      long seed,
      Consumer<String> out) {
    return new Rehearsal(plan, injections, perSecond, seed, out).play();
  }

  private Ending play() {
    move(
        Controller.command(
            plan.name(),
            null,
            share,
            plan,
            new Verdict.Unknown(""),
            new Command.Start(null, "rehearsal", Instant.EPOCH)));
    while (run.phase().unfinished() && at.compareTo(LONGEST) < 0 && interventions < 100) {
      look();
    }
    return switch (run.phase()) {
      case ROLLED_BACK -> Ending.ROLLED_BACK;
      case COMPLETE -> fired ? Ending.COMPLETE : Ending.UNPROVEN;
      default -> Ending.STUCK;
    };
  }

  private void look() {
    inject();
    Look look = new Look(APPLICATIONS);
    world.fill(look, at.toSeconds(), LOOK.toSeconds(), share.ratio(), reference(), back);
    at = at.plus(LOOK);
    evidence.look(look, (int) at.minus(stepBegan).toSeconds());
    Finding finding =
        evidence.find(
            plan.maxReturned() == 0 ? -1 : Math.max(0, plan.maxReturned() - run.returned()));
    boolean quiet = run.phase() == Phase.BAKING && finding instanceof Finding.Calm;
    List<Evidence> seen =
        quiet ? List.of() : evidence.evidence(plan.gate().minRequests(), plan.gate().strict());
    Judge.Done done = Judge.of(finding, Rehearsal::names, seen);
    Answer answer =
        Controller.tick(
            run,
            share,
            plan,
            new Sight(
                LOOK,
                done.verdict(),
                done.judgement(),
                done.back(),
                false,
                true,
                run.phase() == Phase.RUNNING && empty()));
    if (done.judgement() != Judgement.NOTHING) {
      fired = true;
    }
    if (answer instanceof Answer.Moves && done.judgement() == Judgement.RETURN) {
      done.places().forEach(a -> back[a] = true);
      evidence = evidence.without(done.places());
    }
    if (answer instanceof Answer.Waits waits) {
      run = waits.run();
      if (run.waited().compareTo(PATIENCE) >= 0) {
        attend(done.verdict());
      }
    } else {
      move(answer);
    }
  }

  /** Does what a person would who comes by. */
  private void attend(Verdict verdict) {
    interventions++;
    if (run.phase() == Phase.PAUSED) {
      out.accept(line("a person: resumes"));
      move(Controller.command(plan.name(), run, share, plan, verdict, new Command.Resume()));
    }
    out.accept(line("a person: advances"));
    move(Controller.command(plan.name(), run, share, plan, verdict, new Command.Advance(true)));
  }

  private void inject() {
    for (int i = 0; i < injections.size(); i++) {
      Injection one = injections.get(i);
      boolean there = one.from() == null || share.compareTo(one.from()) >= 0;
      if (there && at.compareTo(one.after()) >= 0 && world.begin(i, at.toSeconds())) {
        out.accept(
            line(
                "inject: %s of new's requests show %s"
                    .formatted(Evidence.percent(one.rate()), one.signal().label())));
      }
    }
  }

  private boolean empty() {
    if (run.step() >= plan.steps().size()) {
      return false;
    }
    // Nobody is in a cohort here.
    return plan.steps().get(run.step()).cohort() != null;
  }

  private void move(Answer answer) {
    if (!(answer instanceof Answer.Moves moves)) {
      return;
    }
    boolean anew = moves.run().beginnings() != run.beginnings();
    boolean first = !anew && (moves.run().step() != run.step() || moves.verb().equals("start"));
    boolean begins = anew || first || !moves.share().equals(share);
    run = moves.run();
    share = moves.share();
    out.accept(line(moves.verb() + ": " + run.note()));
    if (begins && run.phase().unfinished()) {
      reference = null;
      StepEvidence before = evidence;
      evidence = begin(first);
      evidence.carry(before, anew);
    }
  }

  /**
   * Begins the evidence of the step in force.
   *
   * @param first whether it is the step's first
   */
  private StepEvidence begin(boolean first) {
    stepBegan = at;
    return new StepEvidence(Limit.of(plan.gate()), reference(), Budget.of(plan, run, first, 1, 1));
  }

  private Reference reference() {
    if (reference == null) {
      double ratio = share.ratio();
      reference =
          Reference.of(
                  share.equals(Share.ALL) ? Reference.Kind.FROZEN : Reference.Kind.OWN_HISTORY,
                  world.histories())
              .weighted(a -> world.moved(a, ratio));
    }
    return reference;
  }

  private static Set<String> names(List<Integer> places) {
    Set<String> names = new HashSet<>();
    places.forEach(a -> names.add("application-" + (a + 1)));
    return names;
  }

  private String line(String what) {
    return "%4d:%02d:%02d  %-10s %6s  %s"
        .formatted(
            at.toHours(), at.toMinutesPart(), at.toSecondsPart(), run.phase().label(), share, what);
  }
}
