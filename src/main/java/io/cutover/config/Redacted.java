package io.cutover.config;

import io.cutover.split.Platform;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

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
    tree.put("authorities", Tree.each(config.authorities(), RedactedIdentity::authority));
    tree.put("applications", Tree.each(config.applications(), RedactedIdentity::application));
    tree.put("bridge", RedactedIdentity.bridge(config.bridge()));
    if (config.tokenService() != null) {
      tree.put("tokenService", RedactedIdentity.tokenService(config.tokenService()));
    }
    if (!config.announce().equals(AnnounceConfig.NONE)) {
      tree.put("announce", RedactedIdentity.announce(config.announce()));
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

  static String url(URI url) {
    String text = url.toString();
    int query = text.indexOf('?');
    return query < 0 ? text : text.substring(0, query) + "?" + HIDDEN;
  }

  static void putInsecure(Map<String, Object> tree, URI url) {
    if (Addresses.isExposed(url)) {
      tree.put("insecure", true);
    }
  }
}
