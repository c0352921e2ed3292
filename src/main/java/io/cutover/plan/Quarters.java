package io.cutover.plan;

import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Tally;
import io.cutover.ledger.Who;
import io.cutover.split.Platform;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a route's largest callers did on the old platform, quarter of an hour by quarter of an hour,
 * for a day. One thread.
 *
 * <p>Kept in memory only: after a restart, until it has heard enough, an application's rate is
 * taken to deviate by half of itself.
 */
final class Quarters {
  private static final int KEPT = 96;
  private static final int ENOUGH = 8;
  private static final int LARGEST = 200;

  private final Map<Who, long[][]> quarters = new HashMap<>();
  private final Map<Who, long[]> last = new HashMap<>();
  private int heard;

  /** Takes note of the counters; to be called once in a quarter of an hour. */
  void hear(List<Outcomes.Entry> entries, int slowFrom) {
    Map<Who, long[]> totals = totals(entries, slowFrom);
    Set<Who> largest =
        totals.entrySet().stream()
            .sorted(Comparator.comparingLong(each -> -each.getValue()[Look.SIGNALS]))
            .limit(LARGEST)
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(HashSet::new));
    quarters.keySet().retainAll(largest);
    for (Who who : largest) {
      long[] now = totals.get(who);
      long[] before = last.get(who);
      if (now != null && before != null) {
        long[][] row = quarters.computeIfAbsent(who, _ -> new long[KEPT][now.length]);
        for (int i = 0; i < now.length; i++) {
          row[heard % KEPT][i] = Math.max(0, now[i] - before[i]);
        }
      }
    }
    last.clear();
    last.putAll(totals);
    heard++;
  }

  /** Sums up all that is known of the last day. */
  Map<Who, History> histories(List<Outcomes.Entry> entries, int slowFrom) {
    Map<Who, long[]> day = new HashMap<>();
    for (Outcomes.Entry entry : entries) {
      if (entry.key().platform() == Platform.OLD) {
        add(day, entry.key().who(), entry.lastDay(), slowFrom);
      }
    }
    int known = Math.min(heard, KEPT);
    long[] all = new long[known];
    long[][] allFailures = new long[Look.SIGNALS][known];
    quarters.forEach(
        (_, row) -> {
          for (int q = 0; q < known; q++) {
            all[q] += row[q][Look.SIGNALS];
            for (int s = 0; s < Look.SIGNALS; s++) {
              allFailures[s][q] += row[q][s];
            }
          }
        });
    double[][] common = History.common(all, allFailures);
    Map<Who, History> histories = new HashMap<>();
    day.forEach((who, sums) -> histories.put(who, history(who, sums, known, common)));
    return histories;
  }

  private History history(Who who, long[] sums, int known, double[][] common) {
    long n = sums[Look.SIGNALS];
    long[] failures = java.util.Arrays.copyOf(sums, Look.SIGNALS);
    double[] variance = new double[Look.SIGNALS];
    long[][] row = quarters.get(who);
    if (row != null && known >= ENOUGH) {
      long[] requests = new long[known];
      long[][] each = new long[Look.SIGNALS][known];
      for (int q = 0; q < known; q++) {
        requests[q] = row[q][Look.SIGNALS];
        for (int s = 0; s < Look.SIGNALS; s++) {
          each[s][q] = row[q][s];
        }
      }
      return new History(n, failures, History.of(requests, each, common).variance());
    }
    for (int s = 0; s < Look.SIGNALS; s++) {
      double half = n == 0 ? 0 : 0.5 * failures[s] / n;
      variance[s] = half * half;
    }
    return new History(n, failures, variance);
  }

  private static Map<Who, long[]> totals(List<Outcomes.Entry> entries, int slowFrom) {
    Map<Who, long[]> totals = new HashMap<>();
    for (Outcomes.Entry entry : entries) {
      if (entry.key().platform() == Platform.OLD) {
        add(totals, entry.key().who(), entry.total(), slowFrom);
      }
    }
    return totals;
  }

  private static void add(Map<Who, long[]> sums, Who who, Tally tally, int slowFrom) {
    long[] sum = sums.computeIfAbsent(who, _ -> new long[Look.SIGNALS + 1]);
    Counts.add(sum, tally, slowFrom);
  }
}
