package io.cutover.config;

import io.cutover.config.RouteConfig.Cors;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code cors:} of a route whose preflights the gateway answers. */
final class CorsReader {
  private static final List<String> METHODS_BY_DEFAULT =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final List<String> HEADERS_BY_DEFAULT = List.of("Authorization", "Content-Type");

  private static final Keys KEYS = new Keys();
  private static final Key<List<String>> ORIGINS =
      KEYS.required(
          "origins",
          Kind.some(HttpWords.ORIGIN_TEXT),
          "who may call from a browser, as https://app.example.com; or [\"*\"]");
  private static final Key<List<String>> METHODS =
      KEYS.key(
          "methods",
          Kind.some(HttpWords.TOKEN_TEXT),
          "[GET, HEAD, POST, PUT, PATCH, DELETE] by default");
  private static final Key<List<String>> HEADERS =
      KEYS.key(
          "headers",
          Kind.list(HttpWords.TOKEN_TEXT),
          "headers they may send; [Authorization, Content-Type] by default");
  private static final Key<List<String>> EXPOSE =
      KEYS.key("expose", Kind.list(HttpWords.TOKEN_TEXT), "headers they may read; none by default");
  private static final Key<Boolean> CREDENTIALS =
      KEYS.key("credentials", Scalars.BOOLEAN, "whether with cookies; false by default");
  private static final Key<Duration> MAX_AGE =
      KEYS.key(
          "maxAge",
          Scalars.duration(Duration.ZERO, Duration.ofDays(1)),
          "how long a browser may remember, in whole seconds; 10m by default");

  static final Kind<Cors> KIND = Kind.block(KEYS, CorsReader::read);

  private CorsReader() {}

  private static @Nullable Cors read(Block block) {
    List<String> origins = block.need(ORIGINS);
    List<String> methods = block.get(METHODS, METHODS_BY_DEFAULT);
    List<String> headers = block.get(HEADERS, HEADERS_BY_DEFAULT);
    List<String> expose = block.get(EXPOSE, List.of());
    boolean credentials = block.get(CREDENTIALS, false);
    Duration maxAge = block.get(MAX_AGE, Duration.ofMinutes(10));
    if (origins == null) {
      return null;
    }
    if (credentials && origins.contains("*")) {
      block
          .at(CREDENTIALS)
          .wrong(
              "would let every page use its visitors' cookies", "name the origins, or write false");
    }
    if (maxAge.toMillisPart() != 0) {
      block
          .at(MAX_AGE)
          .wrong(block.at(MAX_AGE).shown() + " is not in whole seconds", "write it as 10s or 10m");
    }
    return new Cors(origins, methods, headers, expose, credentials, maxAge);
  }
}
