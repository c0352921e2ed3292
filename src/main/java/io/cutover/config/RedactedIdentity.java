package io.cutover.config;

import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.AuthorityConfig.Check.Jwt;
import io.cutover.config.AuthorityConfig.Check.Opaque;
import io.cutover.split.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who calls, whose tokens they hold and what they are told, as it may be shown. */
final class RedactedIdentity {
  private RedactedIdentity() {}

  static Tree authority(AuthorityConfig authority) {
    Tree tree = new Tree().with("name", authority.name());
    tree.put(
        "native",
        authority.nativeTo().size() > 1 ? "both" : authority.nativeTo().iterator().next().label());
    switch (authority.check()) {
      case Opaque(AuthorityConfig.Introspection introspection) ->
          tree.put("opaque", new Tree().with("introspection", introspection(introspection)));
      case Jwt jwt -> tree.put("jwt", jwt(jwt));
    }
    AuthorityConfig.Cache cache = authority.cache();
    tree.put(
        "cache",
        new Tree()
            .with("ttl", Texts.duration(cache.ttl()))
            .with("negativeTtl", Texts.duration(cache.negativeTtl()))
            .with("staleIfError", Texts.duration(cache.staleIfError()))
            .with("maxEntries", cache.maxEntries()));
    tree.put("whenUnavailable", authority.refuseWhenUnavailable() ? "refuse" : "native");
    return tree;
  }

  private static Object introspection(AuthorityConfig.@Nullable Introspection introspection) {
    if (introspection == null) {
      return "none";
    }
    Tree tree =
        new Tree()
            .with("url", Redacted.url(introspection.url()))
            .with("clientId", introspection.clientId())
            .with("clientSecret", Redacted.HIDDEN);
    Redacted.putInsecure(tree, introspection.url());
    return tree;
  }

  private static Tree jwt(Jwt jwt) {
    boolean file = "file".equals(jwt.jwks().getScheme());
    Tree tree =
        new Tree()
            .with("issuer", jwt.issuer())
            .with("jwks", file ? Path.of(jwt.jwks()).toString() : Redacted.url(jwt.jwks()))
            .with("audience", jwt.audience().isEmpty() ? "any" : jwt.audience())
            .with("types", jwt.types())
            .with("algorithms", jwt.algorithms())
            .with("clockSkew", Texts.duration(jwt.clockSkew()));
    if (jwt.applicationClaims().size() == 1) {
      tree.put("applicationClaim", jwt.applicationClaims().getFirst());
    }
    if (!file) {
      Redacted.putInsecure(tree, jwt.jwks());
    }
    return tree;
  }

  static Tree application(ApplicationConfig application) {
    Tree tree = new Tree().with("name", application.name());
    tree.putIfThere("contact", application.contact());
    tree.putIfThere("key", application.key());
    tree.put("environment", Texts.word(application.environment()));
    tree.putIfThere("cohort", application.cohort());
    for (Platform platform : Platform.values()) {
      Registration registration = application.on(platform);
      if (registration != null) {
        tree.put(platform.label(), registration(registration));
      }
    }
    tree.put("tokens", application.tokens().label());
    if (application.stickBy() != null) {
      tree.put("stickBy", application.stickBy().text());
    }
    Tree throttle = RedactedRoute.quota(application.throttle().all());
    if (!application.throttle().routes().isEmpty()) {
      throttle.put(
          "routes",
          Tree.each(
              new TreeMap<>(application.throttle().routes()).entrySet(),
              it -> {
                Tree one = new Tree().with("name", it.getKey());
                one.putAll(RedactedRoute.quota(it.getValue()));
                return one;
              }));
    }
    tree.putSome("throttle", throttle);
    return tree;
  }

  private static Tree registration(Registration registration) {
    Tree tree = new Tree().with("clientId", registration.clientId());
    List<DatedSecret> secrets = registration.secrets();
    if (secrets.size() == 1 && secrets.getFirst().until() == null) {
      tree.put("clientSecret", Redacted.HIDDEN);
    } else if (!secrets.isEmpty()) {
      tree.put(
          "clientSecret",
          Tree.each(
              secrets,
              one -> {
                Tree dated = new Tree().with("secret", Redacted.HIDDEN);
                dated.putIfThere("until", one.until());
                return dated;
              }));
    }
    if (!registration.tokenDigests().isEmpty()) {
      tree.put("tokenDigests", Tree.each(registration.tokenDigests(), _ -> Redacted.HIDDEN));
    }
    return tree.with("bridge", registration.bridge());
  }

  static Tree tokenService(TokenServiceConfig service) {
    Tree tree = new Tree();
    tree.putSome("hosts", service.hosts());
    return tree.with(
        "paths",
        new Tree()
            .with("token", service.token())
            .with("revoke", service.revoke())
            .with("authorize", service.authorize()));
  }

  static Tree bridge(BridgeConfig bridge) {
    Tree tree =
        new Tree()
            .with("refreshAhead", Texts.percent(bridge.refreshAhead()))
            .with("userTokens", bridge.exchangeUsers() ? "exchange" : "stay")
            .with("scopes", new TreeMap<>(bridge.scopes()));
    BridgeConfig.Fallback fallback = bridge.fallback();
    if (fallback != null) {
      tree.put(
          "fallback",
          new Tree()
              .with("application", fallback.application())
              .with("routes", List.copyOf(new TreeSet<>(fallback.routes()))));
    }
    return tree;
  }

  static Tree announce(AnnounceConfig announce) {
    Tree tree = notice(announce.all());
    Tree cohorts = new Tree();
    announce.cohorts().forEach((name, notice) -> cohorts.put(name, notice(notice)));
    tree.putSome("cohorts", cohorts);
    return tree;
  }

  private static Tree notice(AnnounceConfig.@Nullable Notice notice) {
    Tree tree = new Tree();
    if (notice != null) {
      tree.putIfThere("from", notice.from());
      tree.putIfThere("sunset", notice.sunset());
      tree.putIfThere("link", notice.link());
    }
    return tree;
  }
}
