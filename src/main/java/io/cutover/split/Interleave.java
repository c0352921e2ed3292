package io.cutover.split;

import java.util.random.RandomGenerator;

/**
 * Splits requests that have no key: evenly, and in no rhythm that a client could lock on to.
 *
 * <p>Stratified sampling. The requests to go to the new platform are numbered; the j-th falls at a
 * random position inside the j-th stretch of {@code 1/share} requests. After k requests at one
 * share the count on the new platform is therefore within 1 of k × share: at most one hit is taken
 * per request, and a hit that falls behind is taken by the next.
 *
 * <p>Belongs to one event loop; not thread-safe.
 */
public final class Interleave {
  private final RandomGenerator random;
  private int share = -1;
  private long position;
  private long hits;
  private long nextHit;

  public Interleave(RandomGenerator random) {
    this.random = random;
  }

  /** Takes the next request; starts anew whenever the share differs from the last one. */
  public Platform next(Share inForce) {
    if (share != inForce.basisPoints()) {
      share = inForce.basisPoints();
      position = 0;
      hits = 0;
      nextHit = random.nextInt(Share.WHOLE);
    }
    position += share;
    if (position <= nextHit) {
      return Platform.OLD;
    }
    hits++;
    nextHit = hits * Share.WHOLE + random.nextInt(Share.WHOLE);
    return Platform.NEW;
  }
}
