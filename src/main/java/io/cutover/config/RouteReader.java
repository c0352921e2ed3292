package io.cutover.config;

import io.cutover.config.RouteConfig.Auth;
import io.cutover.config.RouteConfig.Cors;
import io.cutover.config.RouteConfig.Endpoint;
import io.cutover.config.RouteConfig.Errors;
import io.cutover.config.RouteConfig.Faults;
import io.cutover.config.RouteConfig.Match;
import io.cutover.config.RouteConfig.Retry;
import io.cutover.config.RouteConfig.Streams;
import io.cutover.config.RouteConfig.Throttle;
import io.cutover.config.RouteConfig.Timeouts;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the entries of {@code routes:} over {@code defaults:}, which have the same keys. */
final class RouteReader {
  /** What metrics call requests that belong to no route. */
  private static final Set<String> RESERVED = Set.of("none", "unmatched");

  private final Block defaults;
  private final boolean authorities;
  private final PlatformConfig.@Nullable Capacity capacity;
  private final Set<String> plans;
  private final Unique names = new Unique("give each route a name of its own");
  private final Unique states =
      new Unique("a group, a former name and a route's name must each be another");
  private final Map<String, Share> groups = new HashMap<>();
  private final Unique matches = new Unique("let one route alone match this host and path");

  /**
   * @param authorities whether the file has any, be they good or not
   * @param plans that a route may name
   * @param capacity what the new platform takes; null: any number
   */
  RouteReader(
      Block defaults,
      boolean authorities,
      Set<String> plans,
      PlatformConfig.@Nullable Capacity capacity) {
    this.plans = plans;
    this.defaults = defaults;
    this.authorities = authorities;
    this.capacity = capacity;
  }

  /** What a route and the defaults have in common, everything filled in. */
  record Common(
      Map<Platform, Endpoint> endpoints,
      Share share,
      Auth auth,
      StickBy stickBy,
      Set<String> scopes,
      Timeouts timeouts,
      long bodyLimit,
      Retry retry,
      Errors errors,
      Faults faults,
      @Nullable Cors cors,
      Throttle throttle,
      Streams streams,
      @Nullable FailoverConfig failover,
      @Nullable String plan) {

    RouteConfig route(String name, List<Match> matches, Steering steering) {
      return new RouteConfig(
          name, matches, endpoints, share, steering, auth, stickBy, scopes, timeouts, bodyLimit,
          retry, errors, faults, cors, throttle, streams, failover, 0, plan);
    }

    RouteConfig unmatched() {
      return new RouteConfig(
          "unmatched",
          List.of(new Match(Set.of(), "/")),
          Map.of(Platform.OLD, Endpoint.AS_MATCHED),
          Share.NONE,
          Steering.NONE,
          Auth.PASSTHROUGH,
          stickBy,
          Set.of(),
          timeouts,
          bodyLimit,
          retry,
          errors,
          faults,
          cors,
          Throttle.NONE,
          streams,
          null,
          0,
          null);
    }

    RouteConfig answered(String name, List<Match> matches, int status) {
      return new RouteConfig(
          name,
          matches,
          Map.of(),
          Share.NONE,
          Steering.NONE,
          Auth.NONE,
          stickBy,
          Set.of(),
          timeouts,
          bodyLimit,
          retry,
          errors,
          faults,
          cors,
          Throttle.NONE,
          streams,
          null,
          status,
          null);
    }
  }

  boolean passUnmatched() {
    return defaults.get(RouteKeys.UNMATCHED, false);
  }

  /** Reads every key of the defaults, so that also those are checked that each route overrides. */
  RouteConfig unmatched() {
    return common(defaults).unmatched();
  }

  @Nullable RouteConfig read(Block written) {
    Block route = written.over(defaults);
    String name = written.need(RouteKeys.NAME);
    boolean fresh = false;
    if (name != null) {
      if (RESERVED.contains(name)) {
        written
            .at(RouteKeys.NAME)
            .wrong(
                written.at(RouteKeys.NAME).shown() + " is what metrics call requests of no route",
                "give the route another name");
      }
      fresh = names.claim(name, written.at(RouteKeys.NAME));
    }
    List<Kind.Placed<Match>> placed = written.need(RouteKeys.MATCH);
    for (Kind.Placed<Match> match : placed == null ? List.<Kind.Placed<Match>>of() : placed) {
      claim(match);
    }
    Common common = common(route);
    Integer respond = written.get(RouteKeys.RESPOND);
    if (written.owns(RouteKeys.RESPOND)) {
      RouteChecks.answered(written);
    } else {
      RouteChecks.credential(route, common, authorities);
      RouteChecks.capacity(route, common, capacity);
    }
    if (name == null || placed == null) {
      return null;
    }
    List<Match> all = placed.stream().map(Kind.Placed::it).toList();
    return respond == null
        ? common.route(name, all, steering(written, fresh ? name : null, common.share))
        : common.answered(name, all, respond);
  }

