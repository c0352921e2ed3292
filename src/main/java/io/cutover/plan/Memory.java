package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.ledger.Outcomes;
import io.cutover.plan.Planned.Member;
import io.cutover.state.RouteState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was counted of each route that may be planned, and how it varied. One thread. */
final class Memory {
  private static final long QUARTER = Duration.ofMinutes(15).toNanos();

  private final Outcomes outcomes;
  private final Map<String, Quarters> quarters = new HashMap<>();
  private long lastQuarter;
  private boolean quarter;

  Memory(Outcomes outcomes, long now) {
    this.outcomes = outcomes;
    this.lastQuarter = now;
  }

  /** Returns what was counted of a route, under whichever name. */
  List<Outcomes.Entry> of(Member member) {
    return member.countedAs().stream().flatMap(name -> outcomes.of(name).stream()).toList();
  }

  Quarters quarters(Member member) {
    return quarters.computeIfAbsent(member.route(), _ -> new Quarters());
  }

  /** A tick begins. */
  void tick(long now) {
    quarter = now - lastQuarter >= QUARTER;
    lastQuarter = quarter ? now : lastQuarter;
  }

  /** Takes note of a quarter of an hour, if one is over, of what has a plan or may get one. */
  void hear(Planned planned, RouteState state) {
    if (planned.named() == null && state.running() == null) {
      return;
    }
    PlanConfig plan = planned.plan(state.plan() == null ? null : state.plan().plan());
    for (Member member : planned.members()) {
      if (quarter || !quarters.containsKey(member.route())) {
        List<Outcomes.Entry> entries = of(member);
        quarters(member)
            .hear(
                entries,
                plan == null
                    ? Integer.MAX_VALUE
                    : Counts.slowFrom(
                        entries, plan.gate().slowQuantile(), plan.gate().slowTolerance()));
      }
    }
  }
}
