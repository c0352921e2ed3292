package io.cutover.http;

import java.util.List;

/**
 * Which pages may call a route, as a browser is told.
 *
 * @param origins exactly as browsers send them ({@code https://app.example.com}); {@code *}: any
 * @param methods {@code *}: any
 * @param headers {@code *}: any
 * @param expose fields of an answer that the page may read
 * @param credentials whether requests may carry cookies; without effect where any origin may call
 * @param maxAgeSeconds how long a browser may remember the answer to a preflight
 */
public record CorsPolicy(
    List<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> expose,
    boolean credentials,
    long maxAgeSeconds) {
  public CorsPolicy {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    expose = List.copyOf(expose);
    // To tell any page that it may act as the user would undo what the browser protects.
    credentials = credentials && !origins.contains("*");
  }

  boolean anyOrigin() {
    return origins.contains("*");
  }
}
