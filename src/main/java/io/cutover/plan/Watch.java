package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Who;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.TokenKind;
import io.cutover.state.PlanRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One step of one route under watch: turns counters that only grow into looks. One thread. */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal, as the counters have them
final class Watch {
  private static final int LARGEST = 400;

  /** For callers that come while the step lasts; the last place is for all the rest. */
  private static final int SPARE = 64;

  private final PlanRun of;
  private final Share share;
  private final int slowFrom;
  private final long begun;
  private final List<Caller> callers = new ArrayList<>();
  private final Map<Caller, Integer> places = new HashMap<>();
  private final int[] tokens = new int[LARGEST + SPARE];
  private final Map<Outcomes.Key, long[]> totals = new HashMap<>();
  private final boolean[] seen;
  private final boolean split;
  private final Reference reference;
  private StepEvidence evidence;
  private int last = Integer.MAX_VALUE;

  /**
   * Who has a place of its own.
   *
   * @param token the kind, where requests are split by themselves; null: they are not told apart
   */
  private record Caller(Who who, @Nullable TokenKind token) {}

  Watch(
      PlanConfig plan,
      PlanRun run,
      Share share,
      Budget budget,
      Subjects subjects,
      List<Outcomes.Entry> entries,
      Quarters quarters,
      long now) {
    this.of = run;
    this.share = share;
    this.begun = now;
    this.slowFrom =
        Counts.slowFrom(entries, plan.gate().slowQuantile(), plan.gate().slowTolerance());
    this.split = subjects.split();
    Map<Who, History> histories = quarters.histories(entries, slowFrom);
    Stream.concat(
            entries.stream()
                .filter(entry -> histories.containsKey(entry.key().who()))
                .sorted(Comparator.comparingLong(entry -> -requests(histories, entry.key().who()))),
            entries.stream())
        .map(entry -> caller(entry.key()))
        .distinct()
        .limit(LARGEST)
        .forEach(this::place);
    History[] known = new History[callers.size() + SPARE];
    for (int i = 0; i < known.length; i++) {
      known[i] =
          i < callers.size()
              ? histories.getOrDefault(callers.get(i).who(), History.NONE)
              : History.NONE;
    }
    seen = new boolean[known.length];
    last = known.length - 1;
    Reference.Kind kind =
        share.equals(Share.ALL)
            ? Reference.Kind.FROZEN
            : split ? Reference.Kind.SAME_SECONDS : Reference.Kind.OWN_HISTORY;
    Set<String> cohorts = Set.copyOf(run.cohorts());
    Reference all =
        Reference.of(kind, known)
            .weighted(
                a -> a < callers.size() && subjects.moved(callers.get(a).who(), share, cohorts));
    this.reference = kind == Reference.Kind.SAME_SECONDS ? all.byToken(tokens) : all;
    this.evidence = new StepEvidence(Limit.of(plan.gate()), reference, budget);
    entries.forEach(this::baseline);
  }

  /**
   * Goes on from what was seen in the step before.
   *
   * @param anew whether what spoke against the new platform is forgotten
   */
  void carry(Watch before, boolean anew) {
    evidence.carry(before.evidence, anew);
  }

  /** Returns whether it still watches what is in force. */
  boolean watches(PlanRun run, Share now) {
    return run.started().equals(of.started())
        && run.step() == of.step()
        && run.beginnings() == of.beginnings()
        && now.equals(share);
  }

  private static long requests(Map<Who, History> histories, Who who) {
    return histories.getOrDefault(who, History.NONE).requests();
  }

  private Caller caller(Outcomes.Key key) {
    return new Caller(key.who(), split ? key.token() : null);
  }

  private static int token(Caller caller) {
    return (caller.token() == null ? TokenKind.NONE : caller.token()).ordinal();
  }

  private int place(Caller who) {
    Integer known = places.get(who);
    if (known != null) {
      return known;
    }
    int next = callers.size();
    if (next >= last) {
      return last;
    }
    callers.add(who);
    places.put(who, next);
    tokens[next] = token(who);
    return next;
  }

  private void baseline(Outcomes.Entry entry) {
    long[] counts = new long[Look.SIGNALS + 1];
    Counts.add(counts, entry.total(), slowFrom);
    totals.put(entry.key(), counts);
  }

  /** Takes in what was counted since the last time. */
  void look(List<Outcomes.Entry> entries, long now) {
    Look look = new Look(reference.applications());
    Map<Outcomes.Key, long[]> old = new HashMap<>();
    for (Outcomes.Entry entry : entries) {
      long[] counts = new long[Look.SIGNALS + 1];
      Counts.add(counts, entry.total(), slowFrom);
      long[] before = totals.put(entry.key(), counts);
      long[] more = counts.clone();
      for (int i = 0; before != null && i < more.length; i++) {
        more[i] = Math.max(0, more[i] - before[i]);
      }
      if (more[Look.SIGNALS] == 0) {
        continue;
      }
      if (entry.key().platform() == Platform.OLD) {
        old.put(entry.key(), more);
        continue;
      }
      int place = place(caller(entry.key()));
      seen[place] = true;
      look.count(place, more[Look.SIGNALS]);
      for (int s = 0; s < Look.SIGNALS; s++) {
        look.failures[s][place] += more[s];
      }
    }
    boolean sameOnly = split && reference.kind() == Reference.Kind.SAME_SECONDS;
    old.forEach(
        (key, more) -> {
          int place = place(caller(key));
          if (!sameOnly || seen[place]) {
            look.old(key.token().ordinal(), more);
            for (int s = 0; s < Look.SIGNALS; s++) {
              look.oldExpected[s] += more[Look.SIGNALS] * reference.rates()[s][place];
            }
          }
        });
    evidence.look(look, (int) TimeUnit.NANOSECONDS.toSeconds(now - begun));
  }

  Finding find(int returns) {
    return evidence.find(returns);
  }

  /** Forgets those who went back alone. */
  void without(List<Integer> back) {
    if (!back.isEmpty()) {
      evidence = evidence.without(back);
    }
  }

  /** Returns the places of applications, as far as they call here. */
  List<Integer> places(Set<String> names) {
    return IntStream.range(0, callers.size())
        .filter(
            a -> callers.get(a).who().application() instanceof String name && names.contains(name))
        .boxed()
        .toList();
  }

  /** Returns the names of callers; empty if one of them has none, and so cannot be pinned. */
  Set<String> names(List<Integer> found) {
    Set<String> names = new HashSet<>();
    for (int a : found) {
      String name = a < callers.size() ? callers.get(a).who().application() : null;
      if (name == null) {
        return Set.of();
      }
      names.add(name);
    }
    return names;
  }

  List<Evidence> evidence(PlanConfig plan) {
    return evidence.evidence(plan.gate().minRequests(), plan.gate().strict());
  }
}
