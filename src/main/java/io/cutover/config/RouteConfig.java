package io.cutover.config;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code routes:}, with the defaults filled in.
 *
 * @param endpoints by platform; {@link Platform#NEW} is missing with {@code new: none}
 * @param share what a route without state starts with
 * @param bodyLimit bytes; -1: none
 * @param respond the status answered here; 0: the route goes to the platforms
 */
public record RouteConfig(
    String name,
    List<Match> matches,
    Map<Platform, Endpoint> endpoints,
    Share share,
    Auth auth,
    StickBy stickBy,
    Set<String> scopes,
    Timeouts timeouts,
    long bodyLimit,
    Retry retry,
    Errors errors,
    @Nullable Cors cors,
    int respond) {

  public RouteConfig {
    matches = List.copyOf(matches);
    endpoints = Map.copyOf(endpoints);
    scopes = Set.copyOf(scopes);
  }

  /** Hosts in lower case without port (none: any), and a path prefix in whole segments. */
  public record Match(Set<String> hosts, String path) {
    public Match {
      hosts = Set.copyOf(hosts);
    }
  }

  /**
   * The route's place on a platform.
   *
   * @param path what replaces the matched prefix; null: the path stays as it was matched
   * @param setHeaders in the order of the file; names as written
   */
  public record Endpoint(
      @Nullable String path,
      Map<String, String> setHeaders,
      Set<String> removeHeaders,
      Map<String, String> setResponseHeaders,
      Set<String> removeResponseHeaders) {}

  /** What is asked of a request's credential. */
  public enum Auth {
    REQUIRED,
    OPTIONAL,
    NONE,
    PASSTHROUGH
  }

  /** {@code request}: to the response head; {@code idle}: without a byte either way. */
  public record Timeouts(Duration request, Duration idle) {}

  /**
   * {@code retry:}.
   *
   * @param attempts repeats after the first try
   * @param budget repeats per hundred requests
   */
  public record Retry(int attempts, Set<When> when, double budget) {
    public Retry {
      when = Set.copyOf(when);
    }

    /** What may be repeated. */
    public enum When {
      CONNECT,
      RESET
    }
  }

  /** The shape of the gateway's own errors. */
  public enum Errors {
    WSO2,
    PROBLEM
  }

  /** Preflights answered here; null in the route: they go to a platform. */
  public record Cors(
      List<String> origins,
      List<String> methods,
      List<String> headers,
      List<String> expose,
      boolean credentials,
      Duration maxAge) {}
}
