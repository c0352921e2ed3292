package io.cutover.decide;

import io.cutover.http.Head;
import io.cutover.ledger.Application;
import io.cutover.route.Route;
import io.cutover.route.StickyKeys;
import io.cutover.split.Bucket;
import io.cutover.split.StickBy;
import io.cutover.token.Identity;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Finds the key that a request is told apart by, and the bucket it falls in. */
public final class Keys {
  private Keys() {}

  /**
   * Returns the bucket of a request; {@link Choice#NO_BUCKET} when it has no key.
   *
   * @param client the client's address, behind trusted proxies
   */
  public static int bucket(Route route, Caller caller, Head head, InetAddress client) {
    StickBy stickBy = stickBy(route, caller);
    boolean own = stickBy.equals(route.stickBy());
    Bucket bucket = own ? route.bucket() : route.bucket().ofKind(stickBy.kind());
    return switch (stickBy) {
      case StickBy.Request _ -> Choice.NO_BUCKET;
      case StickBy.Application _ -> of(bucket, application(caller));
      case StickBy.Subject _ -> of(bucket, subject(caller.identity()));
      case StickBy.Token _ ->
          caller.token() == null ? Choice.NO_BUCKET : bucket.of(caller.token().digest().toBytes());
      case StickBy.Ip _ -> bucket.of(client.getAddress());
      case StickBy.Header _, StickBy.Cookie _ ->
          StickyKeys.bucket(
              stickBy, own ? route.stickyName() : StickyKeys.name(stickBy), bucket, head);
    };
  }

  /**
   * Returns what a caller's requests are told apart by: its application's word before the route's.
   */
  public static StickBy stickBy(Route route, Caller caller) {
    Application application = caller.application();
    return application == null || application.stickBy() == null
        ? route.stickBy()
        : application.stickBy();
  }

  private static int of(Bucket bucket, @Nullable String key) {
    return key == null ? Choice.NO_BUCKET : bucket.of(key);
  }

  private static @Nullable String application(Caller caller) {
    Application application = caller.application();
    if (application != null) {
      return application.bucketKey();
    }
    return caller.identity() == null ? null : caller.identity().clientId();
  }

  private static @Nullable String subject(@Nullable Identity identity) {
    if (identity == null) {
      return null;
    }
    return identity.subject() != null ? identity.subject() : identity.username();
  }
}
