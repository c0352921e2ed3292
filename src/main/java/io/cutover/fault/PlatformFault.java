package io.cutover.fault;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a platform's error body says.
 *
 * @param status of the answer
 * @param message the short text; may be empty
 * @param description the long one; may be empty
 */
public record PlatformFault(
    int status, int code, FaultClass kind, String message, String description) {
  /** Bodies that are longer are no faults of a platform. */
  public static final int MOST_BYTES = 8 * 1024;

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern ELEMENT =
      Pattern.compile("<(?:\\w+:)?(code|message|description)>([^<]*)</");
  private static final Pattern ANY_CODE = Pattern.compile("(?:code|status)\\W{1,8}(9[0-9]{5})\\b");
  private static final Pattern CODE = Pattern.compile("[0-9]{3,6}");

  /**
   * Reads an error body; null: it is no fault of either platform.
   *
   * <p>Known are API Manager's {@code fault} in JSON and XML, its flat form since 4.0, the
   * customized {@code errors}, and both of Choreo's forms. XML is searched, not parsed: nothing in
   * it can lead anywhere.
   */
  public static @Nullable PlatformFault read(int status, byte[] body, int length) {
    int start = 0;
    while (start < length && body[start] <= ' ') {
      start++;
    }
    if (start == length) {
      return null;
    }
    return switch (body[start]) {
      case '{' -> json(status, body, start, length);
      case '<' -> xml(status, new String(body, start, length - start, StandardCharsets.UTF_8));
      default -> null;
    };
  }

  /**
   * Returns whether an error is about the caller's token and says nothing against the platform, by
   * the beginning of its body: API Cloud answers 500 to some tokens that it does not know. That
   * Choreo's router could not ask its enforcer (1025xx) is another thing.
   */
  public static boolean isRefusedToken(int status, String beginning) {
    return codes(beginning).anyMatch(code -> FaultClass.of(status, code) == FaultClass.AUTH);
  }

  /** Returns the fault's code, by the beginning of an error's body; empty: there is none. */
  public static OptionalInt code(String beginning) {
    return codes(beginning).findFirst();
  }

  private static IntStream codes(String beginning) {
    return ANY_CODE
        .matcher(beginning)
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)));
  }

  private static @Nullable PlatformFault json(int status, byte[] body, int start, int length) {
    JsonNode root;
    try {
      root = JSON.readTree(body, start, length - start);
    } catch (JacksonException e) {
      return null;
    }
    JsonNode errors = root.path("errors");
    JsonNode said = root.path("fault").isObject() ? root.path("fault") : root;
    return errors.isObject()
        ? of(status, errors.path("status").asString(""), text(errors, "message"), "")
        : of(
            status,
            said.path("code").asString(""),
            text(said, "message", "error_message"),
            text(said, "description", "error_description"));
  }

  private static String text(JsonNode node, String... names) {
    for (String name : names) {
      if (node.path(name).isString()) {
        return node.path(name).asString().strip();
      }
    }
    return "";
  }

  private static @Nullable PlatformFault xml(int status, String body) {
    if (!body.contains("fault")) {
      return null;
    }
    String code = "";
    String message = "";
    String description = "";
    Matcher elements = ELEMENT.matcher(body);
    while (elements.find()) {
      String value = elements.group(2).strip();
      switch (elements.group(1)) {
        case "code" -> code = value;
        case "message" -> message = unescaped(value);
        default -> description = unescaped(value);
      }
    }
    return of(status, code, message, description);
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }

  private static @Nullable PlatformFault of(
      int status, String code, String message, String description) {
    if (!CODE.matcher(code).matches()) {
      return null;
    }
    int number = Integer.parseInt(code);
    FaultClass kind = FaultClass.of(status, number);
    return kind == null ? null : new PlatformFault(status, number, kind, message, description);
  }
}
