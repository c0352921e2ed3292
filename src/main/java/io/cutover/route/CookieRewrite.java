package io.cutover.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code Set-Cookie} on the way back (RFC 6265 §5.2).
 *
 * <p>A {@code Path} under the platform's prefix becomes the consumer's. A {@code Domain} that the
 * platform's host belongs to and the consumer's does not is left out, so that the cookie is the
 * consumer's host's alone; a browser would refuse it otherwise. Everything else stays byte for
 * byte.
 */
final class CookieRewrite {
  private CookieRewrite() {}

  /** Returns the value as the consumer may use it; null: it stays as it is. */
  static byte @Nullable [] map(
      byte[] value, Target target, byte[] platformPrefix, ConsumerUrl consumer) {
    var out = new ByteArrayOutputStream(value.length + 32);
    boolean changed = false;
    int end = next(value, 0);
    out.write(value, 0, end);
    while (end < value.length) {
      int start = end;
      end = next(value, start + 1);
      int equals = start;
      while (equals < end && value[equals] != '=') {
        equals++;
      }
      String name = text(value, start + 1, equals).strip().toLowerCase(Locale.ROOT);
      if (name.equals("domain")
          && equals < end
          && isForeign(text(value, equals + 1, end), target, consumer)) {
        changed = true;
        continue;
      }
      byte[] path =
          name.equals("path") && equals < end
              ? mapPath(value, equals + 1, end, platformPrefix, consumer)
              : null;
      if (path != null) {
        out.write(value, start, equals + 1 - start);
        out.writeBytes(path);
        changed = true;
      } else {
        out.write(value, start, end - start);
      }
    }
    return changed ? out.toByteArray() : null;
  }

  private static byte @Nullable [] mapPath(
      byte[] value, int start, int end, byte[] platformPrefix, ConsumerUrl consumer) {
    byte[] path = text(value, start, end).strip().getBytes(ISO_8859_1);
    // A path of "/" says the whole host, whatever the prefix: it does so on the consumer's too.
    boolean whole = path.length < 2 || path[0] != '/';
    byte[] mapped = whole ? null : Rewrite.mapPath(path, platformPrefix, consumer.prefix());
    return mapped == null || Arrays.equals(mapped, path) ? null : mapped;
  }

  private static boolean isForeign(String value, Target target, ConsumerUrl consumer) {
    String domain = value.strip().toLowerCase(Locale.ROOT);
    if (domain.startsWith(".")) {
      domain = domain.substring(1);
    }
    return !domain.isEmpty()
        && belongs(target.hostName(), domain)
        && !belongs(consumer.hostName(), domain);
  }

  private static boolean belongs(String host, String domain) {
    return host.equals(domain) || host.endsWith("." + domain);
  }

  private static int next(byte[] value, int from) {
    int i = from;
    while (i < value.length && value[i] != ';') {
      i++;
    }
    return i;
  }

  private static String text(byte[] value, int start, int end) {
    return new String(value, Math.min(start, end), Math.max(0, end - start), ISO_8859_1);
  }
}
