package io.cutover.token;

import io.cutover.metric.TokenMetrics;
import io.cutover.metric.TokenMetrics.Result;

/** Counts verdicts as they are given. */
final class Tally {
  private Tally() {}

  /** Counts one, and returns it. */
  static Verdict count(TokenMetrics.Series series, Verdict verdict) {
    series.token(
        switch (verdict) {
          case Verdict.Granted _ -> Result.VALID;
          case Verdict.Rejected(Verdict.Reason reason) ->
              reason == Verdict.Reason.EXPIRED ? Result.EXPIRED : Result.INVALID;
          case Verdict.Unchecked _ -> Result.UNCHECKED;
          case Verdict.Unavailable _ -> Result.UNAVAILABLE;
        });
    return verdict;
  }
}
