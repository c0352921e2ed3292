package io.cutover.config;

import io.cutover.config.RouteConfig.Auth;
import io.cutover.config.RouteConfig.Cors;
import io.cutover.config.RouteConfig.Errors;
import io.cutover.config.RouteConfig.Faults;
import io.cutover.config.RouteConfig.Match;
import io.cutover.config.RouteConfig.Retry;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of {@code routes:} and {@code defaults:}. */
final class RouteKeys {
  private static final Duration LONGEST = Duration.ofDays(1);
  static final long NO_LIMIT = -1;

  static final Keys MATCH_KEYS = new Keys();
  static final Key<List<String>> HOSTS =
      MATCH_KEYS.key("hosts", Kind.some(Addresses.HOST), "hosts of requests; any by default");
  static final Key<String> PATH =
      MATCH_KEYS.required("path", HttpWords.PATH, "a prefix in whole segments, as /orders/v1");

  static final Keys TIMEOUTS_KEYS = new Keys();
  static final Key<Duration> REQUEST =
      TIMEOUTS_KEYS.key(
          "request",
          Scalars.duration(Duration.ofMillis(1), LONGEST),
          "from the request to the head of its answer; 30s by default");
  static final Key<Duration> IDLE =
      TIMEOUTS_KEYS.key(
          "idle",
          Scalars.duration(Duration.ofMillis(1), LONGEST),
          "without a byte either way; 60s by default");

  static final Keys LIMITS_KEYS = new Keys();
  static final Key<Long> BODY =
      LIMITS_KEYS.key(
          "body",
          Kind.wordOr("none", NO_LIMIT, Scalars.size(0, 1L << 50)),
          "a request's body at most, else 413; none by default");

  static final Keys RETRY_KEYS = new Keys();
  static final Key<Integer> ATTEMPTS =
      RETRY_KEYS.key(
          "attempts", Scalars.integer(0, 10), "repeats after the first try; 1 by default");
  static final Key<List<Retry.When>> WHEN =
      RETRY_KEYS.key(
          "when",
          Kind.list(Scalars.words(Retry.When.class)),
          "after which failures; [connect, reset] by default");
  static final Key<Double> BUDGET =
      RETRY_KEYS.key(
          "budget", Scalars.PERCENT_VALUE, "repeats as a part of all requests; 20% by default");

  static final Keys THROTTLE_KEYS = new Keys();
  static final QuotaReader ROUTE_QUOTA = new QuotaReader(THROTTLE_KEYS);
  static final QuotaReader APPLICATION_QUOTA = QuotaReader.alone();
  static final Key<Block> PER_APPLICATION =
      THROTTLE_KEYS.key(
          "perApplication",
          APPLICATION_QUOTA.kind(),
          "of each application's requests to the route, as a subscription's tier does");

  static final Keys STREAMS_KEYS = new Keys();
  static final Key<Optional<Duration>> MAX_AGE =
      STREAMS_KEYS.key(
          "maxAge",
          Kind.wordOr("none", Scalars.duration(Duration.ofSeconds(1), Duration.ofDays(365))),
          "how long one may last; none by default");
  static final Key<Double> DRAIN_PER_MINUTE =
      STREAMS_KEYS.key(
          "drainPerMinute",
          Kind.wordOr("none", 0.0, Scalars.PERCENT_VALUE),
          "of those whose callers have moved to the other platform, so many are ended a minute, as"
              + " 10%; none by default");
  static final Key<Boolean> END_WITH_TOKEN =
      STREAMS_KEYS.key(
          "endWithToken",
          Scalars.BOOLEAN,
          "true: one ends when the token that opened it expires; false by default");

  static final Keys OVERRIDE_KEYS = new Keys();
  static final Key<String> HEADER =
      OVERRIDE_KEYS.required(
          "header", HttpWords.FIELD_NAME, "in which a tester asks for old or new; never sent on");
  static final Key<List<String>> OVERRIDE_APPLICATIONS =
      OVERRIDE_KEYS.required(
          "applications", Kind.list(Scalars.NAME_TEXT), "whose requests are heard, by name");

