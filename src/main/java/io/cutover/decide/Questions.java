package io.cutover.decide;

import io.cutover.http.Head;
import io.cutover.split.Blocked;
import io.cutover.split.Interleave;
import io.cutover.split.Platform;
import org.jspecify.annotations.Nullable;

/** Makes the question out of a request: the request path and explain both come here. */
public final class Questions {
  private Questions() {}

  /**
   * Asks for a request.
   *
   * @param bucket that of its key
   * @param interleave for a route that decides each request by itself; null for every other
   * @param room whether the new platform has room for it
   */
  public static Decide.Question of(
      Live.InForce inForce,
      Caller caller,
      Head head,
      int bucket,
      @Nullable Interleave interleave,
      boolean room) {
    Platform override = Overrides.asked(inForce.route(), caller, head);
    return of(inForce, caller, bucket, override, interleave, room);
  }

  /** Asks for a request that has no key and no caller, as a preflight. */
  public static Decide.Question ofNobody(Live.InForce inForce) {
    return of(inForce, Caller.anonymous(), Choice.NO_BUCKET, null, null, true);
  }

  private static Decide.Question of(
      Live.InForce inForce,
      Caller caller,
      int bucket,
      @Nullable Platform override,
      @Nullable Interleave interleave,
      boolean room) {
    Usable usable = caller.usable();
    Blocked blocked = caller.blocked();
    if (inForce.route().target(Platform.NEW, caller.isSandbox()) == null) {
      usable = usable.without(Platform.NEW);
      blocked = Blocked.NO_ENDPOINT;
    }
    return new Decide.Question(
        bucket, interleave, caller.applicationName(), usable, blocked, room, override);
  }
}
