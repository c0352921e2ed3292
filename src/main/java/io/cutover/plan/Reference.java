package io.cutover.plan;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the applications of a route did on the old platform before: with what the new platform is
 * compared in a step. Rates are of requests, by signal, then application.
 *
 * @param kind how much of it may be used
 * @param known by application: whether it has a history of its own
 * @param rates of the application's own history, drawn a little to the pool's where it is short;
 *     the pool's where there is none
 * @param deviations of the application's rate: from one quarter of an hour to the next, and for
 *     what a short history leaves open; between applications where there is none
 * @param volumes requests by application in that history
 * @param tokens by application, each of which then is there once for each kind of token: which kind
 *     it is; null: they are not told apart
 */
record Reference(
    Kind kind,
    boolean[] known,
    double[][] rates,
    double[][] deviations,
    double[] volumes,
    int @Nullable [] tokens) {

  /** How much there is to compare with. */
  enum Kind {
    /** Each request is split by itself: the old platform in the same seconds. */
    SAME_SECONDS,
    /** Keys stick: the same applications' own history, shifted by what the others do now. */
    OWN_HISTORY,
    /** Nothing is left on the old platform: only absolute limits breach. */
    FROZEN
  }

  /** How many standard deviations are allowed for. */
  private static final double DEVIATIONS = 3;

  /** As if every application had made so many requests at the pool's rate. */
  private static final double PRIOR = 200;

  /** Below this an application's history says nothing by itself. */
  static final long SHORTEST = 100;

  static Reference of(Kind kind, History[] histories) {
    int applications = histories.length;
    var known = new boolean[applications];
    var rates = new double[Look.SIGNALS][applications];
    var deviations = new double[Look.SIGNALS][applications];
    var volumes = new double[applications];
    for (int a = 0; a < applications; a++) {
      known[a] = histories[a].requests() >= SHORTEST;
      volumes[a] = histories[a].requests();
    }
    for (int s = 0; s < Look.SIGNALS; s++) {
      fill(s, histories, known, rates[s], deviations[s]);
    }
    return new Reference(kind, known, rates, deviations, volumes, null);
  }

  private static void fill(
      int signal, History[] histories, boolean[] known, double[] rates, double[] deviations) {
    double requests = 0;
    double failures = 0;
    for (History one : histories) {
      requests += one.requests();
      failures += one.failures()[signal];
    }
    double pool = (failures + 0.5) / (requests + 1);
    double between = 0;
    int counted = 0;
    for (int a = 0; a < rates.length; a++) {
      if (known[a]) {
        double rate = histories[a].failures()[signal] / (double) histories[a].requests();
        between += (rate - pool) * (rate - pool);
        counted++;
      }
    }
    double apart = counted < 2 ? pool : Math.sqrt(between / (counted - 1));
    for (int a = 0; a < rates.length; a++) {
      if (known[a]) {
        double n = histories[a].requests();
        rates[a] = (histories[a].failures()[signal] + PRIOR * pool) / (n + PRIOR);
        deviations[a] = Math.sqrt(histories[a].variance()[signal] + rates[a] / n);
      } else {
        rates[a] = pool;
        deviations[a] = apart;
      }
    }
  }

  /** Returns the same with the volumes of those applications only that are on the new platform. */
  Reference weighted(IntPredicate moved) {
    double[] some = new double[volumes.length];
    for (int a = 0; a < some.length; a++) {
      some[a] = moved.test(a) ? volumes[a] : 0;
    }
    return new Reference(kind, known, rates, deviations, some, tokens);
  }

  /** Returns the same with requests compared among those with one kind of token only. */
  Reference byToken(int[] kinds) {
    return new Reference(kind, known, rates, deviations, volumes, kinds);
  }

  int applications() {
    return known.length;
  }

  /** Returns what is allowed for one application beyond its rate. */
  double allowance(int signal, int application) {
    return DEVIATIONS * deviations[signal][application];
  }

  /**
   * Returns what is allowed for some applications together, beyond their rates: deviations of one
   * and another cancel out.
   *
   * @param weights of the applications, as requests
   */
  double allowance(int signal, double[] weights) {
    double all = 0;
    double squares = 0;
    for (int a = 0; a < weights.length; a++) {
      double part = weights[a] * deviations[signal][a];
      all += weights[a];
      squares += part * part;
    }
    return all == 0 ? 0 : DEVIATIONS * Math.sqrt(squares) / all;
  }
}
