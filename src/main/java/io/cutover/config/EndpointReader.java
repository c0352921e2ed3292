package io.cutover.config;

import io.cutover.config.RouteConfig.Endpoint;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads a route's place on a platform: {@code old:}, {@code new:}. */
final class EndpointReader {
  private static final Keys RESPONSE_KEYS = new Keys();
  private static final Key<Map<String, String>> RESPONSE_SET =
      RESPONSE_KEYS.key(
          "setHeaders",
          Kind.map(HttpWords.FIELD_NAME, HttpWords.FIELD_VALUE),
          "headers that the client gets, in place of the platform's");
  private static final Key<List<String>> RESPONSE_REMOVE =
      RESPONSE_KEYS.key(
          "removeHeaders", Kind.list(HttpWords.FIELD_NAME), "headers that the client does not get");

  private static final Keys KEYS = new Keys();
  private static final Key<String> PATH =
      KEYS.key("path", HttpWords.PATH, "the prefix that replaces the matched one");
  private static final Key<String> AUTH_HEADER =
      KEYS.key(
          "authHeader",
          HttpWords.FIELD_NAME,
          "the header that carries this API's bearer tokens; the platform's by default");
  private static final Key<Map<String, String>> SET =
      KEYS.key(
          "setHeaders",
          Kind.map(HttpWords.FIELD_NAME, HttpWords.FIELD_VALUE),
          "headers that the platform gets, in place of the client's");
  private static final Key<List<String>> REMOVE =
      KEYS.key(
          "removeHeaders",
          Kind.list(HttpWords.FIELD_NAME),
          "headers of the client that the platform does not get");
  private static final Key<Block> RESPONSE =
      KEYS.key("response", Kind.block(RESPONSE_KEYS), "what is changed on the way back");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private EndpointReader() {}

  static Endpoint read(Block block) {
    Block response = block.sub(RESPONSE);
    String authHeader = block.get(AUTH_HEADER);
    return new Endpoint(
        block.get(PATH),
        authHeader == null ? null : authHeader.toLowerCase(Locale.ROOT),
        block.get(SET, Map.of()),
        new LinkedHashSet<>(block.get(REMOVE, List.of())),
        response.get(RESPONSE_SET, Map.of()),
        new LinkedHashSet<>(response.get(RESPONSE_REMOVE, List.of())));
  }
}
