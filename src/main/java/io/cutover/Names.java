package io.cutover;

import io.cutover.config.GatewayConfig;
import io.cutover.config.RouteConfig;
import io.cutover.split.Share;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a configuration says of its routes' names, and of the keys that their state goes by. */
final class Names {
  private Names() {}

  /** Returns the key of the state that a route goes by; of an unknown one its name. */
  static String key(GatewayConfig config, String route) {
    return find(config, route).map(RouteConfig::key).orElse(route);
  }

  /** Returns the routes that go by a key of the state. */
  static List<String> named(GatewayConfig config, String key) {
    return config.routes().stream()
        .filter(each -> each.key().equals(key))
        .map(RouteConfig::name)
        .toList();
  }

  /** Returns the first path that a route matches. */
  static String path(GatewayConfig config, String route) {
    return find(config, route).map(each -> each.matches().getFirst().path()).orElse("/");
  }

  private static Optional<RouteConfig> find(GatewayConfig config, String route) {
    return config.routes().stream().filter(each -> each.name().equals(route)).findFirst();
  }

  /** Returns every route's key. */
  static Map<String, String> keys(GatewayConfig config) {
    return config.routes().stream().collect(Collectors.toMap(RouteConfig::name, RouteConfig::key));
  }

  /** Returns the share that the file says, by key. */
  static Map<String, Share> shares(GatewayConfig config) {
    Map<String, Share> shares = new LinkedHashMap<>();
    config.routes().forEach(route -> shares.put(route.key(), route.share()));
    return shares;
  }
}
