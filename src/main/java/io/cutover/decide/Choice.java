package io.cutover.decide;

import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, and why.
 *
 * @param platform null: it can be served nowhere
 * @param decision the last rule that had a say
 * @param bucket that of its key; {@link #NO_BUCKET} without one
 * @param atShare whether the share rule was reached
 * @param belowShare whether the share rule meant the new platform
 * @param full whether what it can be served by has no room for it; then there is no platform
 * @param down whether a platform could serve it, were it not known to be down
 * @param blocked why it cannot move to the new platform; null: it can
 */
public record Choice(
    @Nullable Platform platform,
    Decision decision,
    int bucket,
    boolean atShare,
    boolean belowShare,
    boolean full,
    boolean down,
    @Nullable Blocked blocked) {
  /** Stands for the bucket of a request without a key. */
  public static final int NO_BUCKET = -1;

  /** Returns the choice of who has nothing to choose from. */
  public static Choice only(@Nullable Platform platform, Decision decision) {
    return new Choice(platform, decision, NO_BUCKET, false, false, false, false, null);
  }

  /** Returns the same choice, answered by the gateway itself. */
  public Choice none() {
    return new Choice(null, Decision.NONE, bucket, false, false, false, false, blocked);
  }

  /**
   * Returns the decision taken once more, for its platform can not be used with this credential.
   *
   * @param usable the platforms that could, by what was known before
   */
  public Choice withoutItsPlatform(Usable usable) {
    Platform other = platform == null ? null : platform.other();
    boolean there = other != null && usable.has(other);
    return new Choice(
        there ? other : null,
        there ? Decision.CREDENTIAL : Decision.NONE,
        bucket,
        atShare,
        belowShare,
        false,
        false,
        blocked);
  }

  /** Returns whether the new platform was meant, room for it or not. */
  public boolean meantNew() {
    return platform == Platform.NEW || decision == Decision.SPILL || full;
  }

  /**
   * Returns the same choice after the platform has failed: the other one takes over. The share had
   * its say before.
   */
  public Choice failedOver() {
    Platform other = platform == null ? null : platform.other();
    return new Choice(other, Decision.FAILOVER, bucket, false, false, false, false, blocked);
  }
}
