package io.cutover.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.config.GatewayConfig;
import io.cutover.config.RouteConfig;
import io.cutover.config.Steering;
import io.cutover.http.Authority;
import io.cutover.http.Head;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds a request's route: the most specific host, then the longest path prefix in whole segments.
 *
 * <p>A host is most specific when it is named; then come wildcards ({@code *.example.com}, any
 * number of labels), longest first; then routes without a host. Routes of a less specific host are
 * asked when none of a more specific one has a prefix of the path. Immutable; any thread.
 */
public final class RouteTable {
  private static final Match NONE = new Match.None();
  private static final Match SERVER = new Match.Server();

  private final List<Route> routes;
  private final Route unmatched;
  private final boolean passUnmatched;
  private final Names<PathTree> hosts = new Names<>();
  private final Names<PathTree> suffixes = new Names<>();
  private final PathTree anyHost = new PathTree();

  /** Prepares the routes of a configuration. */
  public RouteTable(GatewayConfig config) {
    List<Route> all = new ArrayList<>();
    Map<String, PathTree> trees = new HashMap<>();
    Set<String> overrides = overrides(config);
    for (RouteConfig each : config.routes()) {
      Route route = Route.of(each.name(), each, all.size(), config.platforms(), overrides);
      all.add(route);
      for (RouteConfig.Match match : each.matches()) {
        if (match.hosts().isEmpty()) {
          anyHost.add(match.path(), route);
        }
        for (String host : match.hosts()) {
          trees.computeIfAbsent(host, _ -> new PathTree()).add(match.path(), route);
        }
      }
    }
    trees.forEach(
        (host, tree) -> {
          if (host.startsWith("*.")) {
            suffixes.put(host.substring(1).getBytes(US_ASCII), tree);
          } else {
            hosts.put(host.getBytes(US_ASCII), tree);
          }
        });
    this.routes = List.copyOf(all);
    this.unmatched =
        Route.of("unmatched", config.unmatched(), all.size(), config.platforms(), overrides);
    this.passUnmatched = config.passUnmatched();
  }

  private static Set<String> overrides(GatewayConfig config) {
    return config.routes().stream()
        .map(route -> route.steering().override())
        .filter(Objects::nonNull)
        .map(Steering.PlatformOverride::header)
        .collect(Collectors.toSet());
  }

  /** Returns all routes, by {@link Route#index()}. */
  public List<Route> routes() {
    return routes;
  }

  /**
   * Returns what holds for requests that match no route: their errors' shape, and where they go if
   * they are passed on. Its index follows those of the routes.
   */
  public Route unmatched() {
    return unmatched;
  }

  /** Finds the route of a request. */
  public Match match(Head head) {
    byte[] bytes = head.bytes();
    int start = Authority.pathStart(head);
    int end = pathEnd(head, start);
    if (end - start == 1 && bytes[start] == '*') {
      return SERVER;
    }
    // Without a path an absolute form means "/" (RFC 9112 §3.2.2).
    if (start < end || start == head.targetStart()) {
      PathFault wrong = PathRules.check(bytes, start, end);
      if (wrong != null) {
        return new Match.Refused(wrong);
      }
    }
    Match found = matchHost(head, bytes, start, end);
    if (found != null) {
      return found;
    }
    return passUnmatched ? new Match.Found(unmatched, start, start) : NONE;
  }

  private @Nullable Match matchHost(Head head, byte[] bytes, int start, int end) {
    int authority = Authority.start(head);
    if (authority >= 0) {
      int hostEnd = Authority.hostEnd(bytes, authority, Authority.endOf(head));
      if (hostEnd > authority && bytes[hostEnd - 1] == '.') {
        hostEnd--;
      }
      Match found = matchHost(bytes, authority, hostEnd, start, end);
      if (found != null) {
        return found;
      }
    }
    return anyHost.match(bytes, start, end);
  }

  private @Nullable Match matchHost(byte[] bytes, int from, int to, int start, int end) {
    byte[] host = bytes;
    int hostStart = from;
    int hostEnd = to;
    if (hasCapital(bytes, from, to)) {
      host = lowerCase(bytes, from, to);
      hostStart = 0;
      hostEnd = host.length;
    }
    PathTree tree = hosts.get(host, hostStart, hostEnd);
    Match found = tree == null ? null : tree.match(bytes, start, end);
    for (int i = hostStart + 1; found == null && i < hostEnd; i++) {
      if (host[i] == '.') {
        tree = suffixes.get(host, i, hostEnd);
        found = tree == null ? null : tree.match(bytes, start, end);
      }
    }
    return found;
  }

  private static int pathEnd(Head head, int start) {
    byte[] bytes = head.bytes();
    int i = start;
    while (i < head.targetEnd() && bytes[i] != '?') {
      i++;
    }
    return i;
  }

  private static boolean hasCapital(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
        return true;
      }
    }
    return false;
  }

  private static byte[] lowerCase(byte[] bytes, int start, int end) {
    byte[] lower = Arrays.copyOfRange(bytes, start, end);
    for (int i = 0; i < lower.length; i++) {
      if (lower[i] >= 'A' && lower[i] <= 'Z') {
        lower[i] |= 0x20;
      }
    }
    return lower;
  }
}
