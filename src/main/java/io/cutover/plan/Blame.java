package io.cutover.plan;

import io.cutover.split.Signal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Whose fault it is, once something is wrong: the new platform's, the backends', one caller's. */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal, as the counters have them
final class Blame {
  /** An application is looked at by itself from so many failures in a minute on. */
  private static final int ALONE_FAILURES = 3;

  /** The others must have had the chance to show so many failures, had they been as bad. */
  private static final double CHANCE = 4;

  /** The others are calm as long as theirs is no more than this part of the blamed one's excess. */
  private static final double CALM = 8;

  /** For how many minutes a silent witness is waited for. */
  private static final int PATIENCE = 3;

  private final Minutes minutes;
  private final Reference reference;
  private final Budget budget;

  Blame(Minutes minutes, Reference reference, Budget budget) {
    this.minutes = minutes;
    this.reference = reference;
    this.budget = budget;
  }

  /** Blames single applications where the others had every chance to show it and did not. */
  Finding attributed(Signal signal, SignalTest test, Finding.Rule rule, int since, int returns) {
    int s = signal.ordinal();
    int all = reference.applications();
    double[] n = new double[all];
    double[] k = new double[all];
    double[] e = new double[all];
    for (Look minute : minutes.since(since)) {
      for (int i = 0; i < minute.active(); i++) {
        int a = minute.active(i);
        n[a] += minute.requests[a];
        k[a] += minute.failures[s][a];
        e[a] += minute.requests[a] * (rule == Finding.Rule.LIMIT ? test.limit(a) : test.allowed(a));
      }
    }
    // Of the plan's window only this step's minutes are kept: too few to blame one for a failure.
    int least = since == Wealth.PLAN ? ALONE_FAILURES : 1;
    Integer[] worst =
        IntStream.range(0, all).filter(a -> k[a] >= least).boxed().toArray(Integer[]::new);
    Arrays.sort(worst, Comparator.comparingDouble(a -> e[a] - k[a]));
    double requests = Arrays.stream(n).sum();
    double failures = Arrays.stream(k).sum();
    double expected = Arrays.stream(e).sum();
    if (since == Wealth.PLAN && failures < 2 * ALONE_FAILURES) {
      // One caller alone must have had the time to show itself.
      return new Finding.Calm();
    }
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
      if (chance >= CHANCE && failures - expected <= Math.min(chance / 4, blamedExcess / CALM)) {
        return new Finding.Alone(signal, Arrays.asList(worst).subList(0, i + 1), since);
      }
    }
    return new Finding.Breach(signal, rule, since);
  }

  /** What the traffic on the old platform says. */
  enum Witness {
    FOR_NEW,
    AGAINST_NEW,
    SILENT
  }

  /**
   * Asks the traffic on the old platform, be it ever so little, whether it shows in the same window
   * what the new one does: is it likelier with the new one's excess than without? It is given a
   * while to show it.
   */
  Witness witness(Signal signal, Limit limit, int since) {
    int s = signal.ordinal();
    double old = 0;
    double oldFailures = 0;
    double oldExpected = 0;
    double n = 0;
    double k = 0;
    double e = 0;
    for (Look minute : minutes.since(since)) {
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
    boolean heard = old * excess >= CHANCE || minutes.now() - since >= PATIENCE;
    return heard ? Witness.AGAINST_NEW : Witness.SILENT;
  }

  /** Looks for one application that leaps while the others are calm. */
  Finding alone(Signal signal, SignalTest test, int returns) {
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
    for (int start = minutes.now();
        start >= Math.max(minutes.first(), minutes.now() - Wealth.RECENT);
        start--) {
      Look minute = minutes.at(start);
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
}
