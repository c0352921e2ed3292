package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table {@code bad.txt}: each bad configuration with the exact text of all its errors. */
class ConfigErrorsTest {
  private static final Map<String, String> ENV =
      Map.of("OPS", "top-secret-token", "EMPTY", "", "SPACED", "top secret");

  private static final Map<String, String> REST =
      Map.of(
          "listeners:",
          "listeners: [{ address: \"127.0.0.1:0\" }]\n",
          "platforms:",
          "platforms: { old: { url: \"http://old\" }, new: { url: \"http://new\" } }\n",
          "routes:",
          "routes: [{ name: r, match: { path: /r }, auth: none, stickBy: ip }]\n");

  @TempDir static Path dir;

  record Case(String name, String yaml, List<String> errors) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() throws IOException {
    String table;
    try (InputStream in = ConfigErrorsTest.class.getResourceAsStream("/config/bad.txt")) {
      table = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Case> cases = new ArrayList<>();
    for (String text : table.split("(?m)^## ")) {
      if (text.startsWith("#")) {
        continue;
      }
      String[] parts = text.split("(?m)^->\\R", -1);
      int end = parts[0].indexOf('\n');
      cases.add(
          new Case(
              parts[0].substring(0, end),
              parts[0].substring(end + 1),
              parts[1].lines().filter(line -> !line.isBlank()).toList()));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aBadConfigurationIsRefusedWithAllItsErrorsInPlace(Case bad) throws IOException {
    writeNeighbours();
    boolean map = bad.yaml().matches("(?s)[\\[<A-Za-z]+.*:.*") && !bad.yaml().contains("---");
    StringBuilder yaml = new StringBuilder(bad.yaml());
    for (String key : List.of("listeners:", "platforms:", "routes:")) {
      if (map && bad.yaml().lines().noneMatch(line -> line.startsWith(key))) {
        yaml.append(REST.get(key));
      }
    }
    Path file = Files.writeString(dir.resolve("bad.yaml"), yaml);

    ConfigFile.Outcome outcome = ConfigFile.load(file, ENV::get);

    assertThat(outcome).isInstanceOf(ConfigFile.Refused.class);
    List<String> errors =
        ((ConfigFile.Refused) outcome)
            .errors().stream()
                .map(
                    error -> error.toString().replace(dir + "/", "").replace(dir.toString(), "DIR"))
                .toList();
    assertThat(String.join("\n", errors)).isEqualTo(String.join("\n", bad.errors()));
    assertThat(errors.toString()).doesNotContain("top", "hunter2", "not sendable");
  }

  @Test
  void theTableIsLarge() throws IOException {
    assertThat(cases()).hasSizeGreaterThan(100);
  }

  private static void writeNeighbours() throws IOException {
    Files.writeString(dir.resolve("empty"), "\n");
    Files.write(dir.resolve("latin1"), new byte[] {(byte) 0xE9});
    Files.write(dir.resolve("large"), new byte[(64 << 10) + 1]);
    Files.writeString(dir.resolve("two-lines"), "a\nb\n");
    Files.writeString(
        dir.resolve("included.yaml"),
        """
        runtime: {}
        include: [x.yaml]
        routes:
          - { name: r, match: { path: /other }, auth: none, stickBy: ip }
          - { name: s, match: { path: other }, auth: none, stickBy: ip }
        """);
  }
}
