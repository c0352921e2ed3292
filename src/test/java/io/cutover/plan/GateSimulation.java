package io.cutover.plan;

import io.cutover.split.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Measures the gate: how often it errs when nothing is wrong, and how soon it sees what is. */
@SuppressWarnings("EnumOrdinal")
final class GateSimulation {
  static final double[] SHARES = {0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 1};

  private GateSimulation() {}

  /** The limits of a plan as it is shipped: every signal but the shadow's, nine of them judged. */
  static @Nullable Limit[] limits() {
    Limit[] limits = new Limit[Look.SIGNALS];
    Arrays.fill(limits, new Limit(0.005, 0.02, false));
    limits[Signal.SLOW.ordinal()] = new Limit(0.05, Double.NaN, false);
    return limits;
  }

  static World.Setting setting(boolean split) {
    return new World.Setting(200, 40, split, 1, 4, 0.03);
  }

  static SimulatedRun.Result run(
      boolean split, List<World.Wrong> wrongs, int step, double after, long seed) {
    World world = new World(setting(split), wrongs, seed);
    var plan =
        new SimulatedRun.Plan(
            SHARES,
            limits(),
            0.01,
            step,
            after,
            wrongs.isEmpty() ? -1 : wrongs.getFirst().application());
    return new SimulatedRun(world, plan, split, 3, true).play();
  }

  public static void main(String[] args) {
    String what = args.length > 0 ? args[0] : "all";
    int runs = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    if (what.equals("aa") || what.equals("all")) {
      same(false, runs);
      same(true, runs);
    }
    if (what.equals("power") || what.equals("all")) {
      power(Math.max(100, runs / 10));
    }
    if (what.equals("yardstick") || what.equals("all")) {
      yardstick(Math.max(100, runs / 10));
    }
    if (what.equals("low") || what.equals("all")) {
      low(Math.max(100, runs / 10));
    }
  }

  private static void same(boolean split, int runs) {
    long begun = System.nanoTime();
    SimulatedRun.Result[] results = new SimulatedRun.Result[runs];
    IntStream.range(0, runs)
        .parallel()
        .forEach(i -> results[i] = run(split, List.of(), -1, 0, 1_000_000L + i));
    Map<String, Integer> ends = new TreeMap<>();
    Map<String, Integer> why = new TreeMap<>();
    int returned = 0;
    int forced = 0;
    int paused = 0;
    long requests = 0;
    for (SimulatedRun.Result one : results) {
      ends.merge(one.end(), 1, Integer::sum);
      returned += one.returned().isEmpty() ? 0 : 1;
      forced += one.forced() > 0 ? 1 : 0;
      paused += one.pauses() > 0 ? 1 : 0;
      requests += one.all();
      if (one.last() instanceof Finding.Breach breach) {
        why.merge(
            breach.signal().label() + " " + breach.rule() + " step " + one.step(), 1, Integer::sum);
      }
    }
    int undone = ends.getOrDefault("rollback", 0);
    System.out.printf(
        "A/A %-11s %d plan runs (%,d requests on new): false rollbacks %d (%.2f%%, 95%% at most"
            + " %.2f%%); an application returned in %d, paused in %d, advanced by force in %d, %s "
            + " [%.0f s]%n",
        split ? "per request" : "sticky",
        runs,
        requests,
        undone,
        100.0 * undone / runs,
        100 * upper(undone, runs),
        returned,
        paused,
        forced,
        ends,
        (System.nanoTime() - begun) / 1e9);
    if (!why.isEmpty()) {
      System.out.println("    " + why);
    }
  }

  /** Returns Wilson's upper 95 % limit. */
  private static double upper(int k, int n) {
    double z = 1.645;
    double p = k / (double) n;
    return (p + z * z / (2 * n) + z * Math.sqrt(p * (1 - p) / n + z * z / (4.0 * n * n)))
        / (1 + z * z / n);
  }

