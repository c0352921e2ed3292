package io.cutover.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.http.Authority;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code Location} and {@code Content-Location} on the way back.
 *
 * <p>Mapped is what surely means the route's place on its platform: a URL with the platform's host
 * and port (also under the other scheme, which origins behind a TLS terminator write), or a path
 * from the root, under the platform's prefix in whole segments. Anything else stays as it is:
 * another host, another API of the same host, a relative reference.
 */
final class LocationRewrite {
  private static final byte[] SCHEME_END = "://".getBytes(US_ASCII);
  private static final byte[] TWO_SLASHES = "//".getBytes(US_ASCII);

  private LocationRewrite() {}

  /** Returns the value as the consumer may use it; null: it stays as it is. */
  static byte @Nullable [] map(
      byte[] value, Target target, byte[] platformPrefix, ConsumerUrl consumer) {
    String text = new String(value, ISO_8859_1);
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("http://")) {
      return mapUrl(value, 7, false, true, target, platformPrefix, consumer);
    }
    if (lower.startsWith("https://")) {
      return mapUrl(value, 8, true, true, target, platformPrefix, consumer);
    }
    if (text.startsWith("//")) {
      return mapUrl(value, 2, target.tls(), false, target, platformPrefix, consumer);
    }
    return text.startsWith("/") ? Rewrite.mapPath(value, platformPrefix, consumer.prefix()) : null;
  }

  private static byte @Nullable [] mapUrl(
      byte[] value,
      int start,
      boolean tls,
      boolean withScheme,
      Target target,
      byte[] platformPrefix,
      ConsumerUrl consumer) {
    int end = start;
    while (end < value.length && value[end] != '/' && value[end] != '?' && value[end] != '#') {
      end++;
    }
    if (!isPlatform(value, start, end, tls, target)) {
      return null;
    }
    byte[] path =
        Rewrite.mapPath(
            Arrays.copyOfRange(value, end, value.length), platformPrefix, consumer.prefix());
    if (path == null || consumer.authority().length == 0) {
      // The consumer named no host: a path alone leads it to where it already is.
      return path;
    }
    return withScheme
        ? Rewrite.join(consumer.scheme(), SCHEME_END, consumer.authority(), path)
        : Rewrite.join(TWO_SLASHES, consumer.authority(), path);
  }

  private static boolean isPlatform(byte[] value, int start, int end, boolean tls, Target target) {
    int hostEnd = Authority.hostEnd(value, start, end);
    String host = new String(value, start, hostEnd - start, ISO_8859_1).toLowerCase(Locale.ROOT);
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    if (!host.equals(target.hostName())) {
      return false;
    }
    int defaultPort = tls ? 443 : 80;
    String port =
        hostEnd == end ? "" : new String(value, hostEnd + 1, end - hostEnd - 1, ISO_8859_1);
    if (!port.matches("[0-9]{0,5}")) {
      return false;
    }
    int number = port.isEmpty() ? defaultPort : Integer.parseInt(port);
    boolean bothDefault = number == defaultPort && target.port() == (target.tls() ? 443 : 80);
    return number == target.port() || bothDefault;
  }
}
