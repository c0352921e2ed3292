package io.cutover.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.config.PlatformConfig;
import io.cutover.config.RouteConfig;
import io.cutover.http.Field;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A route's place on one platform, everything prepared as bytes. Immutable; any thread. The arrays
 * are not to be changed.
 *
 * @param platformPath what comes before the rest of the path; without a slash at its end
 * @param keepsMatched whether the matched prefix is part of that rest
 * @param host the Host field's value
 * @param hostName the same without port, in lower case
 * @param port where the platform listens, by its url
 * @param tls whether by https
 * @param authHeader the field, in lower case, that carries a bearer token; empty: Authorization
 * @param removedHeaders names, in lower case, that are not sent to the platform
 * @param addedHeaders whole lines that are
 * @param removedResponseHeaders names, in lower case, that are not sent to the client
 * @param addedResponseHeaders whole lines that are
 * @param readBack the fields of an answer in which the platform's host and path are looked for
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Target(
    byte[] platformPath,
    boolean keepsMatched,
    byte[] host,
    String hostName,
    int port,
    boolean tls,
    byte[] authHeader,
    byte[][] removedHeaders,
    byte[] addedHeaders,
    byte[][] removedResponseHeaders,
    byte[] addedResponseHeaders,
    Set<Field> readBack) {

  /**
   * Prepares a place.
   *
   * @param url the platform's, or its sandbox's
   * @param foreign fields that carry keys of the other platform
   */
  static Target of(
      URI url, PlatformConfig platform, RouteConfig.Endpoint endpoint, List<String> foreign) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    int defaultPort = tls ? 443 : 80;
    int port = url.getPort() < 0 ? defaultPort : url.getPort();
    String hostName = url.getHost().toLowerCase(Locale.ROOT);
    String path = withoutSlash(url.getRawPath());
    if (endpoint.path() != null) {
      path += withoutSlash(endpoint.path());
    }
    // A header that is set replaces the one that came.
    Set<String> removed = names(endpoint.removeHeaders(), endpoint.setHeaders());
    removed.addAll(foreign);
    String authHeader = Objects.requireNonNullElse(endpoint.authHeader(), platform.authHeader());
    Set<String> removedBack =
        names(endpoint.removeResponseHeaders(), endpoint.setResponseHeaders());
    Set<Field> readBack = EnumSet.of(Field.LOCATION, Field.CONTENT_LOCATION, Field.SET_COOKIE);
    readBack.removeIf(field -> removedBack.contains(field.text()));
    return new Target(
        path.getBytes(US_ASCII),
        endpoint.path() == null,
        (port == defaultPort ? url.getHost() : url.getHost() + ":" + port).getBytes(US_ASCII),
        hostName,
        port,
        tls,
        (authHeader.equals(PlatformConfig.AUTHORIZATION) ? "" : authHeader).getBytes(US_ASCII),
        bytes(removed),
        lines(endpoint.setHeaders()),
        bytes(removedBack),
        lines(endpoint.setResponseHeaders()),
        Set.copyOf(readBack));
  }

  private static String withoutSlash(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static Set<String> names(Set<String> removed, Map<String, String> set) {
    Set<String> names = new TreeSet<>();
    removed.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    set.keySet().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    return names;
  }

  private static byte[][] bytes(Set<String> names) {
    return names.stream().map(name -> name.getBytes(ISO_8859_1)).toArray(byte[][]::new);
  }

  private static byte[] lines(Map<String, String> headers) {
    StringBuilder lines = new StringBuilder();
    headers.forEach(
        (name, value) -> {
          // The configuration was checked; this guards the framing against whoever forgets to.
          if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
              || !value.matches("[\t -~\u0080-\u00ff]*")) {
            throw new IllegalArgumentException(
                "'" + name + "' is no header that can be set; write a token and visible text");
          }
          lines.append(name).append(": ").append(value).append("\r\n");
        });
    return lines.toString().getBytes(ISO_8859_1);
  }
}
