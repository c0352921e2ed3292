package io.cutover.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.config.PlatformConfig;
import io.cutover.config.RouteConfig;
import io.cutover.fault.Dialect;
import io.cutover.http.CorsPolicy;
import io.cutover.http.ErrorShape;
import io.cutover.split.Bucket;
import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One API as its consumers see it, prepared for the request path. Immutable; any thread.
 *
 * @param index its place among the routes of one configuration, for arrays
 * @param toOld null: it has no endpoint there
 * @param toNew null: it has no endpoint there
 * @param toSandbox where sandbox applications go on the new platform; null: nowhere
 * @param authHeaders fields beside Authorization, in lower case, that may carry a bearer token
 * @param keyHeaders fields, in lower case, that carry a key of the new platform's
 * @param stickyName the header (in lower case) or cookie that holds its keys; empty: neither does
 * @param bucket where its keys fall
 * @param override who may ask for a platform; null: nobody
 * @param requestTimeout to the response head, in nanoseconds
 * @param idleTimeout without a byte either way, in nanoseconds
 * @param faults in whose words faults are said; null: in those of the platform
 * @param cors null: preflights go to a platform
 * @param respond the status that is answered here; 0: requests go to a platform
 * @param bodyLimit in bytes; -1: none
 * @param failover null: a request stays with the platform that failed it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Route(
    String name,
    int index,
    @Nullable Target toOld,
    @Nullable Target toNew,
    @Nullable Target toSandbox,
    byte[][] authHeaders,
    byte[][] keyHeaders,
    Access access,
    StickBy stickBy,
    byte[] stickyName,
    Bucket bucket,
    @Nullable PlatformOverride override,
    Set<String> scopes,
    long requestTimeout,
    long idleTimeout,
    Retry retry,
    ErrorShape errors,
    @Nullable Dialect faults,
    @Nullable CorsPolicy cors,
    int respond,
    long bodyLimit,
    StreamRules streams,
    @Nullable Failover failover) {
  public Route {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Prepares a configured route.
   *
   * @param overrides the names of every route's override header: none of them reaches a platform,
   *     on whichever route it comes
   */
  static Route of(
      String name,
      RouteConfig config,
      int index,
      Map<Platform, PlatformConfig> platforms,
      Set<String> overrides) {
    Target toOld = target(config, Platform.OLD, platforms, overrides, false);
    Target toNew = target(config, Platform.NEW, platforms, overrides, false);
    return new Route(
        name,
        index,
        toOld,
        toNew,
        target(config, Platform.NEW, platforms, overrides, true),
        authHeaders(toOld, toNew),
        keyHeaders(platforms.get(Platform.NEW)),
        switch (config.auth()) {
          case REQUIRED -> Access.REQUIRED;
          case OPTIONAL -> Access.OPTIONAL;
          case NONE -> Access.NONE;
          case PASSTHROUGH -> Access.PASSTHROUGH;
        },
        config.stickBy(),
        StickyKeys.name(config.stickBy()),
        new Bucket(config.key(), config.stickBy().kind()),
        PlatformOverride.of(config.steering().override()),
        config.scopes(),
        config.timeouts().request().toNanos(),
        config.timeouts().idle().toNanos(),
        new Retry(
            config.retry().attempts(),
            config.retry().when().contains(RouteConfig.Retry.When.CONNECT),
            config.retry().when().contains(RouteConfig.Retry.When.RESET),
            config.retry().budget()),
        switch (config.errors()) {
          case WSO2 -> ErrorShape.WSO2;
          case PROBLEM -> ErrorShape.PROBLEM;
        },
        switch (config.faults()) {
          case AS_IS -> null;
          case WSO2 -> Dialect.WSO2;
          case CHOREO -> Dialect.CHOREO;
        },
        cors(config.cors()),
        config.respond(),
        config.bodyLimit(),
        streams(config.streams()),
        config.failover() == null ? null : Failover.of(config.failover()));
  }

  private static StreamRules streams(RouteConfig.Streams config) {
    return new StreamRules(
        config.maxAge() == null ? Long.MAX_VALUE : config.maxAge().toNanos(),
        config.drainPerMinute() / 100,
        config.endWithToken());
  }

  /** Returns the route's place on a platform; null: it has none there. */
  public @Nullable Target target(Platform platform) {
    return platform == Platform.OLD ? toOld : toNew;
  }

  /** Returns where a platform serves sandbox applications, or all others; null: nowhere. */
  public @Nullable Target target(Platform platform, boolean sandbox) {
    return sandbox && platform == Platform.NEW ? toSandbox : target(platform);
  }

  private static @Nullable Target target(
      RouteConfig config,
      Platform platform,
      Map<Platform, PlatformConfig> platforms,
      Set<String> overrides,
      boolean sandbox) {
    RouteConfig.Endpoint endpoint = config.endpoints().get(platform);
    PlatformConfig there = platforms.get(platform);
    PlatformConfig other = platforms.get(platform.other());
    if (endpoint == null || there == null || (sandbox && there.sandbox() == null)) {
      return null;
    }
    for (String override : overrides) {
      endpoint = endpoint.without(override);
    }
    return Target.of(
        sandbox && there.sandbox() != null ? there.sandbox().url() : there.url(),
        there,
        endpoint,
        other == null ? List.of() : other.keyHeaders());
  }

  private static byte[][] authHeaders(@Nullable Target... targets) {
    Set<String> names = new LinkedHashSet<>();
    for (Target target : targets) {
      if (target != null && target.authHeader().length > 0) {
        names.add(new String(target.authHeader(), US_ASCII));
      }
    }
    return names.stream().map(name -> name.getBytes(US_ASCII)).toArray(byte[][]::new);
  }

  private static byte[][] keyHeaders(@Nullable PlatformConfig platform) {
    return platform == null
        ? new byte[0][]
        : platform.keyHeaders().stream()
            .map(name -> name.getBytes(US_ASCII))
            .toArray(byte[][]::new);
  }

  private static @Nullable CorsPolicy cors(RouteConfig.@Nullable Cors config) {
    return config == null
        ? null
        : new CorsPolicy(
            config.origins(),
            config.methods(),
            config.headers(),
            config.expose(),
            config.credentials(),
            config.maxAge().toSeconds());
  }
}
