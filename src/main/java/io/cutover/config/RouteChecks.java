package io.cutover.config;

import io.cutover.config.RouteConfig.Auth;
import io.cutover.config.RouteReader.Common;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a route contradicts another thing that stands there. */
final class RouteChecks {
  private RouteChecks() {}

  /** Nothing of what a platform would be told has a meaning where the gateway answers. */
  static void answered(Block written) {
    for (Key<?> key :
        List.of(
            RouteKeys.OLD,
            RouteKeys.NEW,
            RouteKeys.SHARE,
            RouteKeys.GROUP,
            RouteKeys.FORMERLY,
            RouteKeys.OVERRIDE,
            RouteKeys.STICK_BY,
            RouteKeys.SCOPES,
            RouteKeys.THROTTLE)) {
      if (written.owns(key)) {
        written
            .at(key)
            .wrong("has no meaning beside respond, which answers here", "remove it, or respond");
      }
    }
    Auth auth = written.owns(RouteKeys.AUTH) ? written.get(RouteKeys.AUTH) : null;
    if (auth != null && auth != Auth.NONE) {
      written
          .at(RouteKeys.AUTH)
          .wrong("has no meaning beside respond, which answers everybody", "remove it, or respond");
    }
  }

  /**
   * Checks a route against how its callers prove who they are.
   *
   * @param authorities whether the file has any
   */
  static void credential(Block route, Common common, boolean authorities) {
    boolean looks = common.auth() == Auth.REQUIRED || common.auth() == Auth.OPTIONAL;
    boolean wrong = route.has(RouteKeys.AUTH) && route.get(RouteKeys.AUTH) == null;
    if (looks && !authorities && !wrong) {
      route
          .at(RouteKeys.AUTH)
          .wrong(
              Texts.word(common.auth()) + " needs an authority, and there is none",
              "add one under authorities, or write auth: none or auth: passthrough");
    }
    if (looks) {
      return;
    }
    String auth = "auth: " + Texts.word(common.auth());
    boolean needsToken =
        switch (common.stickBy()) {
          case StickBy.Application _, StickBy.Subject _, StickBy.Token _ -> true;
          case StickBy.Request _, StickBy.Ip _, StickBy.Header _, StickBy.Cookie _ -> false;
        };
    // With passthrough the share is ignored, so that only who wrote stickBy here can miss it.
    if (needsToken && (common.auth() == Auth.NONE || route.owns(RouteKeys.STICK_BY))) {
      route
          .at(RouteKeys.STICK_BY)
          .warn(
              common.stickBy().text()
                  + " never finds a key with "
                  + auth
                  + ": all goes to the route's home; better write request, ip, header:NAME or"
                  + " cookie:NAME");
    }
    if (common.auth() == Auth.PASSTHROUGH
        && common.share().basisPoints() > 0
        && route.owns(RouteKeys.SHARE)) {
      route.at(RouteKeys.SHARE).warn("is ignored with " + auth + ": all goes to the route's home");
    }
    if (common.auth() == Auth.PASSTHROUGH && route.owns(RouteKeys.FAILOVER)) {
      route
          .at(RouteKeys.FAILOVER)
          .warn("is ignored with " + auth + ": nobody knows whose token it is");
    }
    if (route.owns(RouteKeys.SCOPES) && !common.scopes().isEmpty()) {
      route.at(RouteKeys.SCOPES).warn("are not checked with " + auth);
    }
    if (route.owns(RouteKeys.THROTTLE) && common.throttle().perApplication() != null) {
      route.at(RouteKeys.THROTTLE).warn("perApplication knows no application with " + auth);
    }
  }

  /** Warns where it is known beforehand that a share is more than the new platform takes. */
  static void capacity(Block route, Common common, PlatformConfig.@Nullable Capacity capacity) {
    Quota all = common.throttle().route();
    if (capacity == null
        || !capacity.perRoute()
        || all == null
        || all.isUnlimited()
        || common.endpoints().get(Platform.NEW) == null) {
      return;
    }
    Share from = capacity.spillsFrom(all.perMinute());
    if (from != null) {
      route
          .at(RouteKeys.THROTTLE)
          .warn(
              "lets %d requests a minute pass, and the new platform takes %d of a route: at full load it spills from a share of %s on"
                  .formatted(all.perMinute(), capacity.permits(), from));
    }
  }
}
