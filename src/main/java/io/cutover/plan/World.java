package io.cutover.plan;

import io.cutover.split.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A simulated population that calls one route, and how it fares, in virtual time: for rehearsals
 * and for measuring the gate. One thread.
 *
 * <p>Volumes follow Zipf's law; error rates differ a hundredfold between applications, drift over
 * the day for all alike and from quarter to quarter of an hour for each by itself; single
 * applications send bursts of traffic and bursts of rubbish; now and then the backends behind both
 * platforms fail for all alike.
 */
@SuppressWarnings("EnumOrdinal") // arrays by ordinal, as the counters have them
final class World {
  /** Signals that a client can bring about by itself. */
  private static final Signal[] BY_CLIENT = {
    Signal.UNAUTHORIZED, Signal.FORBIDDEN, Signal.NOT_FOUND, Signal.THROTTLED, Signal.CLIENT_ERROR
  };

  private static final double DAY = 86_400;
  private static final double QUARTER = 900;
  private static final int QUARTERS = 96;
  private static final int SIGNALS = Look.SIGNALS - 1; // nothing is shadowed here

  /**
   * What a world is like.
   *
   * @param perSecond requests, all applications together, on average over the day
   * @param split whether each request is split by itself, instead of each application
   * @param bursts of rubbish a day, each application
   * @param faults of the backends behind both platforms, a day
   * @param staying the part of the traffic that cannot move
   */
  record Setting(
      int applications,
      double perSecond,
      boolean split,
      double bursts,
      double faults,
      double staying) {}

  /**
   * What is wrong with the new platform.
   *
   * @param application -1: every one
   * @param rate of its requests that show the signal in addition
   */
  record Wrong(Signal signal, double rate, int application) {}

  private record Burst(int application, int signal, double rate, double from, double to) {}

  private final Setting setting;
  private final Draws draws;
  private final double startOfDay;
  private final double[] volume;
  private final double[] position;
  private final double[][] rates = new double[SIGNALS][];
  private final double[] quarterly;
  private final List<Burst> bursts = new ArrayList<>();
  private final List<Wrong> wrongs;
  private final double[] wrongFrom;
  private final History[] histories;

  // As they are in the present minute.
  private double minuteAt = -1;
  private final double[] perSecond;
  private final double[][] now = new double[SIGNALS][];

  World(Setting setting, List<Wrong> wrongs, long seed) {
    this.setting = setting;
    this.wrongs = List.copyOf(wrongs);
    wrongFrom = new double[wrongs.size()];
    Arrays.fill(wrongFrom, Double.POSITIVE_INFINITY);
    draws = new Draws(seed);
    int n = setting.applications();
    volume = new double[n];
    position = new double[n];
    perSecond = new double[n];
    quarterly = new double[n];
    double volumes = 0;
    for (int a = 0; a < n; a++) {
      volume[a] = 1 / (1.0 + a);
      volumes += volume[a];
    }
    for (int s = 0; s < SIGNALS; s++) {
      rates[s] = new double[n];
      now[s] = new double[n];
    }
    for (int a = 0; a < n; a++) {
      volume[a] *= setting.perSecond() / volumes;
      position[a] = draws.uniform();
      rate(a);
    }
    startOfDay = draws.uniform(0, DAY);
    schedule(0, 3 * DAY);
    histories = new History[n];
    long[][] requests = new long[n][QUARTERS];
    long[][][] failures = new long[n][SIGNALS][QUARTERS];
    long[] all = new long[QUARTERS];
    long[][] allFailures = new long[SIGNALS][QUARTERS];
    for (int a = 0; a < n; a++) {
      yesterday(a, requests[a], failures[a]);
      for (int q = 0; q < QUARTERS; q++) {
        all[q] += requests[a][q];
        for (int s = 0; s < SIGNALS; s++) {
          allFailures[s][q] += failures[a][s][q];
        }
      }
    }
    double[][] common = History.common(all, allFailures);
    for (int a = 0; a < n; a++) {
      histories[a] = History.of(requests[a], failures[a], common);
    }
    bursts.removeIf(burst -> burst.to < DAY);
  }

