package io.cutover.plan;

import java.util.Arrays;

/**
 * The tests of one signal in one step: against the applications' own history, against the old
 * platform in the same seconds, against the absolute limit. One thread.
 */
final class SignalTest {
  /** No window shows anything. */
  static final int NONE = -2;

  /** The estimate of the old platform's rate forgets half of what it knows in so many minutes. */
  private static final double MEMORY = Math.pow(0.5, 1 / 5.0);

  private static final double LEAST_RATE = 1e-6;
  private static final double STEEPEST = 5;

  private final int signal;
  private final Limit limit;
  private final Reference reference;
  private final double[] allowed;
  private final double[] limits;
  private final Wealth own = new Wealth();
  private final Wealth present = new Wealth();
  private final Wealth absolute = new Wealth();
  private final long[] failures;

  /** What the old platform's rate is guessed by, of each kind of token that is told apart. */
  private final double[] guessFailures;

  private final double[] guessRequests;

  private final FastTrip trip;

  SignalTest(int signal, Limit limit, Reference reference) {
    this.signal = signal;
    this.limit = limit;
    this.reference = reference;
    int applications = reference.applications();
    failures = new long[applications];
    allowed = new double[applications];
    limits = new double[applications];
    double together = reference.allowance(signal, reference.volumes());
    for (int a = 0; a < applications; a++) {
      double rate = reference.rates()[signal][a];
      boolean known = reference.known()[a];
      double extra = known ? together : reference.allowance(signal, a);
      allowed[a] = rate + limit.worseBy() + extra;
      limits[a] = Double.isNaN(limit.max()) ? 1 : Math.max(limit.max(), allowed[a]);
    }
    trip = new FastTrip(signal, limit, reference, allowed, own, present);
    int strata = reference.tokens() == null ? 1 : Look.KINDS;
    guessFailures = new double[strata];
    guessRequests = new double[strata];
    if (reference.kind() == Reference.Kind.SAME_SECONDS) {
      Arrays.fill(guessFailures, 0.5);
      Arrays.fill(guessRequests, 100);
    }
  }

  /**
   * Goes on from the evidence of the step before.
   *
   * @param anew whether what spoke against the new platform is forgotten
   */
  void carry(SignalTest before, boolean anew) {
    own.carry(before.own, anew);
    present.carry(before.present, anew);
  }

  /** Begins the step again where another began it, with nothing against the new platform. */
  void beginAs(SignalTest other) {
    own.beginAs(other.own);
    present.beginAs(other.present);
  }

  /**
   * Takes in what was counted since the last look.
   *
   * @param minuteRequests requests on the new platform in the open minute, by application, these
   *     included
   * @return whether it has failures, and so may show something new
   */
  boolean look(Look look, long[] minuteRequests) {
    long[] seen = look.failures[signal];
    boolean split = reference.kind() == Reference.Kind.SAME_SECONDS;
    double n = 0;
    double k = 0;
    double history = 0;
    double expected = 0;
    double most = 0;
    double all = 0;
    boolean again = false;
    for (int i = 0; i < look.active(); i++) {
      int a = look.active(i);
      long requests = look.requests[a];
      most += requests * limits[a];
      all += seen[a];
      if (seen[a] > 0) {
        failures[a] += seen[a];
        again |= failures[a] >= 2;
      }
      if (split || reference.known()[a]) {
        n += requests;
        k += seen[a];
        history += requests * reference.rates()[signal][a];
        expected += requests * allowed[a];
      }
    }
    if (!Double.isNaN(limit.max())) {
      for (int i = 0; i < Wealth.SIZE; i++) {
        absolute.add(i, Wealth.bet(i, all, most));
      }
    }
    if (reference.kind() != Reference.Kind.FROZEN && n > 0) {
      if (split) {
        betByToken(look, n, k);
      } else {
        for (int i = 0; i < Wealth.SIZE; i++) {
          own.add(i, Wealth.bet(i, k, expected));
        }
        double before = look.oldRequests == 0 ? 0 : look.oldExpected[signal] / look.oldRequests;
        double slope = before > 0 ? Math.clamp(history / n / before, 1, STEEPEST) : 1;
        bet(
            0,
            look.oldRequests,
            look.oldFailures[signal],
            n,
            k,
            expected / n - slope * before,
            slope,
            look);
      }
    }
    learn(look);
    if (again) {
      cap(minuteRequests);
    }
    return all > 0;
  }

