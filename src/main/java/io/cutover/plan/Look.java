package io.cutover.plan;

import io.cutover.split.Signal;
import io.cutover.split.TokenKind;
import java.util.Arrays;

/**
 * What was counted between two looks, by application; a buffer that is filled again for each look.
 * One thread.
 */
final class Look {
  static final int SIGNALS = Signal.values().length;
  static final int KINDS = TokenKind.values().length;

  /** Requests on the new platform, by application. */
  final long[] requests;

  /** Of these, those that showed a signal; by signal, then application. */
  final long[][] failures;

  /** Requests on the old platform that are compared with, all applications together. */
  long oldRequests;

  /** Of these, those that showed a signal. */
  final long[] oldFailures = new long[SIGNALS];

  /** The same by kind of token, then by signal; empty unless requests are split by themselves. */
  final long[] oldRequestsBy = new long[KINDS];

  final long[][] oldFailuresBy = new long[KINDS][SIGNALS];

  /** How many {@link #oldFailures} the history of the same applications lets expect. */
  final double[] oldExpected = new double[SIGNALS];

  /** Applications that made any requests; the first {@link #active} count. */
  private final int[] who;

  private int active;

  Look(int applications) {
    who = new int[applications];
    requests = new long[applications];
    failures = new long[SIGNALS][applications];
  }

  int applications() {
    return requests.length;
  }

  int active() {
    return active;
  }

  /** Returns one of the applications that made any requests. */
  int active(int i) {
    return who[i];
  }

  /** Counts requests of an application on the new platform. */
  void count(int application, long more) {
    if (more > 0 && requests[application] == 0) {
      who[active++] = application;
    }
    requests[application] += more;
  }

  /** Forgets what an application did on the new platform. */
  void forget(int application) {
    requests[application] = 0;
    for (long[] one : failures) {
      one[application] = 0;
    }
    int kept = 0;
    for (int i = 0; i < active; i++) {
      if (who[i] != application) {
        who[kept++] = who[i];
      }
    }
    active = kept;
  }

  /**
   * Counts requests with a kind of token on the old platform.
   *
   * @param more counts by signal, then of all requests
   */
  void old(int kind, long[] more) {
    oldRequests += more[SIGNALS];
    oldRequestsBy[kind] += more[SIGNALS];
    for (int s = 0; s < SIGNALS; s++) {
      oldFailures[s] += more[s];
      oldFailuresBy[kind][s] += more[s];
    }
  }

  void clear() {
    for (int i = 0; i < active; i++) {
      int a = who[i];
      requests[a] = 0;
      for (long[] one : failures) {
        one[a] = 0;
      }
    }
    active = 0;
    oldRequests = 0;
    Arrays.fill(oldFailures, 0);
    Arrays.fill(oldRequestsBy, 0);
    for (long[] one : oldFailuresBy) {
      Arrays.fill(one, 0);
    }
    Arrays.fill(oldExpected, 0);
  }

  /** Adds what another look saw. */
  void add(Look other) {
    for (int i = 0; i < other.active; i++) {
      int a = other.who[i];
      count(a, other.requests[a]);
      for (int s = 0; s < SIGNALS; s++) {
        failures[s][a] += other.failures[s][a];
      }
    }
    oldRequests += other.oldRequests;
    for (int kind = 0; kind < KINDS; kind++) {
      oldRequestsBy[kind] += other.oldRequestsBy[kind];
      for (int s = 0; s < SIGNALS; s++) {
        oldFailuresBy[kind][s] += other.oldFailuresBy[kind][s];
      }
    }
    for (int s = 0; s < SIGNALS; s++) {
      oldFailures[s] += other.oldFailures[s];
      oldExpected[s] += other.oldExpected[s];
    }
  }
}
