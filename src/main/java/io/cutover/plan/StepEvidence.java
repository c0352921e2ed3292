package io.cutover.plan;

import io.cutover.split.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was counted in one step, minute by minute, and what it shows. Pure: time comes in
 * as the number of the minute. One thread.
 */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal, as the counters have them
final class StepEvidence {
  /** An application is looked at by itself from so many failures in a minute on. */
  private static final int ALONE_FAILURES = 3;

  /** The others must have had the chance to show so many failures, had they been as bad. */
  private static final double CHANCE = 4;

  /** So many minutes are kept one by one; windows start in the last {@link Wealth#RECENT}. */
  private static final int KEPT = 60;

  /** For how many minutes a silent witness is waited for. */
  private static final int PATIENCE = 3;

  private final Reference reference;
  private final Budget budget;
  private final @Nullable SignalTest[] tests = new SignalTest[Look.SIGNALS];
  private final @Nullable Limit[] limits;
  private final List<Look> minutes = new ArrayList<>();
  private final Look older;
  private int gone;
  private final boolean[] moving = new boolean[Look.SIGNALS];
  private Look open;

  /**
   * @param limits by signal; null: not judged
   */
  StepEvidence(@Nullable Limit[] limits, Reference reference, Budget budget) {
    this.limits = limits;
    this.reference = reference;
    this.budget = budget;
    open = new Look(reference.applications());
    older = new Look(reference.applications());
    for (int s = 0; s < tests.length; s++) {
      Limit limit = limits[s];
      if (limit != null) {
        tests[s] = new SignalTest(s, limit, reference);
      }
    }
  }

  /**
   * Takes in what was counted since the last look.
   *
   * @param minute of the step; minutes without a look are empty
   */
  void look(Look look, int minute) {
    while (now() < minute) {
      endMinute();
    }
    open.add(look);
    for (int s = 0; s < tests.length; s++) {
      SignalTest test = tests[s];
      if (test != null) {
        moving[s] = test.look(look, open.requests);
      }
    }
  }

  private void endMinute() {
    minutes.add(open);
    if (minutes.size() > KEPT) {
      older.add(minutes.removeFirst());
      gone++;
    }
    open = new Look(reference.applications());
    for (SignalTest test : tests) {
      if (test != null) {
        test.endMinute();
      }
    }
  }

  /**
   * Says what all of it shows. A signal without a failure since the last look shows nothing new.
   *
   * @param returns how many applications may still go back alone; -1: one alone is ignored
   */
  Finding find(int returns) {
    Finding both = new Finding.Calm();
    for (Signal signal : Signal.values()) {
      SignalTest test = tests[signal.ordinal()];
      Limit limit = limits[signal.ordinal()];
      if (test == null || limit == null || !moving[signal.ordinal()] || limit.dryRun()) {
        continue;
      }
      Finding one = find(signal, test, limit, returns);
      if (one instanceof Finding.BothBad) {
        both = one;
      } else if (!(one instanceof Finding.Calm)) {
        return one;
      }
    }
    return both;
  }

  private Finding find(Signal signal, SignalTest test, Limit limit, int returns) {
    if (test.fast(budget, open.requests)) {
      return new Finding.Breach(signal, Finding.Rule.FAST, now());
    }
    int since = test.worseSince(budget);
    if (since >= 0) {
      return attributed(signal, test, Finding.Rule.WORSE, since, returns);
    }
    since = test.aboveLimitSince(budget);
    if (since >= 0) {
      return switch (witness(signal, limit, since)) {
        case FOR_NEW -> new Finding.BothBad(signal, since);
        case AGAINST_NEW -> attributed(signal, test, Finding.Rule.LIMIT, since, returns);
        case SILENT -> new Finding.Calm();
      };
    }
    return alone(signal, test, returns);
  }

