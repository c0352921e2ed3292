package io.cutover.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The body of an error in one of the gateway's own shapes.
 *
 * <p>API Cloud's fault is JSON or XML by Accept: XML where XML is what was asked for, JSON else.
 * API Manager itself answers XML to anything but exactly one known type; clients of today's APIs
 * that send nothing, or {@code *}{@code /*}, expect JSON.
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record ErrorBody(String contentType, byte[] bytes) {
  static final ErrorBody EMPTY = new ErrorBody("", new byte[0]);

  /**
   * Returns the body of an error.
   *
   * @param accept the request's Accept field; null: none
   * @param code API Manager's, or the status
   */
  public static ErrorBody of(
      ErrorShape shape,
      @Nullable String accept,
      int status,
      int code,
      String message,
      String description) {
    return switch (shape) {
      case PROBLEM ->
          new ErrorBody("application/problem+json", problem(status, description).getBytes(UTF_8));
      case WSO2 -> {
        MediaChoice choice = MediaChoice.of(accept);
        yield switch (choice) {
          case JSON ->
              new ErrorBody(
                  "application/json; charset=UTF-8",
                  json(code, message, description).getBytes(UTF_8));
          case APPLICATION_XML, TEXT_XML ->
              new ErrorBody(
                  choice == MediaChoice.TEXT_XML
                      ? "text/xml; charset=UTF-8"
                      : "application/xml; charset=UTF-8",
                  xml(code, message, description).getBytes(UTF_8));
        };
      }
    };
  }

  private static String problem(int status, String detail) {
    return "{\"type\":\"about:blank\",\"title\":\""
        + jsonText(ReasonPhrase.of(status))
        + "\",\"status\":"
        + status
        + ",\"detail\":\""
        + jsonText(detail)
        + "\"}";
  }

  private static String json(int code, String message, String description) {
    return "{\"fault\":{\"code\":"
        + code
        + (isGeneric(code) ? ",\"type\":\"Status report\"" : "")
        + ",\"message\":\""
        + jsonText(message)
        + "\",\"description\":\""
        + jsonText(description)
        + "\"}}";
  }

  private static String xml(int code, String message, String description) {
    String prefix = isThrottling(code) ? "amt" : isGeneric(code) ? "am" : "ams";
    String namespace =
        "http://wso2.org/apimanager"
            + (prefix.equals("amt") ? "/throttling" : prefix.equals("ams") ? "/security" : "");
    return "<"
        + prefix
        + ":fault xmlns:"
        + prefix
        + "=\""
        + namespace
        + "\">"
        + element(prefix, "code", String.valueOf(code))
        + (isGeneric(code) ? element(prefix, "type", "Status report") : "")
        + element(prefix, "message", message)
        + element(prefix, "description", description)
        + "</"
        + prefix
        + ":fault>";
  }

  private static String element(String prefix, String name, String text) {
    String tag = prefix + ":" + name + ">";
    return "<" + tag + xmlText(text) + "</" + tag;
  }

  /** 9008xx: quotas and limits. */
  private static boolean isThrottling(int code) {
    return code / 100 == 9008;
  }

  /** Neither 9008xx nor 9009xx, which have schemas of their own. */
  private static boolean isGeneric(int code) {
    return code / 100 != 9008 && code / 100 != 9009;
  }

  static String jsonText(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
              } else if (c < 0x20 || c == 0x7f || Character.isSurrogate((char) c)) {
                out.append("\\u").append(java.util.HexFormat.of().toHexDigits((char) c));
              } else {
                out.append((char) c);
              }
            });
    return out.toString();
  }

  static String xmlText(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                // What XML 1.0 cannot hold at all, even escaped.
                default -> out.appendCodePoint(isXmlCharacter(c) ? c : '?');
              }
            });
    return out.toString();
  }

  private static boolean isXmlCharacter(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c < 0xd800)
        || (c >= 0xe000 && c < 0xfffe)
        || c >= 0x1_0000;
  }
}
