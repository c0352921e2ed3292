package io.cutover.config;

import io.cutover.config.RouteConfig.Auth;
import io.cutover.config.RouteConfig.Cors;
import io.cutover.config.RouteConfig.Endpoint;
import io.cutover.config.RouteConfig.Match;
import io.cutover.config.RouteConfig.Throttle;
import io.cutover.split.Platform;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A route as {@link Redacted} shows it. */
final class RedactedRoute {
  private RedactedRoute() {}

  static Tree of(RouteConfig route) {
    Tree tree = new Tree().with("name", route.name());
    List<Object> matches = Tree.each(route.matches(), RedactedRoute::match);
    tree.put("match", matches.size() == 1 ? matches.getFirst() : matches);
    if (route.respond() != 0) {
      tree.put("respond", route.respond());
    } else {
      tree.put("old", endpoint(route.endpoints().get(Platform.OLD)));
      Endpoint there = route.endpoints().get(Platform.NEW);
      tree.put("new", there == null ? "none" : endpoint(there));
      tree.put("share", route.share().toString());
      tree.putIfThere("group", route.steering().group());
      tree.putIfThere("formerly", route.steering().formerly());
      Steering.PlatformOverride override = route.steering().override();
      if (override != null) {
        tree.put(
            "override",
            new Tree()
                .with("header", override.header())
                .with("applications", List.copyOf(new TreeSet<>(override.applications()))));
      }
      tree.put("stickBy", route.stickBy().text());
      tree.put("scopes", List.copyOf(new TreeSet<>(route.scopes())));
    }
    tree.putSome("throttle", throttle(route.throttle()));
    tree.put("auth", Texts.word(route.respond() == 0 ? route.auth() : Auth.NONE));
    tree.putIfThere("plan", route.plan());
    tree.putAll(handling(route));
    return tree;
  }

  private static Tree match(Match match) {
    Tree tree = new Tree();
    if (!match.hosts().isEmpty()) {
      tree.put("hosts", List.copyOf(new TreeSet<>(match.hosts())));
    }
    tree.put("path", match.path());
    return tree;
  }

  private static Tree endpoint(@Nullable Endpoint endpoint) {
    Tree tree = new Tree();
    if (endpoint == null) {
      return tree;
    }
    tree.putIfThere("path", endpoint.path());
    tree.putIfThere("authHeader", endpoint.authHeader());
    Tree hidden = new Tree();
    endpoint.setHeaders().keySet().forEach(name -> hidden.put(name, Redacted.HIDDEN));
    tree.putSome("setHeaders", hidden);
    tree.putSome("removeHeaders", endpoint.removeHeaders());
    Tree response = new Tree();
    response.putSome("setHeaders", new TreeMap<>(endpoint.setResponseHeaders()));
    response.putSome("removeHeaders", endpoint.removeResponseHeaders());
    tree.putSome("response", response);
    return tree;
  }

  /** What a route and the defaults have in common beside their platforms. */
  static Tree handling(RouteConfig route) {
    return new Tree()
        .with(
            "timeouts",
            new Tree()
                .with("request", Texts.duration(route.timeouts().request()))
                .with("idle", Texts.duration(route.timeouts().idle())))
        .with(
            "limits",
            new Tree().with("body", route.bodyLimit() < 0 ? "none" : Texts.size(route.bodyLimit())))
        .with(
            "retry",
            new Tree()
                .with("attempts", route.retry().attempts())
                .with("when", Tree.each(new TreeSet<>(route.retry().when()), Texts::word))
                .with("budget", Texts.percent(route.retry().budget())))
        .with(
            "streams",
            new Tree()
                .with(
                    "maxAge",
                    route.streams().maxAge() == null
                        ? "none"
                        : Texts.duration(route.streams().maxAge()))
                .with(
                    "drainPerMinute",
                    route.streams().drainPerMinute() == 0
                        ? "none"
                        : Texts.percent(route.streams().drainPerMinute()))
                .with("endWithToken", route.streams().endWithToken()))
        .with("failover", FailoverReader.show(route.failover()))
        .with("errors", Texts.word(route.errors()))
        .with("faults", Texts.word(route.faults()).replace('_', '-'))
        .with("cors", route.cors() == null ? "platform" : cors(route.cors()));
  }

  private static Tree throttle(Throttle throttle) {
    Tree tree = quota(throttle.route());
    tree.putSome("perApplication", quota(throttle.perApplication()));
    return tree;
  }

  /** A quota in numbers, whichever words the file has for it. */
  static Tree quota(@Nullable Quota quota) {
    Tree tree = new Tree();
    if (quota != null && quota.isUnlimited()) {
      tree.put("tier", "Unlimited");
    } else if (quota != null) {
      tree.put("requestsPerMinute", quota.perMinute());
      tree.put("burst", quota.burst());
    }
    return tree;
  }

  private static Tree cors(Cors cors) {
    return new Tree()
        .with("origins", cors.origins())
        .with("methods", cors.methods())
        .with("headers", cors.headers())
        .with("expose", cors.expose())
        .with("credentials", cors.credentials())
        .with("maxAge", Texts.duration(cors.maxAge()));
  }
}