  /** Total error rates from 0.05 % to 5 %, one signal much more often than the others. */
  private void rate(int a) {
    double total = 0.0005 * Math.pow(100, draws.uniform());
    double[] parts = new double[SIGNALS];
    double sum = 0;
    for (int s = 0; s < SIGNALS; s++) {
      parts[s] = Math.pow(draws.uniform(), 4);
      sum += parts[s];
    }
    for (int s = 0; s < SIGNALS; s++) {
      rates[s][a] = total * parts[s] / sum;
    }
    rates[Signal.SLOW.ordinal()][a] = draws.uniform(0.005, 0.05);
  }

  private void schedule(double from, double to) {
    int n = setting.applications();
    for (int a = 0; a < n; a++) {
      double days = (to - from) / DAY;
      for (long i = draws.poisson(setting.bursts() * days); i > 0; i--) {
        double at = draws.uniform(from, to);
        int signal = BY_CLIENT[(int) (draws.uniform() * BY_CLIENT.length)].ordinal();
        double lasts = 20 + Math.min(220, draws.exponential(100));
        bursts.add(new Burst(a, signal, draws.uniform(0.2, 0.8), at, at + lasts));
      }
      for (long i = draws.poisson(2 * days); i > 0; i--) {
        double at = draws.uniform(from, to);
        bursts.add(new Burst(a, -1, 5, at, at + draws.exponential(180)));
      }
    }
    for (long i = draws.poisson(setting.faults() * (to - from) / DAY); i > 0; i--) {
      double at = draws.uniform(from, to);
      int signal = draws.uniform() < 0.7 ? Signal.SERVER_ERROR.ordinal() : Signal.RESET.ordinal();
      bursts.add(
          new Burst(-1, signal, draws.uniform(0.03, 0.3), at, at + 15 + draws.exponential(180)));
    }
  }

  private double daily(double at) {
    return Math.sin(2 * Math.PI * (at + startOfDay) / DAY);
  }

  private double step(double before) {
    return 0.8 * before + 0.12 * draws.normal();
  }

  private void yesterday(int a, long[] n, long[][] k) {
    List<Burst> mine = new ArrayList<>();
    for (Burst burst : bursts) {
      if (burst.from < DAY && (burst.application == a || burst.application < 0)) {
        mine.add(burst);
      }
    }
    double wave = 0;
    for (int q = 0; q < QUARTERS; q++) {
      double at = q * QUARTER;
      wave = step(wave);
      double expected = volume[a] * (1 + 0.5 * daily(at)) * QUARTER;
      double drift = (1 + 0.3 * daily(at)) * Math.exp(wave);
      for (Burst burst : mine) {
        double part = overlap(burst, at, at + QUARTER) / QUARTER;
        if (burst.signal < 0) {
          expected *= 1 + part * (burst.rate - 1);
        }
      }
      n[q] = draws.poisson(expected);
      for (int s = 0; s < SIGNALS; s++) {
        double rate = rates[s][a] * drift;
        for (Burst burst : mine) {
          if (burst.signal == s) {
            rate += burst.rate * overlap(burst, at, at + QUARTER) / QUARTER;
          }
        }
        k[s][q] = Math.min(n[q], draws.poisson(expected * rate));
      }
    }
    quarterly[a] = wave;
  }

  private static double overlap(Burst burst, double from, double to) {
    return Math.max(0, Math.min(burst.to, to) - Math.max(burst.from, from));
  }

  /** Sets from when on the new platform is wrong, in seconds since the plan began. */
  void wrongFrom(double at) {
    Arrays.fill(wrongFrom, at);
  }

