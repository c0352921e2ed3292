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

  /** The beginning of the run at which its unbroken chain of evidence began. */
  private final int chain;

  private AtWork(Map<String, Watch> watches, int chain, PlanRun run) {
    this.watches = watches;
    this.chain = chain;
    this.stored = run;
    this.live = run;
  }

  /**
   * Begins to watch a step.
   *
   * @param before what was at work until now; null: nothing
   */
  static AtWork begin(
      @Nullable AtWork before,
      Planned planned,
      PlanConfig plan,
      PlanRun run,
      Share share,
      Memory memory,
      long now) {
    boolean goesOn = before != null && before.goesOn(planned, run);
    int chain = goesOn && before != null ? before.chain : run.beginnings();
    boolean anew = before != null && run.beginnings() > before.live.beginnings();
    boolean first =
        goesOn && before != null
            ? run.step() != before.live.step() && !anew
            : run.beginnings() == 1;
    Budget budget = Budget.of(plan, run, first, chain, planned.members().size());
    Map<String, Watch> watches = new LinkedHashMap<>();
    for (Member member : planned.members()) {
      var watch =
          new Watch(
              plan,
              run,
              share,
              budget,
              member.subjects(),
              memory.of(member),
              memory.quarters(member),
              now);
      Watch last = goesOn && before != null ? before.watches.get(member.route()) : null;
      if (last != null) {
        watch.carry(last, anew);
      }
      watches.put(member.route(), watch);
    }
    return new AtWork(watches, chain, run);
  }

  /** Returns whether a run is the one that is at work here, over the same routes. */
  private boolean goesOn(Planned planned, PlanRun run) {
    return run.started().equals(live.started()) && planned.routes().equals(routes());
  }

  /** Returns whether a run goes on with other routes than it was watched with. */
  boolean isOfOtherRoutes(Planned planned, PlanRun run) {
    return run.started().equals(live.started()) && !planned.routes().equals(routes());
  }

  private List<String> routes() {
    return List.copyOf(watches.keySet());
  }

  /** Returns whether it still watches what is in force. */
  boolean watches(Planned planned, PlanRun run, Share share) {
    return planned.routes().equals(routes())
        && watches.values().stream().allMatch(watch -> watch.watches(run, share));
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
    Map.Entry<String, Judge.Done> worst = Judge.worst(heard);
    Judge.Done done = worst.getValue();
    return new Seen(
        worst.getKey(),
        planned.members().size() == 1 ? done : done.on(worst.getKey()),
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
            "the new platform is at its capacity and requests spill to the old one; more of them"
                + " would")
        : null;
  }

  /** Forgets those who went back alone, on every route of the group. */
  void without(String route, Judge.Done done) {
    watches.forEach(
        (name, watch) ->
            watch.without(name.equals(route) ? done.places() : watch.places(done.back())));
  }
}
