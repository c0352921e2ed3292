package io.cutover.token;

import org.jspecify.annotations.Nullable;

/**
 * A good token as it is remembered. Immutable.
 *
 * @param notBefore milliseconds of the epoch, clock skew allowed for
 * @param expires likewise; the first one at which the token is no longer good
 * @param key what its signature was verified with; null: it has none
 * @param freshUntil monotonic nanoseconds; afterwards the authority is asked again
 * @param restUntil likewise; until then it is not asked again although it should be
 * @param keepUntil likewise; afterwards the grant is forgotten
 */
record Grant(
    Verdict.Granted verdict,
    long notBefore,
    long expires,
    @Nullable VerificationKey key,
    long freshUntil,
    long restUntil,
    long keepUntil) {
  private static final Verdict EXPIRED = new Verdict.Rejected(Verdict.Reason.EXPIRED);
  private static final Verdict NOT_YET = new Verdict.Rejected(Verdict.Reason.NOT_YET_VALID);

  /** Returns what it is worth at a time, in milliseconds of the epoch. */
  Verdict at(long now) {
    if (now >= expires) {
      return EXPIRED;
    }
    return now < notBefore ? NOT_YET : verdict;
  }

  /** Returns it, left in peace until a time, in monotonic nanoseconds. */
  Grant restingUntil(long nanos) {
    return new Grant(verdict, notBefore, expires, key, freshUntil, nanos, keepUntil);
  }
}