  private static void power(int runs) {
    for (boolean split : new boolean[] {false, true}) {
      measure("+2 pt 5xx from the start", split, runs, Signal.SERVER_ERROR, 0.02, -1, 0, 0);
      measure("+2 pt 5xx late in a step", split, runs, Signal.SERVER_ERROR, 0.02, -1, 2, 600);
      measure("+1 pt 401 for everybody", split, runs, Signal.UNAUTHORIZED, 0.01, -1, 0, 0);
      measure("403 for one application", split, runs, Signal.FORBIDDEN, 1, 3, 0, 0);
      measure("+100 ms (15 pt slow)", split, runs, Signal.SLOW, 0.15, -1, 0, 0);
    }
  }

  private static void measure(
      String what,
      boolean split,
      int runs,
      Signal signal,
      double rate,
      int application,
      int step,
      double after) {
    SimulatedRun.Result[] results = new SimulatedRun.Result[runs];
    IntStream.range(0, runs)
        .parallel()
        .forEach(
            i ->
                results[i] =
                    run(
                        split,
                        List.of(new World.Wrong(signal, rate, application)),
                        step,
                        after,
                        5_000_000L + i));
    List<Double> requests = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    Map<String, Integer> ends = new TreeMap<>();
    int alone = 0;
    for (SimulatedRun.Result one : results) {
      ends.merge(one.end(), 1, Integer::sum);
      boolean right = application >= 0 && one.returned().contains(application);
      alone += right ? 1 : 0;
      if (application < 0 && one.end().equals("rollback")) {
        requests.add((double) one.requests());
        seconds.add(one.seconds());
      } else if (right) {
        requests.add((double) one.returnedRequests());
        seconds.add(one.returnedAfter());
      }
    }
    System.out.printf(
        "power %-11s %-26s caught %d of %d%s; requests on new median %.0f p95 %.0f; time median"
            + " %.0f s p95 %.0f s; ends %s%n",
        split ? "per request" : "sticky",
        what,
        requests.size(),
        runs,
        application >= 0 ? " (that application alone: " + alone + ")" : "",
        quantile(requests, 0.5),
        quantile(requests, 0.95),
        quantile(seconds, 0.5),
        quantile(seconds, 0.95),
        ends);
  }

