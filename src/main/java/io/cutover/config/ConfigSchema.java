package io.cutover.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema (2020-12) of the file, made from the tables that reading it uses: a key that one
 * knows, the other knows. What depends on other keys, on files or on the environment only the
 * reader checks.
 */
public final class ConfigSchema {
  private ConfigSchema() {}

  /** Returns the schema as a tree of maps, lists, texts, numbers and booleans. */
  public static Map<String, Object> tree() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "cutover.yaml");
    schema.put(
        "description",
        "Durations are written as 500ms 30s 5m 2h 14d, sizes as 64KiB 1MiB, shares as 12.5%;"
            + " ${env:NAME} and ${file:PATH} may stand in any text.");
    schema.putAll(GatewayReader.MAIN.schema());
    schema.put(
        "anyOf",
        List.of(
            Map.of("required", List.of("include")),
            Map.of("required", List.of("listeners", "routes"))));
    schema.put("$defs", Map.of("included", GatewayReader.INCLUDED.schema()));
    return schema;
  }
}
