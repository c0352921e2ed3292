package io.cutover.config;

import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.AuthorityConfig.Check.Jwt;
import io.cutover.config.AuthorityConfig.Check.Opaque;
import io.cutover.split.Platform;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as it may be shown: in the file's own words, all defaults written out, nothing
 * secret.
 *
 * <p>Shown as {@value #HIDDEN}: secrets, the query of a URL, and the values of headers that are set
 * for a platform, for these may be keys to it.
 */
public final class Redacted {
  static final String HIDDEN = "***";

  private Redacted() {}

  /** Returns maps, lists, texts, numbers and booleans, in the order of the contract's example. */
  public static Map<String, Object> of(GatewayConfig config) {
    Tree tree = new Tree();
    tree.put("version", 1);
    RuntimeConfig runtime = config.runtime();
    tree.put(
        "runtime",
        new Tree()
            .with("eventLoops", runtime.eventLoops() == 0 ? "auto" : runtime.eventLoops())
            .with("transport", Texts.word(runtime.transport())));
    tree.put("accessLog", fromHere(config, Path.of(config.accessLog())));
    LimitsConfig limits = config.limits();
    tree.put(
        "limits",
        new Tree()
            .with("header", Texts.size(limits.header()))
            .with("headers", Texts.size(limits.headers()))
            .with("uri", Texts.size(limits.uri()))
            .with("connections", limits.connections())
            .with(
                "connectionsPerAddress",
                limits.connectionsPerAddress() == 0 ? "none" : limits.connectionsPerAddress()));
    tree.put(
        "shutdown",
        new Tree()
            .with("delay", Texts.duration(config.shutdown().delay()))
            .with("drain", Texts.duration(config.shutdown().drain())));
    if (config.traces() != null) {
      tree.put("traces", traces(config.traces()));
    }
    tree.put("trustedProxies", Tree.each(config.trustedProxies(), Redacted::cidr));
    tree.put(
        "listeners",
        Tree.each(
            config.listeners(),
            it -> {
              Tree listener = new Tree().with("address", Texts.address(it.host(), it.port()));
              if (it.tls() != null) {
                listener.put("tls", TlsReader.shown(it.tls(), file -> fromHere(config, file)));
              }
              listener.put("proxyProtocol", it.proxyProtocol() ? "required" : "none");
              return listener;
            }));
    if (config.admin() != null) {
      tree.put("admin", admin(config.admin(), file -> fromHere(config, file)));
    }
    tree.put(
        "state",
        new Tree().with("store", "file").with("path", fromHere(config, config.state().path())));
    Tree platforms = new Tree();
    for (Platform platform : Platform.values()) {
      PlatformConfig one = config.platforms().get(platform);
      if (one != null) {
        platforms.put(platform.label(), platform(one, file -> fromHere(config, file)));
      }
    }
    tree.put("platforms", platforms);
    tree.put("authorities", Tree.each(config.authorities(), Redacted::authority));
    tree.put("applications", Tree.each(config.applications(), Redacted::application));
    tree.put("bridge", bridge(config.bridge()));
    if (config.tokenService() != null) {
      tree.put("tokenService", tokenService(config.tokenService()));
    }
    if (!config.announce().equals(AnnounceConfig.NONE)) {
      tree.put("announce", announce(config.announce()));
    }
    if (!config.webhooks().isEmpty()) {
      tree.put("notify", Tree.each(config.webhooks(), NotifyReader::shown));
    }
    Tree defaults = new Tree().with("unmatched", config.passUnmatched() ? "old" : "404");
    defaults.putAll(RedactedRoute.handling(config.unmatched()));
    tree.put("defaults", defaults);
    tree.put("plans", RedactedPlan.all(config.plans()));
    tree.put("routes", Tree.each(config.routes(), RedactedRoute::of));
    return tree;
  }

  /**
   * Names a file from where the configuration stands, if it is near: two checkouts of one
   * configuration are the same.
   */
  static String fromHere(GatewayConfig config, Path path) {
    Path folder = config.file().toAbsolutePath().normalize().getParent();
    if (folder == null) {
      return path.toString();
    }
    Path above = folder.getParent();
    return above != null && above.getParent() != null && path.startsWith(above)
        ? folder.relativize(path).toString()
        : path.toString();
  }

  private static String cidr(Cidr cidr) {
    return cidr.base().getHostAddress() + "/" + cidr.prefix();
  }

  private static Tree traces(TracesConfig traces) {
    Tree tree = new Tree().with("endpoint", url(traces.endpoint()));
    putInsecure(tree, traces.endpoint());
    tree.put("sample", Texts.percent(traces.samplePercent()));
    Tree hidden = new Tree();
    traces.headers().keySet().forEach(name -> hidden.put(name, HIDDEN));
    tree.putSome("headers", hidden);
    return tree;
  }

  private static Tree admin(AdminConfig admin, Function<Path, String> named) {
    Tree tree = new Tree().with("address", Texts.address(admin.host(), admin.port()));
    if (admin.tls() != null) {
      tree.put("tls", TlsReader.shown(admin.tls(), named));
    } else if (!Addresses.isLoopback(admin.host())) {
      tree.put("insecure", true);
    }
    tree.putSome("hosts", admin.hosts());
    if (admin.probesHost() != null) {
      tree.put("probes", Texts.address(admin.probesHost(), admin.probesPort()));
    }
    tree.put(
        "operators",
        Tree.each(
            admin.operators(),
            it ->
                new Tree()
                    .with("name", it.name())
                    .with("role", Texts.word(it.role()))
                    .with("token", HIDDEN)));
    return tree;
  }

  private static Tree platform(PlatformConfig platform, Function<Path, String> named) {
    Tree tree = new Tree().with("name", platform.name());
    tree.putIfThere("preset", platform.preset());
    tree.put("url", url(platform.url()));
    tree.put("connect", Texts.address(platform.connectHost(), platform.connectPort()));
    if (platform.tokenEndpoint() != null) {
      tree.put("tokenEndpoint", url(platform.tokenEndpoint()));
      tree.put("revokeEndpoint", url(Objects.requireNonNull(platform.revokeEndpoint())));
      tree.put("authorizeEndpoint", url(Objects.requireNonNull(platform.authorizeEndpoint())));
      putInsecure(tree, platform.tokenEndpoint());
      putInsecure(tree, platform.revokeEndpoint());
      putInsecure(tree, platform.authorizeEndpoint());
    }
    if (!platform.authHeader().equals(PlatformConfig.AUTHORIZATION)) {
      tree.put("authHeader", platform.authHeader());
    }
    PlatformConfig.Sandbox sandbox = platform.sandbox();
    if (sandbox != null) {
      tree.put(
          "sandbox",
          new Tree()
              .with("url", url(sandbox.url()))
              .with("connect", Texts.address(sandbox.connectHost(), sandbox.connectPort())));
    }
    if (!platform.tls().equals(ClientTlsConfig.SYSTEM)) {
      tree.put("tls", TlsReader.shown(platform.tls(), named));
    }
    tree.putIfThere("retires", platform.retires());
    PlatformConfig.Connections connections = platform.connections();
    tree.put(
        "connections",
        new Tree()
            .with("maxPerLoop", connections.maxPerLoop())
            .with("idle", Texts.duration(connections.idle()))
            .with("connectTimeout", Texts.duration(connections.connectTimeout()))
            .with("protocol", Texts.word(connections.protocol())));
    PlatformConfig.Capacity capacity = platform.capacity();
    if (capacity != null) {
      tree.put(
          "capacity",
          new Tree()
              .with("requestsPerMinute", capacity.perMinute())
              .with("per", capacity.perRoute() ? "route" : "platform")
              .with("headroom", Texts.percent(capacity.headroom())));
    }
    HealthReader.show(tree, platform.health());
    return tree;
  }

  private static Tree authority(AuthorityConfig authority) {
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
            .with("url", url(introspection.url()))
            .with("clientId", introspection.clientId())
            .with("clientSecret", HIDDEN);
    putInsecure(tree, introspection.url());
    return tree;
  }

  private static Tree jwt(Jwt jwt) {
    boolean file = "file".equals(jwt.jwks().getScheme());
    Tree tree =
        new Tree()
            .with("issuer", jwt.issuer())
            .with("jwks", file ? Path.of(jwt.jwks()).toString() : url(jwt.jwks()))
            .with("audience", jwt.audience().isEmpty() ? "any" : jwt.audience())
            .with("types", jwt.types())
            .with("algorithms", jwt.algorithms())
            .with("clockSkew", Texts.duration(jwt.clockSkew()));
    if (jwt.applicationClaims().size() == 1) {
      tree.put("applicationClaim", jwt.applicationClaims().getFirst());
    }
    if (!file) {
      putInsecure(tree, jwt.jwks());
    }
    return tree;
  }

  private static Tree announce(AnnounceConfig announce) {
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

  private static Tree application(ApplicationConfig application) {
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
      tree.put("clientSecret", HIDDEN);
    } else if (!secrets.isEmpty()) {
      tree.put(
          "clientSecret",
          Tree.each(
              secrets,
              one -> {
                Tree dated = new Tree().with("secret", HIDDEN);
                dated.putIfThere("until", one.until());
                return dated;
              }));
    }
    if (!registration.tokenDigests().isEmpty()) {
      tree.put("tokenDigests", Tree.each(registration.tokenDigests(), _ -> HIDDEN));
    }
    return tree.with("bridge", registration.bridge());
  }

  private static Tree tokenService(TokenServiceConfig service) {
    Tree tree = new Tree();
    tree.putSome("hosts", service.hosts());
    return tree.with(
        "paths",
        new Tree()
            .with("token", service.token())
            .with("revoke", service.revoke())
            .with("authorize", service.authorize()));
  }

  private static Tree bridge(BridgeConfig bridge) {
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

  private static String url(URI url) {
    String text = url.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query) + "?" + HIDDEN;
  }

  private static void putInsecure(Map<String, Object> tree, URI url) {
    if (Addresses.isExposed(url)) {
      tree.put("insecure", true);
    }
  }
}
