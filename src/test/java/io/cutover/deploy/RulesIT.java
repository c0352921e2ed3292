package io.cutover.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules as Prometheus reads them. */
class RulesIT {
  @Test
  void theConfigurationAndItsRulesAreValid() {
    String said = Tool.ok(Rules.FOLDER, "promtool", "check", "config", "prometheus.yml");

    assertThat(said)
        .contains("SUCCESS: %d rules found".formatted(Rules.alerts().size()))
        .contains("SUCCESS: %d rules found".formatted(Rules.recording().size()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts_test.yml", "patient_alerts_test.yml", "recording_test.yml"})
  void theRulesDoWhatTheirTestsSay(String file) {
    String said = Tool.ok(Rules.FOLDER.resolve("tests"), "promtool", "test", "rules", file);

    assertThat(said).contains("SUCCESS").doesNotContain("FAILED");
  }
}
