package io.cutover.plan;

import io.cutover.split.Signal;
import java.util.Locale;

/**
 * What a step shows of one signal.
 *
 * @param requests on the new platform
 * @param failures of these
 * @param runRequests on the new platform in the whole run, since its evidence began
 * @param runFailures of these
 * @param atLeast what the true rate is at least, at the confidence that this signal is judged by
 * @param oldRequests that it is compared with
 * @param oldRate their rate; NaN: unknown
 * @param allowed the rate that is allowed, all things considered; NaN: unknown
 * @param rule how it is judged, in words
 * @param dryRun whether it is recorded only
 */
public record Evidence(
    Signal signal,
    long requests,
    long failures,
    long runRequests,
    long runFailures,
    double atLeast,
    long oldRequests,
    double oldRate,
    double allowed,
    String rule,
    boolean dryRun,
    Verdict verdict) {

  /** Returns the rate on the new platform; 0 without a request. */
  public double rate() {
    return requests == 0 ? 0 : failures / (double) requests;
  }

  /** Returns all of it in one sentence. */
  public String words() {
    String old =
        Double.isNaN(oldRate)
            ? "old unknown"
            : "%s of %d on old".formatted(percent(oldRate), oldRequests);
    String run =
        runRequests == requests
            ? ""
            : ", since the plan began %s of %d"
                .formatted(percent(runFailures / (double) runRequests), runRequests);
    return "%s: %s of %d requests on new (at least %s%s), %s; allowed %s, %s: %s%s"
        .formatted(
            signal.label(),
            percent(rate()),
            requests,
            percent(atLeast),
            run,
            old,
            Double.isNaN(allowed) ? "unknown" : percent(allowed),
            rule,
            verdict.label().replace('_', ' '),
            dryRun ? " (dry run: it does not decide)" : "");
  }

  static String percent(double rate) {
    return String.format(Locale.ROOT, rate >= 0.1 ? "%.1f%%" : "%.2f%%", 100 * rate);
  }
}
