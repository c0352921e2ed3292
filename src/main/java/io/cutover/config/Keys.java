package io.cutover.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The keys that a block may have. The one table that the reader's check of unknown keys and the
 * schema are both made from.
 */
final class Keys {
  /** Reserved by name, without a place: not there yet wherever they stand. */
  private static final Set<String> RESERVED = Set.of("brownouts", "metrics");

  private final Map<String, Key<?>> keys = new LinkedHashMap<>();
  private final List<String> required = new ArrayList<>();
  private final Map<String, Refusal> refused = new LinkedHashMap<>();

  /** Why a key that has a meaning may not stand here. */
  private record Refusal(String problem, String remedy) {}

  static final String LATER = "is not there yet: it comes with a later version";
  static final String REMOVE = "remove it for now";

  <T> Key<T> key(String name, Kind<T> kind, String says) {
    Key<T> key = new Key<>(name, kind, says);
    keys.put(name, key);
    return key;
  }

  /** A key without which the schema does not accept the block; the reader asks {@code need}. */
  <T> Key<T> required(String name, Kind<T> kind, String says) {
    required.add(name);
    return key(name, kind, says);
  }

  Keys later(String... names) {
    for (String name : names) {
      refused.put(name, new Refusal(LATER, REMOVE));
    }
    return this;
  }

  /** The same keys without some, which are refused for a reason. */
  Keys without(String problem, String remedy, String... names) {
    Keys rest = new Keys();
    rest.keys.putAll(keys);
    rest.refused.putAll(refused);
    rest.required.addAll(required);
    for (String name : names) {
      rest.keys.remove(name);
      rest.required.remove(name);
      rest.refused.put(name, new Refusal(problem, remedy));
    }
    return rest;
  }

  /** Returns whether the key may stand in the block; otherwise that was reported. */
  boolean admit(Value.Entry entry) {
    String name = entry.name();
    if (keys.containsKey(name)) {
      return true;
    }
    Refusal refusal = refused.get(name);
    if (refusal == null && RESERVED.contains(name)) {
      refusal = new Refusal(LATER, REMOVE);
    }
    if (refusal != null) {
      entry.key().wrong(refusal.problem, refusal.remedy);
    } else if (name.equals("<<")) {
      entry
          .key()
          .wrong("merging maps is no part of YAML 1.2", "write the keys out, or use defaults");
    } else {
      entry.key().wrong("is no key here", advice(name));
    }
    return false;
  }

  private String advice(String name) {
    if (name.length() <= 40) {
      int nearest = Math.max(2, name.length() / 3) + 1;
      String near = "";
      List<String> candidates = new ArrayList<>(keys.keySet());
      candidates.addAll(refused.keySet());
      for (String candidate : candidates) {
        int distance = distance(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
        if (distance < nearest && distance < candidate.length()) {
          nearest = distance;
          near = candidate;
        }
      }
      if (!near.isEmpty()) {
        return "did you mean " + near + "?";
      }
    }
    return "write one of " + String.join(", ", keys.keySet());
  }

  /** Levenshtein's distance, a swap of neighbours counted as one. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }

  Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.forEach(
        (name, key) -> {
          Map<String, Object> property = new LinkedHashMap<>();
          property.put("description", key.says());
          property.putAll(key.kind().schema());
          properties.put(name, property);
        });
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", List.copyOf(required));
    }
    schema.put("additionalProperties", false);
    return schema;
  }
}
