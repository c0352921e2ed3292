package io.cutover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {
  private static final String PREFIX = "/api/v1";

  @TempDir Path folder;

  private static JsonNode document() throws Exception {
    try (InputStream in = OpenApi.class.getResourceAsStream(OpenApi.RESOURCE)) {
      return JsonMapper.builder().build().readTree(in);
    }
  }

  /** Both ways: nothing is described that is not there, and nothing is there undescribed. */
  @Test
  void eachEndpointIsDescribedWithItsRoleAndNoOther() throws Exception {
    Map<String, String> described = new TreeMap<>();
    document()
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        method ->
                            described.put(
                                method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                method.getValue().path("x-role").asString())));
    Map<String, String> there = new TreeMap<>();
    try (var rig = new AdminRig(folder.resolve("var"))) {
      for (Call.Place place : rig.server.places()) {
        String path = "/" + String.join("/", place.path());
        if (path.startsWith(PREFIX + "/")) {
          there.put(
              place.method() + " " + path.substring(PREFIX.length()),
              place.role().name().toLowerCase(Locale.ROOT));
        }
      }
    }

    assertThat(described).isEqualTo(there);
  }

  @Test
  void everyReferenceLeadsSomewhere() throws Exception {
    JsonNode document = document();

    assertThat(document.findValuesAsString("$ref"))
        .isNotEmpty()
        .allSatisfy(
            reference -> assertThat(document.at(reference.substring(1)).isObject()).isTrue());
  }
}
