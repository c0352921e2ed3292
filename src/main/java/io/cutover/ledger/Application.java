package io.cutover.ledger;

import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's registered client: it keeps its identity and its bucket whichever token it presents.
 *
 * @param bucketKey what its bucket hashes
 * @param sandbox whether it may use the new platform's sandbox only
 * @param cohort the group that a plan moves together; null: none
 * @param contact whom to tell; for people only
 * @param old what it is registered as on the old platform; null: nothing
 * @param next what it is registered as on the new platform; null: nothing
 * @param tokens whose tokens the token service answers its old credentials with, by the file
 * @param stickBy in place of every route's; null: the route's
 */
public record Application(
    String name,
    String bucketKey,
    boolean sandbox,
    @Nullable String cohort,
    @Nullable String contact,
    @Nullable Registration old,
    @Nullable Registration next,
    Platform tokens,
    @Nullable StickBy stickBy) {

  /** Returns its registration on a platform, or null. */
  public @Nullable Registration on(Platform platform) {
    return platform == Platform.OLD ? old : next;
  }

  /** Returns its client id on a platform, or null. */
  public @Nullable String clientId(Platform platform) {
    Registration registration = on(platform);
    return registration == null ? null : registration.clientId();
  }

  /** Returns whether tokens of a platform can be got in its name. */
  public boolean hasPair(Platform platform) {
    Registration registration = on(platform);
    return registration != null && registration.bridge() && !registration.secrets().isEmpty();
  }
}
