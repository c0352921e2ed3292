package io.cutover.config;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code routes:}, with the defaults filled in.
 *
 * @param matches at least one; no two of the whole configuration are alike
 * @param endpoints by platform; {@link Platform#NEW} is missing with {@code new: none}; empty with
 *     {@code respond}
 * @param share what a route without state starts with
 * @param steering what its share goes by beside its name
 * @param bodyLimit bytes; -1: none
 * @param throttle {@link Throttle#NONE} with {@code respond}
 * @param failover null: a request stays with the platform that failed it
 * @param respond the status answered here, 200 to 599, {@code auth} is then NONE; 0: the route goes
 *     to the platforms
 * @param plan what a plan run takes unless told otherwise; null: it must be told
 */
public record RouteConfig(
    String name,
    List<Match> matches,
    Map<Platform, Endpoint> endpoints,
    Share share,
    Steering steering,
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
    int respond,
    @Nullable String plan) {

  public RouteConfig {
    matches = List.copyOf(matches);
    endpoints = Map.copyOf(endpoints);
    scopes = Set.copyOf(scopes);
  }

  /**
   * Returns what its state and its buckets go by: its group, else the name it once had, else its
   * own.
   */
  public String key() {
    if (steering.group() != null) {
      return steering.group();
    }
    return steering.formerly() != null ? steering.formerly() : name;
  }

  /**
   * Hosts in lower case without port and trailing dot (none: any), and a path prefix in whole
   * segments: it starts with a slash and, but for {@code /} itself, does not end with one.
   */
  public record Match(Set<String> hosts, String path) {
    public Match {
      hosts = Set.copyOf(hosts);
    }
  }

  /**
   * The route's place on a platform.
   *
   * @param path what replaces the matched prefix; null: the path stays as it was matched
   * @param authHeader the field that carries its bearer tokens, in lower case; null: the platform's
   * @param setHeaders in the order of the file; names as written
   */
  public record Endpoint(
      @Nullable String path,
      @Nullable String authHeader,
      Map<String, String> setHeaders,
      Set<String> removeHeaders,
      Map<String, String> setResponseHeaders,
      Set<String> removeResponseHeaders) {

    /** The endpoint that changes nothing: the path as matched, every header as it came. */
    public static final Endpoint AS_MATCHED =
        new Endpoint(null, null, Map.of(), Set.of(), Map.of(), Set.of());

    public Endpoint {
      setHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(setHeaders));
      removeHeaders = Set.copyOf(removeHeaders);
      setResponseHeaders = Collections.unmodifiableMap(new LinkedHashMap<>(setResponseHeaders));
      removeResponseHeaders = Set.copyOf(removeResponseHeaders);
    }

    /** Returns it with one more header that is not sent on, unless it is one that is set. */
    public Endpoint without(String header) {
      Set<String> removed = new HashSet<>(removeHeaders);
      removed.add(header);
      return new Endpoint(
          path, authHeader, setHeaders, removed, setResponseHeaders, removeResponseHeaders);
    }

    /** Names of headers only: what is sent to a platform may be a key to it. */
    @Override
    public String toString() {
      return "Endpoint[path=%s, setHeaders=%s, removeHeaders=%s, response=%s -%s]"
          .formatted(
              path,
              setHeaders.keySet(),
              removeHeaders,
              setResponseHeaders.keySet(),
              removeResponseHeaders);
    }
  }

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

  /**
   * {@code throttle:}.
   *
   * @param route of all its requests together; null: none
   * @param perApplication of each application's requests, unless the application says otherwise;
   *     null: none
   */
  public record Throttle(@Nullable Quota route, @Nullable Quota perApplication) {
    /** No quota at all. */
    public static final Throttle NONE = new Throttle(null, null);
  }

  /**
   * {@code streams:}, of WebSockets, server-sent events and gRPC.
   *
   * @param maxAge null: as old as they like
   * @param drainPerMinute streams ended a minute, per hundred that are on the wrong platform
   */
  public record Streams(@Nullable Duration maxAge, double drainPerMinute, boolean endWithToken) {}

  /** The shape of the gateway's own errors. */
  public enum Errors {
    WSO2,
    PROBLEM
  }

  /** In whose words consumers get the platforms' faults; AS_IS: in those of the platform. */
  public enum Faults {
    AS_IS,
    WSO2,
    CHOREO
  }

  /**
   * Preflights answered here; null in the route: they go to a platform.
   *
   * @param origins as browsers send them, in lower case; or {@code *}, then without credentials
   * @param maxAge whole seconds
   */
  public record Cors(
      List<String> origins,
      List<String> methods,
      List<String> headers,
      List<String> expose,
      boolean credentials,
      Duration maxAge) {
    public Cors {
      origins = List.copyOf(origins);
      methods = List.copyOf(methods);
      headers = List.copyOf(headers);
      expose = List.copyOf(expose);
    }
  }
}