  /**
   * Routes that share a state must agree on it, and no others may go by its name.
   *
   * @param name null: another route has it, which was reported
   */
  private Steering steering(Block written, @Nullable String name, Share share) {
    String group = written.get(RouteKeys.GROUP);
    String formerly = written.get(RouteKeys.FORMERLY);
    if (group != null && formerly != null) {
      written
          .at(RouteKeys.FORMERLY)
          .wrong("has no meaning in a group, whose state goes by its own name", "remove it");
    }
    if (group == null && formerly != null) {
      states.claim(formerly, written.at(RouteKeys.FORMERLY));
    } else if (group == null) {
      if (name != null) {
        states.claim(name, written.at(RouteKeys.NAME));
      }
    } else if (groups.putIfAbsent(group, share) == null) {
      states.claim(group, written.at(RouteKeys.GROUP));
    } else if (!share.equals(groups.get(group))) {
      written
          .at(written.owns(RouteKeys.SHARE) ? RouteKeys.SHARE : RouteKeys.GROUP)
          .wrong(
              share + " is not the share of the other routes of group " + group,
              "write the same share in all of them: " + groups.get(group));
    }
    Block override = written.get(RouteKeys.OVERRIDE);
    return new Steering(group, formerly, override == null ? null : override(override));
  }

  private static Steering.@Nullable PlatformOverride override(Block block) {
    String header = block.need(RouteKeys.HEADER);
    List<String> applications = block.need(RouteKeys.OVERRIDE_APPLICATIONS);
    return header == null || applications == null
        ? null
        : new Steering.PlatformOverride(header, new HashSet<>(applications));
  }

  private void claim(Kind.Placed<Match> match) {
    String path = match.it().path();
    if (match.it().hosts().isEmpty()) {
      matches.claim(path, match.at());
    }
    for (String host : match.it().hosts()) {
      // One word about a match is enough.
      if (!matches.claim(host + path, match.at())) {
        return;
      }
    }
  }

  private Common common(Block block) {
    Block timeouts = block.sub(RouteKeys.TIMEOUTS);
    Block retry = block.sub(RouteKeys.RETRY);
    return new Common(
        endpoints(block),
        block.get(RouteKeys.SHARE, Share.NONE),
        block.get(RouteKeys.AUTH, Auth.REQUIRED),
        block.get(RouteKeys.STICK_BY, new StickBy.Application()),
        new HashSet<>(block.get(RouteKeys.SCOPES, List.of())),
        new Timeouts(
            timeouts.get(RouteKeys.REQUEST, Duration.ofSeconds(30)),
            timeouts.get(RouteKeys.IDLE, Duration.ofSeconds(60))),
        block.sub(RouteKeys.LIMITS).get(RouteKeys.BODY, RouteKeys.NO_LIMIT),
        new Retry(
            retry.get(RouteKeys.ATTEMPTS, 1),
            new HashSet<>(retry.get(RouteKeys.WHEN, List.of(Retry.When.CONNECT, Retry.When.RESET))),
            retry.get(RouteKeys.BUDGET, 20.0)),
        block.get(RouteKeys.ERRORS, Errors.WSO2),
        block.get(RouteKeys.FAULTS, Faults.AS_IS),
        block.get(RouteKeys.CORS, Optional.<Cors>empty()).orElse(null),
        throttle(block.sub(RouteKeys.THROTTLE)),
        streams(block.sub(RouteKeys.STREAMS)),
        block.get(RouteKeys.FAILOVER, Optional.<FailoverConfig>empty()).orElse(null),
        plan(block));
  }

  private static Throttle throttle(Block block) {
    return new Throttle(
        RouteKeys.ROUTE_QUOTA.read(block),
        RouteKeys.APPLICATION_QUOTA.read(block.sub(RouteKeys.PER_APPLICATION)));
  }

  private @Nullable String plan(Block block) {
    Kind.Placed<String> named = block.get(RouteKeys.PLAN);
    if (named != null && !plans.contains(named.it())) {
      named
          .at()
          .wrong(
              named.at().shown() + " is no plan",
              "write one of " + String.join(", ", new TreeSet<>(plans)) + ", or add it to plans");
    }
    return named == null ? null : named.it();
  }

  private static Streams streams(Block block) {
    return new Streams(
        block.get(RouteKeys.MAX_AGE, Optional.<Duration>empty()).orElse(null),
        block.get(RouteKeys.DRAIN_PER_MINUTE, 0.0),
        block.get(RouteKeys.END_WITH_TOKEN, false));
  }

  private static Map<Platform, Endpoint> endpoints(Block block) {
    Map<Platform, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put(Platform.OLD, EndpointReader.read(block.sub(RouteKeys.OLD)));
    if (!block.has(RouteKeys.NEW)) {
      endpoints.put(Platform.NEW, Endpoint.AS_MATCHED);
      return endpoints;
    }
    Optional<Block> written = block.layered(RouteKeys.NEW);
    if (written != null && written.isPresent()) {
      endpoints.put(Platform.NEW, EndpointReader.read(written.get()));
    }
    return endpoints;
  }
}
