package io.cutover.route;

import io.cutover.http.Syntax;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a path may hold: RFC 3986 §3.3, less what a decoding origin would read differently.
 *
 * <p>The path is passed on byte for byte, so nothing may stand in it that leads an origin out of
 * the prefix that was matched: dot segments, empty segments, slashes in disguise, at every depth of
 * encoding and with parameters behind them. Percent-encoding elsewhere is the origin's business.
 * Pure; any thread.
 */
public final class PathRules {
  private static final boolean[] PCHAR = new boolean[128];

  static {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!$&'()*+,;=:@%"
        .chars()
        .forEach(c -> PCHAR[c] = true);
  }

  private PathRules() {}

  /**
   * Checks the path {@code [start, end)}, without a query.
   *
   * @return null if it may pass
   */
  public static @Nullable PathFault check(byte[] bytes, int start, int end) {
    if (start == end || bytes[start] != '/') {
      return PathFault.NO_SLASH;
    }
    int segment = start + 1;
    boolean plain = true;
    for (int i = segment; i <= end; i++) {
      if (i == end || bytes[i] == '/') {
        PathFault wrong = checkSegment(bytes, segment, i, i == end, plain);
        if (wrong != null) {
          return wrong;
        }
        segment = i + 1;
        plain = true;
      } else if (bytes[i] < 0 || !PCHAR[bytes[i]]) {
        return PathFault.CHARACTER;
      } else if (bytes[i] == '%' || bytes[i] == ';') {
        plain = false;
      }
    }
    return null;
  }

  private static @Nullable PathFault checkSegment(
      byte[] bytes, int start, int end, boolean last, boolean plain) {
    if (!plain) {
      return checkEncoded(bytes, start, end, last);
    }
    if (start == end) {
      return last ? null : PathFault.EMPTY_SEGMENT;
    }
    return isDots(bytes, start, end) ? PathFault.DOT_SEGMENT : null;
  }

  private static @Nullable PathFault checkEncoded(byte[] bytes, int start, int end, boolean last) {
    for (int i = start; i < end; i++) {
      if (bytes[i] == '%' && !isEscape(bytes, i, end)) {
        return PathFault.ENCODING;
      }
    }
    return checkDepths(bytes, start, end, last);
  }

  /** Checks a segment as it is read by who decodes once, twice, and so on. */
  private static @Nullable PathFault checkDepths(byte[] bytes, int start, int end, boolean last) {
    byte[] read = Arrays.copyOfRange(bytes, start, end);
    while (true) {
      byte[] decoded = decode(read, 0, read.length);
      PathFault wrong = checkDecoded(decoded, last);
      if (wrong != null) {
        return wrong;
      }
      if (decoded.length == read.length) {
        return null;
      }
      read = decoded;
    }
  }

  private static @Nullable PathFault checkDecoded(byte[] segment, boolean last) {
    for (int i = 0; i < segment.length; i++) {
      if (segment[i] == '/' || segment[i] == '\\') {
        return PathFault.ENCODED_SLASH;
      }
      if (segment[i] == 0) {
        return PathFault.ENCODED_NUL;
      }
      if (i + 1 < segment.length && isOverlong(segment[i] & 0xff, segment[i + 1] & 0xff)) {
        return PathFault.OVERLONG;
      }
    }
    int name = nameEnd(segment);
    if (name == 0) {
      return last ? null : PathFault.EMPTY_SEGMENT;
    }
    return isDots(segment, 0, name) ? PathFault.DOT_SEGMENT : null;
  }

  /**
   * Returns whether a path may mean another place than its segments say, whatever else is wrong
   * with it: by dot segments, or by slashes in disguise.
   */
  static boolean leadsElsewhere(byte[] path, int start, int end) {
    int segment = start;
    for (int i = start; i <= end; i++) {
      if (i == end || path[i] == '/') {
        PathFault wrong = checkDepths(path, segment, i, true);
        if (wrong != null) {
          return true;
        }
        segment = i + 1;
      }
    }
    return false;
  }

  /** RFC 3629 §3: an ASCII character written longer than needed hides it from who looks for it. */
  private static boolean isOverlong(int first, int second) {
    return switch (first) {
      case 0xc0, 0xc1 -> second >= 0x80 && second < 0xc0;
      case 0xe0 -> second >= 0x80 && second < 0xa0;
      case 0xf0 -> second >= 0x80 && second < 0x90;
      default -> false;
    };
  }

  private static boolean isDots(byte[] bytes, int start, int end) {
    return (end - start == 1 && bytes[start] == '.')
        || (end - start == 2 && bytes[start] == '.' && bytes[start + 1] == '.');
  }

  private static boolean isEscape(byte[] bytes, int i, int end) {
    return i + 2 < end && Syntax.hex(bytes[i + 1]) >= 0 && Syntax.hex(bytes[i + 2]) >= 0;
  }

  /** Returns where a decoded segment's name ends: before its parameters. */
  static int nameEnd(byte[] segment) {
    int i = 0;
    while (i < segment.length && segment[i] != ';') {
      i++;
    }
    return i;
  }

  /** Decodes a segment once; a percent sign that starts no escape stays. */
  static byte[] decode(byte[] bytes, int start, int end) {
    byte[] out = new byte[end - start];
    int length = 0;
    for (int i = start; i < end; i++) {
      if (bytes[i] == '%' && isEscape(bytes, i, end)) {
        out[length++] = (byte) (Syntax.hex(bytes[i + 1]) << 4 | Syntax.hex(bytes[i + 2]));
        i += 2;
      } else {
        out[length++] = bytes[i];
      }
    }
    return Arrays.copyOf(out, length);
  }
}