  /**
   * Bets on requests that were split by themselves, those with one kind of token among themselves:
   * a share that moves one kind only must not compare it with another.
   */
  private void betByToken(Look look, double n, double k) {
    int[] tokens = reference.tokens();
    if (tokens == null) {
      bet(0, look.oldRequests, look.oldFailures[signal], n, k, limit.worseBy(), 1, look);
      return;
    }
    double[] requests = new double[Look.KINDS];
    double[] failed = new double[Look.KINDS];
    for (int i = 0; i < look.active(); i++) {
      int a = look.active(i);
      requests[tokens[a]] += look.requests[a];
      failed[tokens[a]] += look.failures[signal][a];
    }
    for (int kind = 0; kind < Look.KINDS; kind++) {
      if (requests[kind] > 0) {
        long n0 = look.oldRequestsBy[kind];
        long k0 = look.oldFailuresBy[kind][signal];
        bet(kind, n0, k0, requests[kind], failed[kind], limit.worseBy(), 1, look);
      }
    }
  }

  /** Bets against "new is at most a + b × old" on what both did in the same seconds. */
  private void bet(
      int stratum, double n0, double k0, double n1, double k1, double a, double b, Look look) {
    if (n0 == 0) {
      return;
    }
    double p0 = Math.max(guess(stratum, look), LEAST_RATE);
    double line = Math.max(a + b * p0, LEAST_RATE);
    for (int i = 0; i < Wealth.SIZE; i++) {
      double p1 = Math.min(1, Wealth.ratio(i) * line);
      // The null that is nearest to (p0, p1): a root of the derivative of the divergence.
      double square = b * (n0 + n1 * b);
      double linear = a * (n0 + n1 * b) - b * (n0 * p0 + n1 * p1);
      double constant = -n0 * p0 * a;
      double root = Math.sqrt(Math.max(0, linear * linear - 4 * square * constant));
      double q0 = Math.max((root - linear) / (2 * square), Double.MIN_NORMAL);
      double q1 = a + b * q0;
      if (q1 <= 0 || q1 >= p1) {
        continue;
      }
      present.add(
          i, k1 * Math.log(p1 / q1) - n1 * (p1 - q1) + k0 * Math.log(p0 / q0) - n0 * (p0 - q0));
    }
  }

  /** Returns the old platform's rate as it was until now; only what was seen before may say so. */
  private double guess(int stratum, Look look) {
    if (guessRequests[stratum] == 0) {
      guessRequests[stratum] = 1000;
      guessFailures[stratum] =
          look.oldRequests == 0
              ? 0
              : guessRequests[stratum] * look.oldExpected[signal] / look.oldRequests;
    }
    return guessFailures[stratum] / guessRequests[stratum];
  }

  private void learn(Look look) {
    if (guessRequests.length == 1) {
      guessFailures[0] += look.oldFailures[signal];
      guessRequests[0] += look.oldRequests;
      return;
    }
    for (int kind = 0; kind < Look.KINDS; kind++) {
      guessFailures[kind] += look.oldFailuresBy[kind][signal];
      guessRequests[kind] += look.oldRequestsBy[kind];
    }
  }

