package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {
  private static DemoOptions options(Duration duration, double rate, String inject) {
    return new DemoOptions(Optional.of(duration), rate, 8080, 9900, Optional.ofNullable(inject));
  }

  @Test
  void whatInjectsNothingIsSaidBeforeAnythingStarts() {
    var bytes = new ByteArrayOutputStream();

    int exit =
        Demo.run(
            options(Duration.ofSeconds(20), 200, "errors=10%"),
            (config, env) -> {
              throw new AssertionError("nothing starts");
            },
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            false);

    assertThat(exit).isEqualTo(2);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .startsWith("cutover demo: --inject: 'errors=10%' injects nothing; write new-SIGNAL");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, 20_001})
  void aRateThatMakesNoSenseIsRefused(double rate) {
    assertThat(options(Duration.ofSeconds(20), rate, null).fault())
        .hasValueSatisfying(fault -> assertThat(fault).startsWith("--rate"));
  }

  @Test
  void lessThanASecondIsNoDemo() {
    assertThat(options(Duration.ofMillis(999), 200, null).fault()).contains("--for is at least 1s");
    assertThat(options(Duration.ofSeconds(1), 200, null).fault()).isEmpty();
  }
}