  static double quantile(List<Double> values, double q) {
    if (values.isEmpty()) {
      return Double.NaN;
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  }

  /**
   * 0.5 % → 2.5 % in one signal of nine, margin 0.5 points, nothing else in the world; and what two
   * confidence sequences side by side make of the same draws, over the same budget.
   */
  private static void yardstick(int runs) {
    for (double share : new double[] {0.01, 0.05, 0.10, 0.25, 0.50}) {
      for (boolean split : new boolean[] {false, true}) {
        for (int step : new int[] {0, 3}) {
          caught(
              share,
              (split ? "per request" : "sticky") + (step == 0 ? ", step 1" : ", later"),
              runs,
              seed -> plain(share, split, step, seed));
        }
      }
      caught(share, "two intervals", runs, seed -> twoIntervals(share, seed));
    }
  }

  private static void caught(double share, String how, int runs, LongToDoubleFunction one) {
    List<Double> requests =
        LongStream.range(0, runs)
            .parallel()
            .mapToDouble(one)
            .filter(at -> !Double.isNaN(at))
            .boxed()
            .toList();
    System.out.printf(
        "yardstick share %4.0f%% %-19s: 0.5%% → 2.5%% caught %d of %d; requests on new median"
            + " %.0f p95 %.0f%n",
        100 * share, how, requests.size(), runs, quantile(requests, 0.5), quantile(requests, 0.95));
  }

  /** Returns the requests on new until the gate sees it; NaN: it does not. */
  private static double plain(double share, boolean split, int step, long seed) {
    Draws draws = new Draws(seed);
    int applications = split ? 1 : 20;
    History[] histories = new History[applications];
    for (int a = 0; a < applications; a++) {
      long[] n = new long[96];
      long[][] k = new long[Look.SIGNALS][96];
      for (int q = 0; q < 96; q++) {
        n[q] = 2000;
        for (int s = 0; s < 9; s++) {
          k[s][q] = draws.poisson(10);
        }
      }
      histories[a] = History.of(n, k, new double[Look.SIGNALS][96]);
    }
    Reference reference =
        Reference.of(split ? Reference.Kind.SAME_SECONDS : Reference.Kind.OWN_HISTORY, histories);
    Limit[] limits = new Limit[Look.SIGNALS];
    Arrays.fill(limits, new Limit(0.005, 0.02, false));
    // In a later step the window since the plan began speaks for the new platform, and is no help.
    StepEvidence evidence =
        new StepEvidence(limits, reference, new Budget(0.01, 9, 10, 8, step, step == 0 ? 0 : 1000));
    Look look = new Look(applications);
    long requests = 0;
    for (int i = 0; i < 12 * 120; i++) {
      look.clear();
      for (int a = 0; a < applications; a++) {
        look.count(a, split ? LOOKED_AT : LOOKED_AT / applications);
        for (int s = 0; s < 9; s++) {
          look.failures[s][a] = draws.binomial(look.requests[a], s == 0 ? 0.025 : 0.005);
        }
      }
      look.oldRequests = onOld(share);
      for (int s = 0; s < 9; s++) {
        look.oldFailures[s] = draws.binomial(look.oldRequests, 0.005);
        look.oldExpected[s] = look.oldRequests * 0.005;
      }
      requests += LOOKED_AT;
      evidence.look(look, 5 * i);
      if (evidence.find(0) instanceof Finding.Breach) {
        return requests;
      }
    }
    return Double.NaN;
  }

  /** Requests on the new platform between two looks at the yardstick. */
  private static final int LOOKED_AT = 20;

  private static long onOld(double share) {
    return Math.round(LOOKED_AT * (1 - share) / share);
  }

  /** What is most often done instead: an interval of either rate, and they must be apart. */
  private static double twoIntervals(double share, long seed) {
    Draws draws = new Draws(seed);
    double needed = -Math.log(0.01 * 0.9 / 9 / 10 / 2);
    Interval next = new Interval();
    Interval old = new Interval();
    for (int i = 1; i <= 12 * 120; i++) {
      next.add(draws.binomial(LOOKED_AT, 0.025), LOOKED_AT);
      old.add(draws.binomial(onOld(share), 0.005), onOld(share));
      if (next.least(needed) > old.most(needed) + 0.005) {
        return i * (double) LOOKED_AT;
      }
    }
    return Double.NaN;
  }

  /** The beta-binomial confidence sequence of a rate. */
  private static final class Interval {
    private static final double A = 0.5;
    private static final double B = 50;
    private double mixture;
    private long failures;
    private long requests;

    void add(long more, long of) {
      for (long i = 0; i < of; i++) {
        double part = i < more ? A + failures : B + requests - failures;
        mixture += Math.log(part / (A + B + requests));
        failures += i < more ? 1 : 0;
        requests++;
      }
    }

    private boolean excludes(double rate, double needed) {
      double fits = failures * Math.log(rate) + (requests - failures) * Math.log1p(-rate);
      return mixture - fits >= needed;
    }

    double least(double needed) {
      return edge(0, failures / (double) requests, needed);
    }

    double most(double needed) {
      return edge(1, failures / (double) requests, needed);
    }

    /** Returns the rate between one that is excluded and one that fits. */
    private double edge(double out, double in, double needed) {
      double outside = out;
      double inside = in;
      for (int i = 0; i < 40; i++) {
        double rate = (outside + inside) / 2;
        if (excludes(rate, needed)) {
          outside = rate;
        } else {
          inside = rate;
        }
      }
      return inside;
    }
  }

  private static void low(int runs) {
    Map<String, Integer> ends = new HashMap<>();
    for (int i = 0; i < runs; i++) {
      World world =
          new World(
              new World.Setting(20, 20 / 3600.0, false, 1, 4, 0.03), List.of(), 9_000_000L + i);
      var plan = new SimulatedRun.Plan(SHARES, limits(), 0.01, -1, 0, -1);
      ends.merge(new SimulatedRun(world, plan, false, 3, false).play().end(), 1, Integer::sum);
    }
    System.out.println("low traffic, 20 requests/h: " + ends);
  }
}
