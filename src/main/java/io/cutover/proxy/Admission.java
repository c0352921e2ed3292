package io.cutover.proxy;

import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.Problem;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is asked of every request before a route is looked for. */
final class Admission {
  private static final byte[] CONTINUE = ascii("100-continue");
  private static final byte[][] REFUSED = {ascii("TRACE"), ascii("CONNECT")};
  private static final byte[][] IDEMPOTENT = {
    ascii("GET"), ascii("HEAD"), ascii("PUT"), ascii("DELETE"), ascii("OPTIONS")
  };

  private Admission() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns why no platform may see the request, or null. */
  static @Nullable Problem problem(Head head) {
    if (isOneOf(head, REFUSED)) {
      return Problem.METHOD_NOT_ALLOWED;
    }
    for (int i = head.find(Field.EXPECT); i >= 0; i = head.find(Field.EXPECT, i + 1)) {
      if (!head.equalsIgnoreCase(head.valueStart(i), head.valueEnd(i), CONTINUE)) {
        return Problem.EXPECTATION_FAILED;
      }
    }
    return Forwarding.isLoop(head) ? Problem.LOOP : null;
  }

  /** Returns whether doing it twice is the same as doing it once (RFC 9110 §9.2.2). */
  static boolean isIdempotent(Head head) {
    return isOneOf(head, IDEMPOTENT);
  }

  private static boolean isOneOf(Head head, byte[][] methods) {
    for (byte[] method : methods) {
      if (head.methodIs(method)) {
        return true;
      }
    }
    return false;
  }
}
