package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** What tests of whole files have in common: a folder, and how a good one is loaded. */
abstract class WithFile {
  static final String PLATFORMS =
      """
      listeners: [{ address: "127.0.0.1:0" }]
      platforms: { old: { url: "http://old" }, new: { url: "https://new/base/" } }
      """;

  @TempDir Path dir;

  GatewayConfig load(String yaml, Map<String, String> env) throws IOException {
    Path file = Files.writeString(dir.resolve("cutover.yaml"), yaml);
    ConfigFile.Outcome outcome = ConfigFile.load(file, env::get);
    assertThat(outcome).isInstanceOf(ConfigFile.Loaded.class);
    return ((ConfigFile.Loaded) outcome).config();
  }

  GatewayConfig load(String yaml) throws IOException {
    return load(yaml, Map.of());
  }
}
