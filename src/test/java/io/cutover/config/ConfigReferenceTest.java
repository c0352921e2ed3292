package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {
  private static final Path SHIPPED = Path.of("docs/configuration.md");

  /** To mend: run with -Dcutover.schema.write=true. */
  @Test
  void theShippedReferenceIsTheGeneratedOne() throws IOException {
    if (Boolean.getBoolean("cutover.schema.write")) {
      Files.writeString(SHIPPED, ConfigReference.text());
    }

    assertThat(Files.readString(SHIPPED)).isEqualToNormalizingNewlines(ConfigReference.text());
  }

  @Test
  void everyKeyHasARow() {
    check(ConfigSchema.tree(), ConfigReference.text());
  }

  private static void check(Object schema, String text) {
    if (schema instanceof Map<?, ?> map) {
      if (map.get("properties") instanceof Map<?, ?> properties) {
        properties
            .keySet()
            .forEach(key -> assertThat(text).containsPattern("\\| (\\*\\*)?`" + key + "`"));
      }
      map.values().forEach(inner -> check(inner, text));
    } else if (schema instanceof List<?> list) {
      list.forEach(inner -> check(inner, text));
    }
  }
}