  /** Lets one thing be wrong from now on; returns false if it was already. */
  boolean begin(int wrong, double at) {
    boolean begins = Double.isInfinite(wrongFrom[wrong]);
    if (begins) {
      wrongFrom[wrong] = at;
    }
    return begins;
  }

  History[] histories() {
    return histories;
  }

  /** Whether an application is on the new platform at a share. */
  boolean moved(int application, double share) {
    return position[application] < share;
  }

  /**
   * Counts what happens in some seconds.
   *
   * @param at seconds since the plan began
   * @param reference of the history that {@link Look#oldExpected} is of
   * @param back applications that are held on the old platform
   */
  void fill(
      Look look, double at, double seconds, double share, Reference reference, boolean[] back) {
    look.clear();
    minute(at);
    double oldPerSecond = 0;
    double[] oldFailing = new double[SIGNALS];
    double[] oldHistory = new double[SIGNALS];
    boolean common = setting.split() && reference.kind() != Reference.Kind.FROZEN;
    for (int a = 0; a < perSecond.length; a++) {
      double moving = perSecond[a] * (1 - setting.staying());
      double part = back[a] ? 0 : setting.split() ? share : moved(a, share) ? 1 : 0;
      // What is split by itself is compared with the same applications only.
      double stays =
          common
              ? (part == 0 ? 0 : moving * (1 - part))
              : moving * (1 - part) + perSecond[a] * setting.staying();
      if (stays > 0) {
        oldPerSecond += stays;
        for (int s = 0; s < SIGNALS; s++) {
          oldFailing[s] += stays * now[s][a];
          oldHistory[s] += stays * reference.rates()[s][a];
        }
      }
      if (part > 0) {
        onNew(look, a, draws.poisson(moving * part * seconds), at);
      }
    }
    look.oldRequests = draws.poisson(oldPerSecond * seconds);
    for (int s = 0; s < SIGNALS; s++) {
      look.oldFailures[s] = Math.min(look.oldRequests, draws.poisson(oldFailing[s] * seconds));
      look.oldExpected[s] = oldPerSecond == 0 ? 0 : look.oldRequests * oldHistory[s] / oldPerSecond;
    }
  }

  private void onNew(Look look, int a, long n, double at) {
    look.count(a, n);
    if (n == 0) {
      return;
    }
    for (int s = 0; s < SIGNALS; s++) {
      double rate = now[s][a];
      for (int i = 0; i < wrongs.size(); i++) {
        Wrong wrong = wrongs.get(i);
        if (wrong.signal.ordinal() == s
            && at >= wrongFrom[i]
            && (wrong.application < 0 || wrong.application == a)) {
          rate += (1 - rate) * wrong.rate;
        }
      }
      look.failures[s][a] = draws.binomial(n, rate);
    }
  }

  private void minute(double at) {
    double minute = Math.floor(at / 60);
    if (minute == minuteAt) {
      return;
    }
    boolean quarter = Math.floor(at / QUARTER) != Math.floor(minuteAt * 60 / QUARTER);
    minuteAt = minute;
    double day = DAY + minute * 60;
    for (int a = 0; a < perSecond.length; a++) {
      if (quarter) {
        quarterly[a] = step(quarterly[a]);
      }
      perSecond[a] = volume[a] * (1 + 0.5 * daily(day));
      double drift = (1 + 0.3 * daily(day)) * Math.exp(quarterly[a]);
      for (int s = 0; s < SIGNALS; s++) {
        now[s][a] = rates[s][a] * drift;
      }
    }
    for (Burst burst : bursts) {
      double part = overlap(burst, day, day + 60) / 60;
      if (part == 0) {
        continue;
      }
      for (int a = 0; a < perSecond.length; a++) {
        if (burst.application < 0 || burst.application == a) {
          if (burst.signal < 0) {
            perSecond[a] *= 1 + part * (burst.rate - 1);
          } else {
            now[burst.signal][a] = Math.min(1, now[burst.signal][a] + part * burst.rate);
          }
        }
      }
    }
  }
}