  /** Blames single applications where the others had every chance to show it and did not. */
  private Finding attributed(
      Signal signal, SignalTest test, Finding.Rule rule, int since, int returns) {
    int s = signal.ordinal();
    int all = reference.applications();
    double[] n = new double[all];
    double[] k = new double[all];
    double[] e = new double[all];
    for (Look minute : since(since)) {
      for (int i = 0; i < minute.active(); i++) {
        int a = minute.active(i);
        n[a] += minute.requests[a];
        k[a] += minute.failures[s][a];
        e[a] += minute.requests[a] * (rule == Finding.Rule.LIMIT ? test.limit(a) : test.allowed(a));
      }
    }
    Integer[] worst = IntStream.range(0, all).filter(a -> k[a] > 0).boxed().toArray(Integer[]::new);
    Arrays.sort(worst, Comparator.comparingDouble(a -> e[a] - k[a]));
    double requests = Arrays.stream(n).sum();
    double failures = Arrays.stream(k).sum();
    double expected = Arrays.stream(e).sum();
    double blamedRequests = 0;
    double blamedExcess = 0;
    for (int i = 0; i < Math.min(returns, worst.length); i++) {
      int a = worst[i];
      requests -= n[a];
      failures -= k[a];
      expected -= e[a];
      blamedRequests += n[a];
      blamedExcess += k[a] - e[a];
      double chance = requests * blamedExcess / blamedRequests;
      if (chance >= CHANCE && failures <= expected && failures - expected <= chance / 4) {
        return new Finding.Alone(signal, Arrays.asList(worst).subList(0, i + 1), since);
      }
    }
    return new Finding.Breach(signal, rule, since);
  }

  private enum Witness {
    FOR_NEW,
    AGAINST_NEW,
    SILENT
  }

  /**
   * Asks the traffic on the old platform, be it ever so little, whether it shows in the same window
   * what the new one does: is it likelier with the new one's excess than without? It is given a
   * while to show it.
   */
  private Witness witness(Signal signal, Limit limit, int since) {
    int s = signal.ordinal();
    double old = 0;
    double oldFailures = 0;
    double oldExpected = 0;
    double n = 0;
    double k = 0;
    double e = 0;
    for (Look minute : since(since)) {
      old += minute.oldRequests;
      oldFailures += minute.oldFailures[s];
      oldExpected += minute.oldExpected[s];
      for (int i = 0; i < minute.active(); i++) {
        int a = minute.active(i);
        n += minute.requests[a];
        k += minute.failures[s][a];
        e += minute.requests[a] * reference.rates()[s][a];
      }
    }
    double excess = n == 0 ? 0 : (k - e) / n;
    if (old == 0 || excess <= 0) {
      return Witness.AGAINST_NEW;
    }
    double usual = Math.max(oldExpected / old, 1e-4);
    boolean shared = oldFailures * Math.log((usual + excess) / usual) > old * excess;
    if (shared || (oldFailures >= ALONE_FAILURES && oldFailures / old > limit.max())) {
      return Witness.FOR_NEW;
    }
    boolean heard = old * excess >= CHANCE || now() - since >= PATIENCE;
    return heard ? Witness.AGAINST_NEW : Witness.SILENT;
  }

  /** Looks for one application that leaps while the others are calm. */
  private Finding alone(Signal signal, SignalTest test, int returns) {
    long[] failures = test.failures();
    for (int a = 0; a < failures.length; a++) {
      if (failures[a] >= ALONE_FAILURES && reference.known()[a]) {
        int since = aloneSince(signal.ordinal(), a, test);
        if (since >= 0 && returns >= 0) {
          return returns > 0
              ? new Finding.Alone(signal, List.of(a), since)
              : new Finding.Breach(signal, Finding.Rule.WORSE, since);
        }
      }
    }
    return new Finding.Calm();
  }

