package io.cutover.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plan over a simulated world, a look every five seconds: the gate alone, with the
 * simplest of operators, who resumes a paused plan after ten minutes and advances one with too few
 * requests.
 */
final class SimulatedRun {
  static final double LOOK = 5;
  private static final int HOLD = 15;
  private static final int MIN_REQUESTS = 500;
  private static final int EXTENSIONS = 3;
  private static final double PAUSE = 600;

  /**
   * What a plan is like.
   *
   * @param shares one step each
   * @param wrongStep from which on something is wrong; -1: never
   * @param wrongAfter seconds in that step
   * @param hit the application that is wrong; -1: all
   */
  record Plan(
      double[] shares,
      @Nullable Limit[] limits,
      double alpha,
      int wrongStep,
      double wrongAfter,
      int hit) {}

  /**
   * What came of it.
   *
   * @param end {@code complete}, {@code rollback}, {@code too-few}
   * @param requests on the new platform, from when something was wrong until the end or the first
   *     return
   * @param seconds likewise
   * @param returned in order
   */
  record Result(
      String end,
      @Nullable Finding last,
      int step,
      long requests,
      double seconds,
      List<Integer> returned,
      double returnedAfter,
      long returnedRequests,
      int pauses,
      int forced,
      long all) {}

  private final World world;
  private final Plan plan;
  private final Reference.Kind kind;
  private final int returnsAllowed;
  private final boolean[] back;
  private final java.util.ArrayList<Integer> returned = new java.util.ArrayList<>();
  private final boolean forcing;
  private double wrongFrom = Double.POSITIVE_INFINITY;
  private int forced;
  private boolean shown;
  private @Nullable StepEvidence last;
  private boolean anew;
  private double at;
  private int restarts;
  private int pauses;
  private long requests;
  private long wrongRequests;
  private long returnedRequests;
  private double returnedAfter = Double.NaN;

  SimulatedRun(World world, Plan plan, boolean split, int returnsAllowed, boolean forcing) {
    this.forcing = forcing;
    this.world = world;
    this.plan = plan;
    this.kind = split ? Reference.Kind.SAME_SECONDS : Reference.Kind.OWN_HISTORY;
    this.returnsAllowed = returnsAllowed;
    back = new boolean[world.histories().length];
  }

  Result play() {
    for (int step = 0; step < plan.shares().length; step++) {
      Result ended = play(step);
      if (ended != null) {
        return ended;
      }
    }
    return result("complete", null, plan.shares().length);
  }

  private @Nullable Result play(int step) {
    double share = plan.shares()[step];
    int epoch = step;
    while (true) {
      StepEvidence evidence = evidence(share, epoch);
      if (last != null) {
        evidence.carry(last, anew);
      }
      anew = false;
      last = evidence;
      Look look = new Look(back.length);
      double begun = at;
      int holdMinutes = HOLD;
      int extended = 0;
      boolean paused = false;
      if (step == plan.wrongStep() && Double.isInfinite(wrongFrom)) {
        wrongFrom = at + plan.wrongAfter();
        world.wrongFrom(wrongFrom);
      }
      while (!paused) {
        int second = (int) (at - begun);
        if (second >= 60 * holdMinutes) {
          if (evidence.requests() >= MIN_REQUESTS) {
            return null;
          }
          if (extended == EXTENSIONS) {
            if (!forcing) {
              return result("too-few", null, step);
            }
            forced++;
            return null;
          }
          extended++;
          holdMinutes += HOLD;
        }
        world.fill(look, at, LOOK, share, reference(share), back);
        at += LOOK;
        long now = java.util.Arrays.stream(look.requests).sum();
        requests += now;
        if (at > wrongFrom && (plan.hit() < 0 || look.requests[plan.hit()] > 0 || shown)) {
          if (!shown) {
            shown = true;
            wrongFrom = at;
          }
          wrongRequests += now;
        }
        evidence.look(look, second);
        switch (evidence.find(returnsAllowed - returned.size())) {
          case Finding.Calm _ -> {}
          case Finding.Breach breach -> {
            return result("rollback", breach, step);
          }
          case Finding.Alone alone -> {
            for (int a : alone.applications()) {
              back[a] = true;
              returned.add(a);
            }
            if (Double.isNaN(returnedAfter)) {
              returnedAfter = at - wrongFrom;
              returnedRequests = wrongRequests;
            }
            evidence = evidence.without(alone.applications());
            last = evidence;
          }
          case Finding.BothBad _ -> {
            at += PAUSE;
            pauses++;
            paused = true;
            anew = true;
            epoch = plan.shares().length + 2 + restarts++;
          }
        }
      }
    }
  }

  private Reference cached;
  private double cachedShare = -1;

  private Reference reference(double share) {
    if (share != cachedShare) {
      boolean all = share >= 1;
      cached =
          Reference.of(all ? Reference.Kind.FROZEN : kind, world.histories())
              .weighted(a -> kind == Reference.Kind.SAME_SECONDS || world.moved(a, share));
      cachedShare = share;
    }
    return cached;
  }

  private StepEvidence evidence(double share, int epoch) {
    int judged = 0;
    for (Limit limit : plan.limits()) {
      judged += limit == null || limit.dryRun() ? 0 : 1;
    }
    return new StepEvidence(
        plan.limits(),
        reference(share),
        new Budget(
            plan.alpha(), judged, plan.shares().length + 1, plan.shares().length - 1, epoch, 0));
  }

  private Result result(String end, @Nullable Finding last, int step) {
    return new Result(
        end,
        last,
        step,
        wrongRequests,
        at - wrongFrom,
        List.copyOf(returned),
        returnedAfter,
        returnedRequests,
        pauses,
        forced,
        requests);
  }
}
