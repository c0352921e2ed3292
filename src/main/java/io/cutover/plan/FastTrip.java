package io.cutover.plan;

/**
 * The fast trip of one signal: a steep rise within the last minute, whichever one application does.
 * A window starts at each of the last slices, so that a rise is seen whole wherever it falls. One
 * thread.
 */
final class FastTrip {
  /** So many failures, so much worse, within a minute. */
  static final int FAILURES = 20;

  static final double WORSE = 0.05;

  private final int signal;
  private final double worseBy;
  private final Reference reference;
  private final double[] allowed;
  private final Wealth own;
  private final Wealth present;

  /**
   * @param allowed rates, by application
   * @param own what speaks against the new platform by the applications' history
   * @param present what does by the old platform in the same seconds
   */
  FastTrip(
      int signal, Limit limit, Reference reference, double[] allowed, Wealth own, Wealth present) {
    this.signal = signal;
    this.worseBy = limit.worseBy();
    this.reference = reference;
    this.allowed = allowed;
    this.own = own;
    this.present = present;
  }

  /** Returns whether it sees one. */
  boolean sees(Budget budget, Recent recent) {
    if (reference.kind() == Reference.Kind.FROZEN || failures(recent) < FAILURES) {
      return false;
    }
    var window = new Window();
    for (int back = 0; back < Recent.SLICES && back <= recent.now(); back++) {
      window.add(recent.back(back));
      if (window.steep(back + 1, budget.fast(recent.now() - back))) {
        return true;
      }
    }
    return false;
  }

  private long failures(Recent recent) {
    long all = 0;
    for (int back = 0; back < Recent.SLICES; back++) {
      Look slice = recent.back(back);
      for (int i = 0; i < slice.active(); i++) {
        all += slice.failures[signal][slice.active(i)];
      }
    }
    return all;
  }

  /** The slices from one on, of applications that are compared. */
  private final class Window {
    private final boolean split = reference.kind() == Reference.Kind.SAME_SECONDS;
    private final long[] requests = new long[allowed.length];
    private final long[] failures = new long[allowed.length];
    private double n;
    private double k;
    private double expected;
    private double old;
    private double oldFailures;

    void add(Look slice) {
      old += slice.oldRequests;
      oldFailures += slice.oldFailures[signal];
      for (int i = 0; i < slice.active(); i++) {
        int a = slice.active(i);
        if (split || reference.known()[a]) {
          requests[a] += slice.requests[a];
          failures[a] += slice.failures[signal][a];
          n += slice.requests[a];
          k += slice.failures[signal][a];
          expected += slice.requests[a] * allowed[a];
        }
      }
    }

    boolean steep(int slices, double needed) {
      int worst = 0;
      for (int a = 1; a < failures.length; a++) {
        if (failures[a] > failures[worst]) {
          worst = a;
        }
      }
      double others = n - requests[worst];
      double failed = k - failures[worst];
      if (others <= 0 || failed < FAILURES || (split && old == 0)) {
        return false;
      }
      double together = oldFailures / old + worseBy;
      double worstExpected = requests[worst] * (split ? together : allowed[worst]);
      double line = split ? together : (expected - worstExpected) / others;
      return failed / others >= line - worseBy + WORSE
          && present.lastWithout(slices, failures[worst], worstExpected) >= needed
          && (split || own.lastWithout(slices, failures[worst], worstExpected) >= needed);
    }
  }
}
