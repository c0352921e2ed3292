package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes are loaded or refused; every refusal has its reasons, each on one line. */
class ConfigFuzzTest {
  private static final Map<String, String> ENV = Map.of("CUTOVER_OPS_TOKEN", "an-ops-token");

  /** Searches with JAZZER_FUZZ=1; else replays the seeds. */
  @FuzzTest
  void anyBytesAreLoadedOrRefused(byte[] bytes) throws IOException {
    check(bytes);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aMutilatedExampleIsLoadedOrRefused(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] example = Files.readAllBytes(Path.of("config/cutover.yaml"));
    byte[] signs =
        "{}[]:,-#&*!|>'\"%@`?~\n\t  ${env:X}<<null\0\u00e9".getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 400; round++) {
      byte[] bytes = example.clone();
      for (int i = 0; i <= random.nextInt(8); i++) {
        int at = random.nextInt(bytes.length);
        if (random.nextBoolean()) {
          bytes[at] = signs[random.nextInt(signs.length)];
        } else {
          int length = Math.min(random.nextInt(200), bytes.length - at);
          System.arraycopy(example, random.nextInt(example.length - length), bytes, at, length);
        }
      }
      check(bytes);
    }
  }

  @Test
  void everyBeginningOfTheExampleIsLoadedOrRefused() throws IOException {
    byte[] example = Files.readAllBytes(Path.of("config/cutover.yaml"));
    for (int length = 0; length < example.length; length += 11) {
      check(java.util.Arrays.copyOf(example, length));
    }
  }

  private static void check(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(Path.of("target"), "fuzz", ".yaml");
    try {
      Files.write(file, bytes);
      ConfigFile.Outcome outcome = ConfigFile.load(file, ENV::get);
      switch (outcome) {
        case ConfigFile.Loaded(GatewayConfig config) -> {
          assertThat(config.routes()).isNotEmpty();
          assertThat(Redacted.of(config)).isNotEmpty();
        }
        case ConfigFile.Refused(var errors, var files) -> {
          assertThat(errors).isNotEmpty();
          assertThat(files).contains(file.toAbsolutePath());
          for (ConfigError error : errors) {
            assertThat(error.toString()).matches("[^\\n]+:[0-9]+:[0-9]+ \\S+: [^\\n]+ — [^\\n]+");
          }
        }
      }
    } finally {
      Files.delete(file);
    }
  }
}
