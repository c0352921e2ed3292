package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The shipped schema, the shipped examples, and the reader: none of the three can leave step. */
class ConfigSchemaTest {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();
  private static final Path SHIPPED = Path.of("config/cutover.schema.json");
  private static final Map<String, String> ENV = Map.of("CUTOVER_OPS_TOKEN", "an-ops-token");

  private static String generated() {
    return JSON.writeValueAsString(ConfigSchema.tree()).replace("\r\n", "\n") + "\n";
  }

  private static List<String> faults(Object tree, String part) {
    Map<String, Object> schema = new LinkedHashMap<>(ConfigSchema.tree());
    if (!part.isEmpty()) {
      schema = Map.of("$defs", schema.get("$defs"), "$ref", "#/$defs/" + part);
    }
    Schema compiled =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JSON.valueToTree(schema));
    return compiled.validate(JSON.valueToTree(tree)).stream().map(String::valueOf).toList();
  }

  private static Object yaml(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  /** To mend: run with -Dcutover.schema.write=true. */
  @Test
  void theShippedSchemaIsTheGeneratedOne() throws IOException {
    if (Boolean.getBoolean("cutover.schema.write")) {
      Files.writeString(SHIPPED, generated());
    }

    assertThat(Files.readString(SHIPPED)).isEqualTo(generated());
  }

  @Test
  void theSchemaIsOnTheClassPath() throws IOException {
    try (InputStream in = ConfigSchema.class.getResourceAsStream("cutover.schema.json")) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(generated());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cutover.yaml", "minimal.yaml"})
  void theShippedExamplesPassTheSchemaAndAreLoadedWithoutAWarning(String name) throws IOException {
    Path file = Path.of("config", name);

    ConfigFile.Outcome outcome = ConfigFile.load(file, ENV::get);

    assertThat(outcome).isInstanceOf(ConfigFile.Loaded.class);
    assertThat(((ConfigFile.Loaded) outcome).config().warnings()).isEmpty();
    assertThat(faults(yaml(Files.readString(file)), "")).isEmpty();
  }

  @Test
  void theShippedIncludedFilesPassTheirPartOfTheSchema() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("config/routes"))) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file -> assertThat(faults(yaml(Files.readString(file)), "included")).isEmpty());
    }
  }

  @Test
  void theAnnotatedExampleShowsEveryKey() throws IOException {
    String text =
        Files.readString(Path.of("config/cutover.yaml"))
            + Files.readString(Path.of("config/routes/status.yaml"));

    List<String> keys = new ArrayList<>();
    collectKeys(ConfigSchema.tree(), keys);

    assertThat(keys)
        .hasSizeGreaterThan(80)
        .allSatisfy(key -> assertThat(text).containsAnyOf(key + ":", key + "\":"));
  }

  private static void collectKeys(Object schema, List<String> keys) {
    if (schema instanceof Map<?, ?> map) {
      if (map.get("properties") instanceof Map<?, ?> properties) {
        properties.keySet().forEach(key -> keys.add((String) key));
      }
      map.values().forEach(inner -> collectKeys(inner, keys));
    } else if (schema instanceof List<?> list) {
      list.forEach(inner -> collectKeys(inner, keys));
    }
  }

  /** Every place in the full example where a map with fixed keys stands. */
  static Stream<List<Object>> blocks() throws IOException {
    List<List<Object>> paths = new ArrayList<>();
    collectBlocks(yaml(Files.readString(Path.of("config/cutover.yaml"))), List.of(), paths);
    return paths.stream();
  }

  private static void collectBlocks(Object node, List<Object> path, List<List<Object>> paths) {
    if (node instanceof Map<?, ?> map
        && !"setHeaders".equals(path.isEmpty() ? "" : path.getLast())) {
      if (!path.equals(List.of("plans")) && !path.equals(List.of("announce", "cohorts"))) {
        paths.add(path); // whose keys are names
      }
      map.forEach((key, inner) -> collectBlocks(inner, with(path, key), paths));
    } else if (node instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        collectBlocks(list.get(i), with(path, i), paths);
      }
    }
  }

  private static List<Object> with(List<Object> path, Object step) {
    List<Object> longer = new ArrayList<>(path);
    longer.add(step);
    return List.copyOf(longer);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  @SuppressWarnings("unchecked")
  void anUnknownKeyAnywhereFailsInTheSchemaAndInTheReader(List<Object> path) throws IOException {
    Object root = yaml(Files.readString(Path.of("config/cutover.yaml")));
    Object block = root;
    for (Object step : path) {
      block = step instanceof Integer i ? ((List<?>) block).get(i) : ((Map<?, ?>) block).get(step);
    }
    ((Map<String, Object>) block).put("zzzUnknown", 1);

    assertThat(faults(root, "")).isNotEmpty();
    assertThat(refusal(root)).anySatisfy(error -> assertThat(error).contains("zzzUnknown: is no"));
  }

  private static List<String> refusal(Object root) throws IOException {
    String text = new Dump(DumpSettings.builder().build()).dumpToString(root);
    Path file = Files.createTempFile(Path.of("target"), "unknown", ".yaml");
    try {
      Files.writeString(file, text.replace("routes/*.yaml", "../config/routes/*.yaml"));
      return ConfigFile.load(file, ENV::get) instanceof ConfigFile.Refused(var errors, var _)
          ? errors.stream().map(ConfigError::toString).toList()
          : List.of();
    } finally {
      Files.delete(file);
    }
  }
}
