package io.cutover.route;

import io.cutover.config.AnnounceConfig;
import io.cutover.config.BridgeConfig;
import io.cutover.config.ClientTlsConfig;
import io.cutover.config.GatewayConfig;
import io.cutover.config.LimitsConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.config.RouteConfig;
import io.cutover.config.RuntimeConfig;
import io.cutover.config.ShutdownConfig;
import io.cutover.config.StateConfig;
import io.cutover.config.Steering;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Configurations as the tests of this room need them. */
final class Configs {
  private Configs() {}

  static RouteConfig.Endpoint at(String path) {
    return new RouteConfig.Endpoint(path, null, Map.of(), Set.of(), Map.of(), Set.of());
  }

  static RouteConfig.Match match(String host, String path) {
    return new RouteConfig.Match(host.isEmpty() ? Set.of() : Set.of(host), path);
  }

  static RouteConfig route(
      String name,
      List<RouteConfig.Match> matches,
      RouteConfig.Endpoint old,
      RouteConfig.Endpoint neu,
      String stickBy) {
    Map<Platform, RouteConfig.Endpoint> endpoints = new EnumMap<>(Platform.class);
    endpoints.put(Platform.OLD, old);
    if (neu != null) {
      endpoints.put(Platform.NEW, neu);
    }
    return new RouteConfig(
        name,
        matches,
        endpoints,
        Share.parse("5%"),
        Steering.NONE,
        RouteConfig.Auth.OPTIONAL,
        StickBy.parse(stickBy),
        Set.of("orders_read"),
        new RouteConfig.Timeouts(Duration.ofSeconds(30), Duration.ofSeconds(60)),
        1024,
        new RouteConfig.Retry(2, Set.of(RouteConfig.Retry.When.RESET), 20),
        RouteConfig.Errors.PROBLEM,
        RouteConfig.Faults.AS_IS,
        new RouteConfig.Cors(
            List.of("https://a.example"),
            List.of("GET"),
            List.of(),
            List.of(),
            true,
            Duration.ofMinutes(10)),
        RouteConfig.Throttle.NONE,
        new RouteConfig.Streams(null, 0, false),
        null,
        0,
        null);
  }

  static RouteConfig route(String name, String host, String path, String old, String neu) {
    return route(name, List.of(match(host, path)), at(old), at(neu), "request");
  }

  static PlatformConfig platform(Platform platform, String url) {
    URI uri = URI.create(url);
    return new PlatformConfig(
        platform,
        platform.label(),
        uri,
        uri.getHost(),
        uri.getPort() < 0 ? 443 : uri.getPort(),
        null,
        ClientTlsConfig.SYSTEM,
        null,
        null,
        new PlatformConfig.Connections(
            64, Duration.ofSeconds(60), Duration.ofSeconds(2), PlatformConfig.Protocol.AUTO),
        null,
        null,
        "authorization",
        List.of(),
        null,
        null,
        io.cutover.config.HealthConfig.DEFAULT);
  }

  static GatewayConfig gateway(
      String oldUrl, String newUrl, boolean passUnmatched, List<RouteConfig> routes) {
    return new GatewayConfig(
        Path.of("cutover.yaml"),
        Set.of(),
        new RuntimeConfig(0, RuntimeConfig.Transport.AUTO),
        "stdout",
        new LimitsConfig(16_384, 65_536, 16_384, 100, 0),
        new ShutdownConfig(Duration.ZERO, Duration.ZERO),
        null,
        List.of(),
        List.of(),
        null,
        new StateConfig(Path.of("var")),
        Map.of(
            Platform.OLD, platform(Platform.OLD, oldUrl),
            Platform.NEW, platform(Platform.NEW, newUrl)),
        List.of(),
        List.of(),
        BridgeConfig.DEFAULT,
        null,
        AnnounceConfig.NONE,
        List.of(),
        passUnmatched,
        route("defaults", List.of(), at(null), null, "request"),
        routes,
        Map.of(),
        List.of());
  }

  /** Makes a table of lines {@code name host path}, where {@code -} is no host. */
  static RouteTable table(boolean passUnmatched, String... lines) {
    Map<String, List<RouteConfig.Match>> matches = new LinkedHashMap<>();
    for (String line : lines) {
      String[] words = line.split(" +", -1);
      matches
          .computeIfAbsent(words[0], _ -> new ArrayList<>())
          .add(match(words[1].equals("-") ? "" : words[1], words[2]));
    }
    List<RouteConfig> routes = new ArrayList<>();
    matches.forEach((name, each) -> routes.add(route(name, each, at(null), at(null), "request")));
    return new RouteTable(
        gateway("https://old.example", "https://new.example", passUnmatched, routes));
  }
}
