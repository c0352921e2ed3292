package io.cutover.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The kinds of values that become a part of HTTP messages, or are compared with one. */
final class HttpWords {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern TOKEN_PATTERN = Pattern.compile(TOKEN);
  private static final Pattern ORIGIN =
      Pattern.compile(
          "[a-z][a-z0-9+.-]*://[a-z0-9._-]+(:[0-9]{1,5})?|[a-z][a-z0-9+.-]*://\\[[0-9a-f:.]+](:[0-9]{1,5})?");

  /** Fields that the gateway itself answers for (RFC 9110 §7.6.1, RFC 9112 §6). */
  private static final Set<String> OURS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HttpWords() {}

  /** A prefix of paths, in whole segments, that reads the same to every server. */
  static final Kind<String> PATH =
      Scalars.text(
          Scalars.pattern("/.*|.*\\$\\{.*"),
          (text, at) -> {
            String problem = problemOfPath(text);
            return problem == null
                ? text
                : at.wrong(at.shown() + " " + problem, "write a plain path, as /orders/v1");
          });

  /** A name of a field that may be set or removed. */
  static final Kind<String> FIELD_NAME =
      Scalars.text(
          Scalars.pattern(TOKEN),
          (text, at) -> {
            if (!TOKEN_PATTERN.matcher(text).matches()) {
              return at.wrong(at.shown() + " is no name of a header", "write it as X-Name");
            }
            return OURS.contains(text.toLowerCase(Locale.ROOT))
                ? at.wrong(at.shown() + " belongs to the gateway", "remove it")
                : text;
          });

  /** A value of a field: visible ASCII, blanks inside (RFC 9110 §5.5). */
  static final Kind<String> FIELD_VALUE =
      Scalars.text(
          Map.of("type", "string", "minLength", 1),
          (text, at) ->
              text.chars().allMatch(c -> c >= ' ' && c <= '~') && text.equals(text.strip())
                  ? text
                  : at.wrong("is no value of a header", "use ASCII, and no blank at either end"));

  /** A method, or a name of a field in a list of CORS. */
  static final Kind<String> TOKEN_TEXT =
      Scalars.text(
          Scalars.pattern(TOKEN),
          (text, at) ->
              TOKEN_PATTERN.matcher(text).matches()
                  ? text
                  : at.wrong(at.shown() + " is no such name", "use letters, digits and '-'"));

  /** RFC 6749 §3.3. */
  static final Kind<String> SCOPE =
      Scalars.text(
          Scalars.pattern("[!#-\\[\\]-~]+"),
          (text, at) ->
              text.matches("[!#-\\[\\]-~]+")
                  ? text
                  : at.wrong(
                      at.shown() + " is no scope",
                      "write each scope as an item of its own, without blanks and quotes"));

  /** An origin as browsers send it (RFC 6454 §7), or a star. */
  static final Kind<String> ORIGIN_TEXT =
      Scalars.text(
          Map.of("type", "string", "minLength", 1),
          (text, at) -> {
            String origin = text.toLowerCase(Locale.ROOT);
            return origin.equals("*") || ORIGIN.matcher(origin).matches()
                ? origin
                : at.wrong(
                    at.shown() + " is no origin",
                    "write it as https://app.example.com, without a path");
          });

  /** Signatures that a public key checks; what else there is would let callers make their own. */
  static final Kind<String> ALGORITHM =
      Scalars.oneOf(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  /** Returns why servers could read this path differently, or null when none could. */
  static @Nullable String problemOfPath(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    if (!path.startsWith("/")) {
      return "does not start with a slash";
    }
    if (path.length() > 1 && path.endsWith("/")) {
      return "ends with a slash";
    }
    if (path.contains("//")) {
      return "holds an empty segment";
    }
    if (path.matches(".*[;\\\\?#].*")) {
      return "holds one of ; \\ ? #";
    }
    if (!path.chars().allMatch(c -> c > ' ' && c <= '~')) {
      return "holds a blank or a sign that is not ASCII";
    }
    if (path.matches(".*%(?![0-9A-Fa-f]{2}).*")) {
      return "holds a '%' without two hexadecimal digits";
    }
    if (lower.matches(".*%(2f|5c|2e|00|25|3b).*")) {
      return "holds an encoded slash, backslash, dot, semicolon, percent sign or NUL";
    }
    if (path.matches(".*[\"<>{}|^`].*")) {
      return "holds a sign that a URL must encode";
    }
    if (path.matches(".*/\\*(/.*)?")) {
      return "holds a star, and a path matches all below it without one";
    }
    for (String segment : path.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        return "holds a segment of dots";
      }
    }
    return null;
  }
}
