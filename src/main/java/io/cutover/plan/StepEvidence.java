package io.cutover.plan;

import io.cutover.split.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was counted in one step, minute by minute, and what it shows. Pure: time comes in
 * as the number of the minute. One thread.
 */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal, as the counters have them
final class StepEvidence {
  private final Reference reference;
  private final Budget budget;
  private final @Nullable SignalTest[] tests = new SignalTest[Look.SIGNALS];
  private final @Nullable Limit[] limits;
  private final Minutes minutes;
  private final Recent recent;
  private final Blame blame;
  private final boolean[] moving = new boolean[Look.SIGNALS];

  /** What the run's steps before saw, by signal; the last: of so many requests. */
  private final long[] before = new long[Look.SIGNALS + 1];

  /**
   * @param limits by signal; null: not judged
   */
  StepEvidence(@Nullable Limit[] limits, Reference reference, Budget budget) {
    this.limits = limits;
    this.reference = reference;
    this.budget = budget;
    this.minutes = new Minutes(reference.applications());
    this.recent = new Recent(reference.applications());
    this.blame = new Blame(minutes, reference, budget);
    for (int s = 0; s < tests.length; s++) {
      Limit limit = limits[s];
      if (limit != null) {
        tests[s] = new SignalTest(s, limit, reference);
      }
    }
  }

  /**
   * Goes on from the evidence of the step before, in the window that starts where the plan run did.
   *
   * @param anew whether what spoke against the new platform is forgotten
   */
  void carry(StepEvidence last, boolean anew) {
    if (!anew) {
      last.sum(before);
    }
    for (int s = 0; s < tests.length; s++) {
      SignalTest test = tests[s];
      SignalTest was = last.tests[s];
      if (test != null && was != null) {
        test.carry(was, anew);
      }
    }
  }

  /**
   * Takes in what was counted since the last look.
   *
   * @param second of the step; seconds without a look are empty
   */
  void look(Look look, int second) {
    while (recent.now() < second / Recent.SECONDS) {
      endSlice();
    }
    minutes.open().add(look);
    recent.back(0).add(look);
    for (int s = 0; s < tests.length; s++) {
      SignalTest test = tests[s];
      if (test != null) {
        moving[s] = test.look(look, minutes.open().requests);
      }
    }
  }

  private void endSlice() {
    recent.end();
    boolean minuteEnds = recent.now() % Recent.SLICES == 0;
    for (SignalTest test : tests) {
      if (test != null) {
        test.endSlice();
        if (minuteEnds) {
          test.endMinute();
        }
      }
    }
    if (minuteEnds) {
      minutes.end();
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
    if (test.fast(budget, recent)) {
      return new Finding.Breach(signal, Finding.Rule.FAST, minutes.now());
    }
    int since = test.worseSince(budget);
    if (since != SignalTest.NONE) {
      return blame.attributed(signal, test, Finding.Rule.WORSE, since, returns);
    }
    since = test.aboveLimitSince(budget);
    if (since != SignalTest.NONE) {
      return switch (blame.witness(signal, limit, since)) {
        case FOR_NEW -> new Finding.BothBad(signal, since);
        case AGAINST_NEW -> blame.attributed(signal, test, Finding.Rule.LIMIT, since, returns);
        case SILENT -> new Finding.Calm();
      };
    }
    return blame.alone(signal, test, returns);
  }

  /** Returns the same evidence without some applications, as if they had never been there. */
  StepEvidence without(List<Integer> applications) {
    StepEvidence rest = new StepEvidence(limits, reference, budget);
    for (int s = 0; s < tests.length; s++) {
      SignalTest test = tests[s];
      SignalTest again = rest.tests[s];
      if (test != null && again != null) {
        again.beginAs(test);
      }
    }
    List<Look> all = minutes.since(0);
    for (int i = 0; i < all.size(); i++) {
      Look kept = new Look(reference.applications());
      kept.add(all.get(i));
      applications.forEach(kept::forget);
      rest.look(kept, i == 0 ? 0 : 60 * (minutes.now() - all.size() + 1 + i));
    }
    return rest;
  }

  private void sum(long[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] += before[i];
    }
    for (Look minute : minutes.since(0)) {
      for (int i = 0; i < minute.active(); i++) {
        int a = minute.active(i);
        into[Look.SIGNALS] += minute.requests[a];
        for (int s = 0; s < Look.SIGNALS; s++) {
          into[s] += minute.failures[s][a];
        }
      }
    }
  }

  /** Returns the requests on the new platform in this step. */
  long requests() {
    return minutes.requests();
  }

  /**
   * Returns what every judged signal shows now, whether it decides or not.
   *
   * @param strict whether to pass takes proof of being no worse
   */
  List<Evidence> evidence(int minRequests, boolean strict) {
    List<Evidence> all = new ArrayList<>();
    List<Look> whole = minutes.since(0);
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
    int above = test.aboveLimitSince(budget);
    boolean breach =
        test.fast(budget, recent)
            || test.worseSince(budget) != SignalTest.NONE
            || (above != SignalTest.NONE
                && blame.witness(signal, limit, above) == Blame.Witness.AGAINST_NEW);
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
        before[Look.SIGNALS] + n,
        before[s] + k,
        Wealth.atLeast(k, n, budget.relative(0)),
        judged,
        oldRate,
        n == 0 ? Double.NaN : allowed / n,
        rule,
        limit.dryRun(),
        verdict);
  }
}
