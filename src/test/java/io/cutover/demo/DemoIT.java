package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.Gateway;
import io.cutover.GatewayException;
import io.cutover.demo.StubGateway.Sabotage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoIT {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private int run(Launch launch, Duration duration, double rate) {
    var options = new DemoOptions(Optional.of(duration), rate, 0, 0, Optional.empty());
    return Demo.run(options, launch, out, false);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aGoodGatewayEndsWithZero() {
    int exit = run(new StubGateway(Sabotage.NOTHING), Duration.ofSeconds(8), 150);

    assertThat(printed())
        .containsPattern("(?m)^console http://127.0.0.1:\\d+/ token \\S{32}$")
        .contains("lost 0, misrouted 0, mixed up 0, foreign tokens 0")
        .contains("blocked  no-pair 42: ")
        .contains("result   good");
    assertThat(exit).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "DROPS, lost: the connection closed before an answer",
    "REFUSES, lost: the gateway answered 503 on route",
    "MISROUTES, 'misrouted: the '",
    "LEAKS, 'a token of the other platform in Authorization: '",
    "MIXES_UP, mixed_up: the answer is another request's on route",
    "KEEPS_PATH, 'no such host or path here: '",
    "DISOBEYS, did not start: 409 the route is latched"
  })
  void aBadGatewayEndsWithOneAndIsSaidToBeBad(Sabotage sabotage, String said) {
    int exit = run(new StubGateway(sabotage), Duration.ofSeconds(3), 150);

    assertThat(printed()).contains(said).contains("result   failed: ");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void callsAndConversationsOfBothPlatformsPassARealGateway() {
    run(DemoIT::real, Duration.ofSeconds(6), 20);

    assertThat(printed())
        .containsPattern(
            "(?m)^gRPC     \\d+ calls; API Cloud \\(old\\) [1-9]\\d*, Choreo \\(new\\) [1-9]\\d*,"
                + " failed 0$")
        .containsPattern(
            "(?m)^sockets  \\d+ conversations; API Cloud \\(old\\) [1-9]\\d*,"
                + " Choreo \\(new\\) [1-9]\\d*, failed 0$")
        .contains("foreign tokens 0");
  }

  private static Launch.Running real(Path config, UnaryOperator<String> env) {
    try {
      Gateway gateway = Gateway.start(config, env);
      return new Launch.Running(
          gateway.addresses().getFirst(), gateway.adminAddress(), gateway::close);
    } catch (GatewayException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  @Test
  void aGatewayThatCannotStartIsOneLine() {
    int exit =
        run(
            (config, env) -> {
              throw new IllegalStateException("port 8080 is in use: choose another with --port");
            },
            Duration.ofSeconds(1),
            100);

    assertThat(printed())
        .isEqualToNormalizingNewlines(
            "cutover demo: port 8080 is in use: choose another with --port\n");
    assertThat(exit).isEqualTo(1);
  }
}