  static final Keys KEYS = new Keys().later("shadow");
  static final Key<String> NAME =
      KEYS.required("name", Scalars.NAME_TEXT, "what operators and metrics call it");
  static final Key<List<Kind.Placed<Match>>> MATCH =
      KEYS.required(
          "match",
          Kind.oneOrSome(Kind.placed(Kind.block(MATCH_KEYS, RouteKeys::match))),
          "which requests: { hosts, path }, or a list of those");
  static final Key<Block> OLD =
      KEYS.key(
          "old",
          EndpointReader.KIND,
          "its place on the old platform; the path as matched by default");
  static final Key<Optional<Block>> NEW =
      KEYS.key(
          "new",
          Kind.wordOr("none", EndpointReader.KIND),
          "its place on the new platform, the path as matched by default; none: not there yet");
  static final Key<Share> SHARE =
      KEYS.key(
          "share", Scalars.SHARE, "of what can move, to the new platform, as 5%; 0% by default");
  static final Key<String> GROUP =
      KEYS.key(
          "group", Scalars.NAME_TEXT, "routes of one group have one share, bucket, plan and latch");
  static final Key<String> FORMERLY =
      KEYS.key(
          "formerly",
          Scalars.NAME_TEXT,
          "the name that the route had: it keeps that one's buckets and state");
  static final Key<Block> OVERRIDE =
      KEYS.key(
          "override",
          Kind.block(OVERRIDE_KEYS),
          "applications that may ask for a platform by a header");
  static final Key<Auth> AUTH =
      KEYS.key(
          "auth",
          Scalars.words(Auth.class),
          "required (the default); optional: no token is fine, one that comes must be valid; none:"
              + " no credential is looked at; passthrough: nothing is checked, all goes home");
  static final Key<StickBy> STICK_BY =
      KEYS.key(
          "stickBy",
          Scalars.STICK_BY,
          "what stays on one platform: request, application (the default), subject, token, ip,"
              + " header:NAME or cookie:NAME");
  static final Key<List<String>> SCOPES =
      KEYS.key("scopes", Kind.list(HttpWords.SCOPE), "what a token must be good for, all of them");
  static final Key<Block> TIMEOUTS =
      KEYS.key("timeouts", Kind.block(TIMEOUTS_KEYS), "how long the platform may take");
  static final Key<Block> LIMITS =
      KEYS.key("limits", Kind.block(LIMITS_KEYS), "how large a request may be");
  static final Key<Block> RETRY =
      KEYS.key("retry", Kind.block(RETRY_KEYS), "repeats on the same platform");
  static final Key<Optional<FailoverConfig>> FAILOVER =
      KEYS.key(
          "failover",
          Kind.wordOr("none", FailoverReader.KIND),
          "when the other platform takes over a request that one has failed; none by default");
  static final Key<Block> STREAMS =
      KEYS.key(
          "streams",
          Kind.block(STREAMS_KEYS),
          "when WebSockets, server-sent events and gRPC streams are ended from here");
  static final Key<Errors> ERRORS =
      KEYS.key(
          "errors",
          Scalars.words(Errors.class),
          "the shape of the gateway's own errors: wso2 (the default) or problem (RFC 9457)");
  static final Key<Faults> FAULTS =
      KEYS.key(
          "faults",
          Scalars.words(faults()),
          "in whose words consumers get the platforms' faults: as-is (the default), wso2 or"
              + " choreo");
  static final Key<Optional<Cors>> CORS =
      KEYS.key(
          "cors",
          Kind.wordOr("platform", CorsReader.KIND),
          "platform (the default): preflights go to a platform; or how to answer them here");
  static final Key<Block> THROTTLE =
      KEYS.key(
          "throttle",
          ROUTE_QUOTA.kind(),
          "how many requests it takes, whichever platform serves them; any number by default");
  static final Key<Integer> RESPOND =
      KEYS.key(
          "respond", Scalars.integer(200, 599), "the status that is answered here, to everybody");

  static final Key<Kind.Placed<String>> PLAN =
      KEYS.key(
          "plan",
          Kind.placed(Scalars.NAME_TEXT),
          "what 'plan start' takes unless told otherwise: one of plans, or careful, quick,"
              + " low-traffic");

  static final Kind<Block> KIND = Kind.block(KEYS);

  static final Keys DEFAULTS_KEYS =
      KEYS.without(
          "belongs to a route",
          "write it in the routes that need it",
          "name",
          "match",
          "respond",
          "group",
          "formerly",
          "override");
  static final Key<Boolean> UNMATCHED =
      DEFAULTS_KEYS.key(
          "unmatched",
          Kind.of(Map.of("enum", List.of(404, "404", "old")), Scalars.either("404", "old")::read),
          "404 (the default), or old: unknown paths pass to the old platform untouched");

  static final Kind<Block> DEFAULTS = Kind.block(DEFAULTS_KEYS);

  private RouteKeys() {}

  private static Map<String, Faults> faults() {
    Map<String, Faults> words = new LinkedHashMap<>();
    words.put("as-is", Faults.AS_IS);
    words.put("wso2", Faults.WSO2);
    words.put("choreo", Faults.CHOREO);
    return words;
  }

  private static @Nullable Match match(Block block) {
    List<String> hosts = block.get(HOSTS, List.of());
    String path = block.need(PATH);
    return path == null ? null : new Match(new HashSet<>(hosts), path);
  }
}