  private int aloneSince(int s, int application, SignalTest test) {
    double[] sums = new double[Wealth.SIZE];
    for (int start = now(); start >= Math.max(gone, now() - Wealth.RECENT); start--) {
      Look minute = start == now() ? open : minutes.get(start - gone);
      double n = minute.requests[application];
      double k = minute.failures[s][application];
      double e = n * (test.allowedAlone(application) + othersWorse(minute, s, application));
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < sums.length; i++) {
        sums[i] += Math.min(Wealth.CAP, Wealth.bet(i, k, e));
        most = Math.max(most, sums[i]);
      }
      double needed = budget.alone(start, reference.applications());
      if (most - Math.log(sums.length) >= needed) {
        return start;
      }
    }
    return -1;
  }

  /** Returns by how much the others, on either platform, are above their history in a minute. */
  private double othersWorse(Look minute, int s, int application) {
    double n = 0;
    double k = 0;
    double e = 0;
    for (int i = 0; i < minute.active(); i++) {
      int a = minute.active(i);
      if (a != application) {
        n += minute.requests[a];
        k += minute.failures[s][a];
        e += minute.requests[a] * reference.rates()[s][a];
      }
    }
    double old = minute.oldRequests;
    double oldWorse = old == 0 ? 0 : (minute.oldFailures[s] - minute.oldExpected[s]) / old;
    return Math.max(0, Math.max(oldWorse, n == 0 ? 0 : (k - e) / n));
  }

  private List<Look> since(int minute) {
    List<Look> window = new ArrayList<>();
    if (minute < gone) {
      window.add(older);
    }
    int from = Math.clamp(minute - gone, 0, minutes.size());
    window.addAll(minutes.subList(from, minutes.size()));
    window.add(open);
    return window;
  }

  private int now() {
    return gone + minutes.size();
  }

  /** Returns the same evidence without some applications, as if they had never been there. */
  StepEvidence without(List<Integer> applications) {
    StepEvidence rest = new StepEvidence(limits, reference, budget);
    List<Look> all = since(0);
    for (int i = 0; i < all.size(); i++) {
      Look kept = new Look(reference.applications());
      kept.add(all.get(i));
      applications.forEach(kept::forget);
      rest.look(kept, i == 0 ? 0 : now() - all.size() + 1 + i);
    }
    return rest;
  }

  /** Returns the requests on the new platform in this step. */
  long requests() {
    return since(0).stream().mapToLong(minute -> Arrays.stream(minute.requests).sum()).sum();
  }

  /**
   * Returns what every judged signal shows now, whether it decides or not.
   *
   * @param strict whether to pass takes proof of being no worse
   */
  List<Evidence> evidence(int minRequests, boolean strict) {
    List<Evidence> all = new ArrayList<>();
    List<Look> whole = since(0);
    for (Signal signal : Signal.values()) {
      SignalTest test = tests[signal.ordinal()];
      Limit limit = limits[signal.ordinal()];
      if (test != null && limit != null) {
        all.add(evidence(signal, test, limit, whole, minRequests, strict));
      }
    }
    return all;
  }

  private Evidence evidence(
      Signal signal,
      SignalTest test,
      Limit limit,
      List<Look> whole,
      int minRequests,
      boolean strict) {
    int s = signal.ordinal();
    long n = 0;
    long k = 0;
    double allowed = 0;
    double history = 0;
    long old = 0;
    long oldFailures = 0;
    for (Look minute : whole) {
      for (int i = 0; i < minute.active(); i++) {
        int a = minute.active(i);
        n += minute.requests[a];
        k += minute.failures[s][a];
        allowed += minute.requests[a] * (test.relative(a) ? test.allowed(a) : test.limit(a));
        history += minute.requests[a] * reference.rates()[s][a];
      }
      old += minute.oldRequests;
      oldFailures += minute.oldFailures[s];
    }
    boolean split = reference.kind() == Reference.Kind.SAME_SECONDS;
    double oldRate =
        split && old > 0 ? oldFailures / (double) old : n == 0 ? Double.NaN : history / n;
    if (split && old > 0 && n > 0) {
      allowed = n * (oldRate + limit.worseBy());
    }
    boolean breach =
        test.fast(budget, open.requests)
            || test.worseSince(budget) >= 0
            || (test.aboveLimitSince(budget) >= 0
                && witness(signal, limit, Math.max(0, test.aboveLimitSince(budget)))
                    == Witness.AGAINST_NEW);
    String rule =
        switch (reference.kind()) {
          case SAME_SECONDS -> "old in the same seconds";
          case OWN_HISTORY -> "what the same applications did on old, and old's present drift";
          case FROZEN -> "the absolute limit, old's last reference";
        };
    long judged = split ? old : Math.round(Arrays.stream(reference.volumes()).sum());
    String why;
    Verdict verdict;
    if (breach) {
      why = "worse than is allowed";
      verdict = new Verdict.Breach(why);
    } else if (!test.comparable()) {
      verdict = new Verdict.Unknown("there is nothing to compare with");
    } else if (n < minRequests) {
      verdict = new Verdict.TooFew("%d of %d requests".formatted(n, minRequests));
    } else if (strict && Wealth.proof(k, allowed) < budget.relative(0)) {
      verdict = new Verdict.TooFew("not yet proven to be no worse");
    } else {
      verdict = new Verdict.Pass("within what is allowed");
    }
    return new Evidence(
        signal,
        n,
        k,
        Wealth.atLeast(k, n, budget.relative(0)),
        judged,
        oldRate,
        n == 0 ? Double.NaN : allowed / n,
        rule,
        limit.dryRun(),
        verdict);
  }
}
