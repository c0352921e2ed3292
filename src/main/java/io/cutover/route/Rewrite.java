package io.cutover.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * There: the matched prefix becomes the platform's, the rest of path and query stays byte for byte.
 * Back: the platform's host and prefix become the consumer's again in {@code Location}, {@code
 * Content-Location} and {@code Set-Cookie}.
 *
 * <p>Pure but for the messages that it writes into.
 */
public final class Rewrite {
  private static final byte[] SLASH = {'/'};
  private static final Field[] BACK = {Field.LOCATION, Field.CONTENT_LOCATION, Field.SET_COOKIE};
  private static final byte[][] NAMES = {
    "Location: ".getBytes(US_ASCII),
    "Content-Location: ".getBytes(US_ASCII),
    "Set-Cookie: ".getBytes(US_ASCII)
  };

  private Rewrite() {}

  /** Says where a request goes: target, Host, and the fields that the route changes. */
  public static void toward(OutgoingRequest out, Match.Found found, Target target) {
    Head head = out.head();
    int from = target.keepsMatched() ? found.pathStart() : found.prefixEnd();
    out.toward(
        prefix(head, found, from, target.platformPath()),
        from,
        target.host(),
        target.removedHeaders(),
        target.addedHeaders());
  }

  /** A slash is added where the path would be empty, or where "/" was left unsaid. */
  private static byte[] prefix(Head head, Match.Found found, int from, byte[] platformPath) {
    boolean restHasPath = from < head.targetEnd() && head.bytes()[from] == '/';
    if (restHasPath || (platformPath.length > 0 && found.prefixEnd() > found.pathStart())) {
      return platformPath;
    }
    return join(platformPath, SLASH);
  }

  /** Returns whether an answer has anything to be rewritten: {@link #answer} does nothing else. */
  public static boolean concerns(Head answer) {
    for (Field field : BACK) {
      if (answer.find(field) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Rewrites an answer of a platform; call it when the answer's fields were taken over. */
  public static void answer(OutgoingResponse out, Target target, ConsumerUrl consumer) {
    Head head = out.head();
    byte[] platformPrefix =
        target.keepsMatched()
            ? join(target.platformPath(), consumer.prefix())
            : target.platformPath();
    for (int f = 0; f < BACK.length; f++) {
      if (target.readBack().contains(BACK[f])) {
        answer(out, head, BACK[f], NAMES[f], target, platformPrefix, consumer);
      }
    }
  }

  private static void answer(
      OutgoingResponse out,
      Head head,
      Field field,
      byte[] name,
      Target target,
      byte[] platformPrefix,
      ConsumerUrl consumer) {
    List<byte[]> values = new ArrayList<>();
    boolean changed = false;
    for (int i = head.find(field); i >= 0; i = head.find(field, i + 1)) {
      if (head.nominated(i)) {
        // What Connection names goes no further.
        continue;
      }
      byte[] value = Arrays.copyOfRange(head.bytes(), head.valueStart(i), head.valueEnd(i));
      byte[] mapped =
          field == Field.SET_COOKIE
              ? CookieRewrite.map(value, target, platformPrefix, consumer)
              : LocationRewrite.map(value, target, platformPrefix, consumer);
      changed |= mapped != null;
      values.add(mapped != null ? mapped : value);
    }
    if (changed) {
      out.drop(field);
      values.forEach(value -> out.add(name, value));
    }
  }

  /**
   * Returns a platform's path as the consumer's; null if it is not under the prefix, or if its end
   * leads out of it again.
   */
  static byte @Nullable [] mapPath(byte[] path, byte[] platformPrefix, byte[] consumerPrefix) {
    int length = platformPrefix.length;
    int end = 0;
    while (end < path.length && path[end] != '?' && path[end] != '#') {
      end++;
    }
    if (end < length
        || !Arrays.equals(path, 0, length, platformPrefix, 0, length)
        || (end > length && path[length] != '/')
        || PathRules.leadsElsewhere(path, length, end)) {
      return null;
    }
    byte[] rest = Arrays.copyOfRange(path, length, path.length);
    if (consumerPrefix.length == 0 && rest.length > 1 && rest[0] == '/' && rest[1] == '/') {
      // Alone, what follows two slashes would be read as another host.
      return null;
    }
    return consumerPrefix.length == 0 && end == length
        ? join(SLASH, rest)
        : join(consumerPrefix, rest);
  }

  static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
