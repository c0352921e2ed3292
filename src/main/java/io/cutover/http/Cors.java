package io.cutover.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cross-origin requests as the Fetch standard has them: which are preflights, and the lines that
 * say what a policy allows.
 *
 * <p>Refusing is saying nothing: it is the browser that then keeps the answer from the page.
 */
public final class Cors {
  private static final byte[] NONE = {};

  private Cors() {}

  /** Returns whether a request asks what may be asked: it is never authenticated nor throttled. */
  public static boolean isPreflight(Head head) {
    return head.methodIs(Method.OPTIONS)
        && head.find(Field.ORIGIN) >= 0
        && head.find(Field.ACCESS_CONTROL_REQUEST_METHOD) >= 0;
  }

  /** Returns the lines that answer a preflight. */
  public static byte[] preflightLines(@Nullable CorsPolicy policy, Head head) {
    if (policy == null) {
      return NONE;
    }
    StringBuilder lines = new StringBuilder(256);
    if (allowOrigin(lines, policy, head)) {
      allowList(lines, "Methods", policy, policy.methods(), head, true);
      allowList(lines, "Headers", policy, policy.headers(), head, false);
      lines.append("Access-Control-Max-Age: ").append(policy.maxAgeSeconds()).append("\r\n");
    }
    vary(lines, policy, ", Access-Control-Request-Method, Access-Control-Request-Headers");
    return lines.toString().getBytes(ISO_8859_1);
  }

  /**
   * Returns the lines that any other answer carries; none without a policy or an {@code Origin},
   * but for {@code Vary}, which a cache must know in any case.
   */
  public static byte[] answerLines(@Nullable CorsPolicy policy, Head head) {
    if (policy == null) {
      return NONE;
    }
    StringBuilder lines = new StringBuilder(128);
    if (allowOrigin(lines, policy, head) && !policy.expose().isEmpty()) {
      lines
          .append("Access-Control-Expose-Headers: ")
          .append(String.join(", ", policy.expose()))
          .append("\r\n");
    }
    vary(lines, policy, "");
    return lines.toString().getBytes(ISO_8859_1);
  }

  private static boolean allowOrigin(StringBuilder lines, CorsPolicy policy, Head head) {
    int field = head.find(Field.ORIGIN);
    if (field < 0 || head.find(Field.ORIGIN, field + 1) >= 0) {
      return false;
    }
    // What is sent back is the policy's own text, never the request's.
    String origin = policy.anyOrigin() ? "*" : null;
    for (String allowed : policy.origins()) {
      if (origin == null && head.value(field).equals(allowed)) {
        origin = allowed;
      }
    }
    if (origin == null) {
      return false;
    }
    lines.append("Access-Control-Allow-Origin: ").append(origin).append("\r\n");
    if (policy.credentials()) {
      lines.append("Access-Control-Allow-Credentials: true\r\n");
    }
    return true;
  }

  private static void allowList(
      StringBuilder lines,
      String what,
      CorsPolicy policy,
      List<String> allowed,
      Head head,
      boolean methods) {
    String value = String.join(", ", allowed);
    if (policy.credentials() && allowed.contains("*")) {
      // With credentials a browser takes the star for a name: say the names that it asked for.
      String asked =
          head.value(
              methods ? Field.ACCESS_CONTROL_REQUEST_METHOD : Field.ACCESS_CONTROL_REQUEST_HEADERS);
      value = asked != null && isNames(asked) ? asked : "";
    }
    if (!value.isEmpty()) {
      lines.append("Access-Control-Allow-").append(what).append(": ").append(value).append("\r\n");
    }
  }

  private static boolean isNames(String value) {
    return value.chars().allMatch(c -> c == ',' || c == ' ' || isTokenCharacter(c));
  }

  private static boolean isTokenCharacter(int c) {
    return c < 0x80 && Syntax.is((byte) c, Syntax.TCHAR);
  }

  private static void vary(StringBuilder lines, CorsPolicy policy, String more) {
    if (!policy.anyOrigin()) {
      lines.append("Vary: Origin").append(more).append("\r\n");
    }
  }
}