  private void cap(long[] minuteRequests) {
    own.clearOver();
    present.clearOver();
    absolute.clearOver();
    boolean sticky = reference.kind() == Reference.Kind.OWN_HISTORY;
    for (int a = 0; a < failures.length; a++) {
      if (failures[a] < 2) {
        continue;
      }
      for (int i = 0; i < Wealth.SIZE; i++) {
        if (sticky && reference.known()[a]) {
          double over = Wealth.bet(i, failures[a], minuteRequests[a] * allowed[a]) - Wealth.CAP;
          if (over > 0) {
            own.over(i, over);
            present.over(i, over);
          }
        }
        double over = Wealth.bet(i, failures[a], minuteRequests[a] * limits[a]) - Wealth.CAP;
        if (over > 0) {
          absolute.over(i, over);
        }
      }
    }
  }

  void endSlice() {
    own.endSlice();
    present.endSlice();
  }

  void endMinute() {
    own.endMinute();
    present.endMinute();
    absolute.endMinute();
    Arrays.fill(failures, 0);
    for (int i = 0; i < guessRequests.length; i++) {
      guessFailures[i] *= MEMORY;
      guessRequests[i] *= MEMORY;
    }
  }

  /**
   * Returns the minute at which a window starts that shows the new platform worse: {@link
   * Wealth#PLAN}, 0 or later; {@link #NONE}: there is none.
   */
  int worseSince(Budget budget) {
    if (reference.kind() == Reference.Kind.FROZEN) {
      return NONE;
    }
    if (worse(0, budget.relative(0))) {
      return 0;
    }
    if (worse(Wealth.PLAN, budget.relative(Wealth.PLAN))) {
      return Wealth.PLAN;
    }
    for (int start = present.earliest(); start <= present.minute(); start++) {
      if (worse(start, budget.relative(start))) {
        return start;
      }
    }
    return NONE;
  }

  private boolean worse(int start, double needed) {
    boolean sticky = reference.kind() == Reference.Kind.OWN_HISTORY;
    return present.mostSince(start) >= needed
        && (!sticky || own.mostSince(start) >= needed)
        && present.since(start) >= needed
        && (!sticky || own.since(start) >= needed);
  }

  /**
   * Returns the minute at which a window starts that shows it above its limit; or {@link #NONE}.
   */
  int aboveLimitSince(Budget budget) {
    if (Double.isNaN(limit.max())) {
      return NONE;
    }
    for (int start = absolute.earliest() - 1; start <= absolute.minute(); start++) {
      int from = start < absolute.earliest() ? 0 : start;
      double needed = budget.limit(from);
      if (absolute.mostSince(from) >= needed && absolute.since(from) >= needed) {
        return from;
      }
    }
    return NONE;
  }

  /** Returns whether the last minute alone shows a steep rise, whichever one application does. */
  boolean fast(Budget budget, Recent recent) {
    return trip.sees(budget, recent);
  }

  /** Returns the wealth of the whole step against the old platform in the same seconds. */
  double wealth() {
    return present.since(0);
  }

  /** Returns what one application may show at most, by its own history; a rate. */
  double allowedAlone(int application) {
    return reference.rates()[signal][application]
        + limit.worseBy()
        + reference.allowance(signal, application);
  }

  double allowed(int application) {
    return allowed[application];
  }

  double limit(int application) {
    return limits[application];
  }

  /** Returns failures of the open minute, by application. */
  long[] failures() {
    return failures;
  }

  /** Returns whether an application is compared with the old platform. */
  boolean relative(int application) {
    return reference.kind() == Reference.Kind.SAME_SECONDS
        || (reference.kind() == Reference.Kind.OWN_HISTORY && reference.known()[application]);
  }

  /** Returns whether there is anything to compare with. */
  boolean comparable() {
    if (!Double.isNaN(limit.max()) || reference.kind() == Reference.Kind.SAME_SECONDS) {
      return true;
    }
    for (int a = 0; a < allowed.length; a++) {
      if (relative(a)) {
        return true;
      }
    }
    return reference.kind() == Reference.Kind.FROZEN;
  }
}
