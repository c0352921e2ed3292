package io.cutover.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows the question mark of a call's target: the first value of each name. Immutable. */
record Query(Map<String, String> values) {
  Query {
    values = Map.copyOf(values);
  }

  /** Reads a raw query; what is no pair counts as a name without a value. */
  static Query of(@Nullable String raw) {
    var values = new HashMap<String, String>();
    for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      values.putIfAbsent(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
    }
    return new Query(values);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** Returns a value, or null. */
  @Nullable String text(String name) {
    return values.get(name);
  }

  /** Returns a whole number from 0; the other one if it is absent; -1 if it is none. */
  long number(String name, long otherwise) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }
}
