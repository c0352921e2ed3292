package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.ledger.Outcomes;
import io.cutover.plan.Controller.Judgement;
import io.cutover.plan.Planned.Member;
import io.cutover.split.Share;
import io.cutover.state.PlanRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan run at work: each of its routes under watch, and what was seen last. A group moves as one:
 * the gate judges each route by itself, and the worst of them decides for all. One thread.
 */
final class AtWork {
  static final Verdict NOTHING_YET = new Verdict.Unknown("nothing was looked at yet");

  /** So long after the last request that found no room, the new platform is at its capacity. */
  private static final long SPILLS = Duration.ofMinutes(1).toNanos();

  private final Map<String, Watch> watches;
  private final Map<String, Long> spilled = new LinkedHashMap<>();
  private long lastSpill;
  private boolean spills;

  /** The run as it is stored, and with the time that went by since. */
  PlanRun stored;

  PlanRun live;
  Map<String, List<Evidence>> evidence = Map.of();
  Verdict verdict = NOTHING_YET;

  private AtWork(Map<String, Watch> watches, PlanRun run) {
    this.watches = watches;
    this.stored = run;
    this.live = run;
  }

  /**
   * Begins to watch a step.
   *
   * @param fresh whether it is the step's first evidence
   */
  static AtWork begin(
      Planned planned,
      PlanConfig plan,
      PlanRun run,
      Share share,
      boolean fresh,
      Memory memory,
      long now) {
    Map<String, Watch> watches = new LinkedHashMap<>();
    Budget budget = Budget.of(plan, run, fresh).over(planned.members().size());
    for (Member member : planned.members()) {
      watches.put(
          member.route(),
          new Watch(
              plan,
              run,
              share,
              budget,
              member.subjects(),
              memory.of(member),
              memory.quarters(member),
              now));
    }
    return new AtWork(watches, run);
  }

  /** Returns whether it still watches what is in force. */
  boolean watches(Planned planned, PlanRun run, Share share) {
    return planned.members().stream().map(Member::route).toList().equals(List.copyOf(watches.keySet()))
        && watches.values().stream().allMatch(watch -> watch.watches(run, share));
  }

  /** Returns whether a run's step is the next one, its evidence not begun anew. */
  boolean isBefore(PlanRun run) {
    return !run.started().equals(live.started())
        || (run.step() != live.step() && run.beginnings() == live.beginnings());
  }

  /**
   * What one look came to.
   *
   * @param route where that was seen
   * @param empty whether the step moves nobody on any of the routes
   */
  record Seen(String route, Judge.Done done, boolean empty) {}

  /** Takes in what was counted since the last look, and judges it. */
  Seen look(Planned planned, PlanConfig plan, Share share, Memory memory, Instant at, long now) {
    Map<String, List<Evidence>> shown = new LinkedHashMap<>();
    Map<String, Judge.Done> judged = new LinkedHashMap<>();
    Map<String, Judge.Done> empty = new LinkedHashMap<>();
    int returns = plan.maxReturned() == 0 ? -1 : Math.max(0, plan.maxReturned() - live.returned());
    for (Member member : planned.members()) {
      Watch watch = watch(member.route());
      List<Outcomes.Entry> entries = memory.of(member);
      watch.look(entries, now);
      Finding finding = watch.find(returns);
      List<Evidence> one = watch.evidence(plan);
      shown.put(member.route(), one);
      Judge.Done done = Judge.of(finding, watch::names, one);
      boolean moves = !EmptyStep.is(plan, live, share, member.subjects(), entries, at);
      (moves || done.judgement() != Judgement.NOTHING ? judged : empty).put(member.route(), done);
      spilled(member, now);
    }
    spills = spills && now - lastSpill < SPILLS;
    evidence = shown;
    // Where the step moves nobody there is nothing to say, unless it is so everywhere.
    Map<String, Judge.Done> heard = judged.isEmpty() ? empty : judged;
    String worst = Judge.worst(heard);
    Judge.Done done = heard.get(worst);
    return new Seen(
        worst,
        planned.members().size() == 1 ? done : done.on(worst),
        judged.isEmpty());
  }

  private Watch watch(String route) {
    Watch watch = watches.get(route);
    if (watch == null) {
      throw new IllegalStateException(route + " is not watched");
    }
    return watch;
  }

  private void spilled(Member member, long now) {
    Long before = spilled.put(member.route(), member.traffic().spilled());
    if (before != null && member.traffic().spilled() > before) {
      spills = true;
      lastSpill = now;
    }
  }

  /** Returns why nothing may be concluded from what was seen; null: it may. */
  @Nullable Verdict voided(Planned planned) {
    List<String> astray = new ArrayList<>();
    for (Member member : planned.members()) {
      if (member.traffic().mismatch()) {
        astray.add(member.route());
      }
    }
    if (!astray.isEmpty()) {
      return new Verdict.Unknown(
          "requests of %s go elsewhere than the share says, so that nothing can be said of it"
              .formatted(String.join(", ", astray)));
    }
    return spills
        ? new Verdict.Unknown(
            "the new platform is at its capacity and requests spill to the old one; more of them would")
        : null;
  }

  /** Forgets those who went back alone, on every route of the group. */
  void without(String route, Judge.Done done) {
    watches.forEach(
        (name, watch) ->
            watch.without(name.equals(route) ? done.places() : watch.places(done.back())));
  }
}
