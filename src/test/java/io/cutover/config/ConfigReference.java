package io.cutover.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The reference of the configuration for people: the schema, block by block, as tables. */
final class ConfigReference {
  private static final String HEAD =
      """
      # Configuration

      Every key of `cutover.yaml`, made from [its schema](../config/cutover.schema.json). [config/cutover.yaml](../config/cutover.yaml) shows each of them in its place.

      | kind | written as |
      |---|---|
      | duration | `500ms` `30s` `5m` `2h` `14d` |
      | size | `64KiB` `1MiB` |
      | share, percentage | `12.5%`, always with the sign |
      | secret | `${env:NAME}` or `${file:PATH}`, which may stand in any text |

      Keys in **bold** are required where their block stands. Files are relative to the file that names them. Check it: `./cutover check -c FILE`.
      """;

  private final StringBuilder text = new StringBuilder(HEAD);

  private ConfigReference() {}

  static String text() {
    var reference = new ConfigReference();
    reference.block("", ConfigSchema.tree());
    return reference.text.toString();
  }

  private void block(String path, Map<?, ?> schema) {
    text.append("\n## ").append(path.isEmpty() ? "The file" : "`" + path + "`").append("\n\n");
    text.append("| key | value | what it is |\n|---|---|---|\n");
    List<?> required = schema.get("required") instanceof List<?> list ? list : List.of();
    Map<String, Map<?, ?>> inner = new TreeMap<>();
    new TreeMap<Object, Object>((Map<?, ?>) schema.get("properties"))
        .forEach(
            (key, value) -> {
              Map<?, ?> property = (Map<?, ?>) value;
              String name = required.contains(key) ? "**`" + key + "`**" : "`" + key + "`";
              text.append("| ")
                  .append(name)
                  .append(" | ")
                  .append(cell(kind(property)))
                  .append(" | ")
                  .append(cell(String.valueOf(property.get("description"))))
                  .append(" |\n");
              blocks(path.isEmpty() ? key.toString() : path + "." + key, property, inner);
            });
    inner.forEach(this::block);
  }

  /** Finds the blocks that a value may be or hold; keys that say the same twice stand once. */
  private static void blocks(String path, Map<?, ?> schema, Map<String, Map<?, ?>> found) {
    if (schema.get("properties") != null) {
      found.put(path, schema);
    }
    if (schema.get("additionalProperties") instanceof Map<?, ?> named) {
      blocks(path + ".NAME", named, found);
    }
    if (schema.get("items") instanceof Map<?, ?> items) {
      blocks(path + "[]", items, found);
    }
    if (schema.get("anyOf") instanceof List<?> choices) {
      Map<String, Map<?, ?>> all = new TreeMap<>();
      choices.forEach(choice -> blocks(path, (Map<?, ?>) choice, all));
      all.forEach(
          (at, block) -> {
            if (!at.endsWith("[]") || !block.equals(all.get(at.substring(0, at.length() - 2)))) {
              found.put(at, block);
            }
          });
    }
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private static String kind(Map<?, ?> schema) {
    if (schema.get("anyOf") instanceof List<?> choices) {
      return choices.stream()
          .map(choice -> kind((Map<?, ?>) choice))
          .distinct()
          .collect(Collectors.joining(" or "));
    }
    if (schema.containsKey("const")) {
      return "`" + schema.get("const") + "`";
    }
    if (schema.get("enum") instanceof List<?> words) {
      List<String> quoted = new ArrayList<>();
      words.forEach(word -> quoted.add("`" + word + "`"));
      return String.join(", ", quoted);
    }
    String type = String.valueOf(schema.get("type"));
    return switch (type) {
      case "integer" ->
          schema.get("minimum").equals(schema.get("maximum"))
              ? "`" + schema.get("minimum") + "`"
              : schema.get("minimum") + " to " + schema.get("maximum");
      case "boolean" -> "`true`, `false`";
      case "array" -> "list of " + kind((Map<?, ?>) schema.get("items"));
      case "object" ->
          schema.containsKey("properties")
              ? "block"
              : "map of " + kind((Map<?, ?>) schema.get("additionalProperties"));
      default -> text(String.valueOf(schema.get("pattern")));
    };
  }

  private static String text(String pattern) {
    if (pattern.contains("(ms|s|m|h|d)")) {
      return "duration";
    }
    if (pattern.contains("KiB")) {
      return "size";
    }
    if (pattern.contains("[0-9]{4}-")) {
      return "date";
    }
    if (pattern.contains("%") && pattern.contains("[0-9]{1,3}")) {
      return pattern.contains(" *%") ? "share" : "percentage";
    }
    return "text";
  }
}
