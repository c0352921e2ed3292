package io.cutover.metric;

import io.cutover.split.Share;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Whether a route's traffic goes where its decisions say, without any guess: a request that went
 * elsewhere than its own decision meant, no correction having had a say, is a mismatch.
 *
 * <p>What that can not see is a bucket that was computed wrongly. So, for sticky keys, the distinct
 * buckets that were seen are kept: of many keys the part below the share must be near the share.
 * Never is chance tested on requests, for one busy key is thousands of them. Any thread; nothing
 * waits; what is counted while the state changes may count for either state.
 */
final class ShareCheck {
  /** How far the distinct keys may be from the share, in standard deviations. */
  private static final double FARTHEST = 5;

  private static final int FEWEST_KEYS = 100;
  private static final int WORDS = (Share.WHOLE + Long.SIZE - 1) / Long.SIZE;

  private final AtomicLong revision = new AtomicLong();
  private final AtomicLong mismatches = new AtomicLong();
  private final AtomicLongArray seen = new AtomicLongArray(WORDS);
  private volatile int share;

  /** A request ended that was decided under this revision. */
  void arrived(long under, boolean asMeant) {
    long known = revision.getOpaque();
    if (under > known && revision.compareAndSet(known, under)) {
      mismatches.set(0);
    }
    if (!asMeant && under >= known) {
      mismatches.incrementAndGet();
    }
  }

  /** A request's key fell into a bucket, at a share. */
  void key(int bucket, int basisPoints) {
    if (share != basisPoints) {
      share = basisPoints;
    }
    int word = bucket / Long.SIZE;
    long bit = 1L << bucket;
    if ((seen.getOpaque(word) & bit) == 0) {
      seen.getAndUpdate(word, bits -> bits | bit);
    }
  }

  Arrival arrival() {
    return new Arrival(revision.get(), mismatches.get());
  }

  /** Returns whether something is wrong with the split. */
  boolean mismatch() {
    return mismatches.get() > 0 || keysAreUnlikely();
  }

  /**
   * A normal approximation of the binomial, wide enough that a healthy gateway never meets it:
   * beyond five deviations lies less than one in a million. Too few keys prove nothing.
   */
  private boolean keysAreUnlikely() {
    long keys = 0;
    long below = 0;
    int limit = share;
    for (int word = 0; word < WORDS; word++) {
      long bits = seen.get(word);
      keys += Long.bitCount(bits);
      int from = word * Long.SIZE;
      if (from + Long.SIZE <= limit) {
        below += Long.bitCount(bits);
      } else if (from < limit) {
        below += Long.bitCount(bits & ((1L << (limit - from)) - 1));
      }
    }
    double p = limit / (double) Share.WHOLE;
    double deviation = Math.sqrt(keys * p * (1 - p));
    // Below ten expected on either side the approximation is none.
    return keys >= FEWEST_KEYS
        && Math.min(keys * p, keys * (1 - p)) >= 10
        && Math.abs(below - keys * p) > FARTHEST * deviation;
  }
}
