package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.cli.Typed.By;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void theVersionNamesTheProgramAndItsJava() {
    Typed typed = By.script().types("--version");

    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).startsWith("cutover 0.1.0 (Java 25").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "demo",
        "check",
        "routes",
        "status",
        "share",
        "switch",
        "rollback",
        "plan",
        "rehearse"
      })
  void everyCommandHelps(String command) {
    Typed typed = By.script().types(command, "--help");

    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).startsWith("Usage: cutover ").contains("--help");
    assertThat(typed.err()).isEmpty();
  }

  @Test
  void theHelpNamesTheExitCodesAndOnlyWhatIsThere() {
    String help = By.script().types("--help").out();

    assertThat(help).contains("5 gateway not reachable", "rollback", "routes, status");
    assertThat(help).doesNotContain("compare", "shadow");
  }

  static Stream<String> later() {
    return NotThereYet.COMMANDS.stream();
  }

  @ParameterizedTest
  @MethodSource("later")
  void aCommandThatComesLaterSaysSo(String command) {
    Typed typed = By.script().types(command, "orders", "-c", "x", "--all", "--reason", "y");

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).isEqualTo("cutover: " + command + " is not there yet\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plan start orders --plan x --from 10%  | needs a reason",
        "plan pause orders --reason r --from 1% | go with 'plan start' only",
        "plan promote orders --force            | needs a reason",
        "share orders 5 --reason r              | no percent sign",
        "share orders 5% --reason r --then 1    | no percent sign",
        "pin mobile both --route r --reason r   | none of old, new, auto",
        "retire new --reason r                  | only the platform 'old'",
        "explain GET                            | --request-id",
        "undo c1                                | needs a reason",
        "wait orders --for ever                 | none of converged",
        "share orders 101% --reason r           | more than 100%",
        "share orders 5%                        | needs a reason",
        "share orders                           | Missing required parameter",
        "switch on --reason r                   | none of auto, old, new",
        "switch old                             | needs a reason",
        "plan clear orders                      | needs a reason",
        "plan mend orders --reason r            | nothing to do to a plan",
        "rollback                               | specify one of these",
        "rollback orders --all                  | mutually exclusive",
        "routes -o xml                          | none of table, json, csv",
        "routes --admin ftp://x                 | no admin address",
        "routes --admin http://u:p@x            | no admin address",
        "routes --token-file /no/such/file      | cannot read the token file",
        "routes ..                              | no name of a route",
        "demo --for 3x                          | no duration",
        "demo --rate 0                          | --rate",
        "demo --inject x                        | --inject",
        "nonsense                               | nonsense",
        "routes --nonsense                      | --nonsense"
      })
  void wrongUsageIsOneLineAndExitTwo(String command, String said) {
    Typed typed = By.script().types(command.strip().split(" +"));

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).startsWith("cutover: ").contains(said).hasLineCount(1);
    assertThat(typed.out()).isEmpty();
  }

  @Test
  void withoutACommandItAsksForOne() {
    assertThat(By.script().types().exit()).isEqualTo(2);
  }

  @Test
  void aTokenThatIsNoneIsNotRepeated() {
    Typed typed = By.script().env("CUTOVER_TOKEN", "secret\u0001part").types("routes");

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).contains("CUTOVER_TOKEN").doesNotContain("secret");
  }

  @Test
  void whereNoGatewayAnswersTheExitIsFive() throws Exception {
    int free;
    try (var socket = new java.net.ServerSocket(0)) {
      free = socket.getLocalPort();
    }

    for (String command : List.of("routes", "rollback orders", "share orders 5% --reason r")) {
      Typed typed =
          By.script()
              .env("CUTOVER_ADMIN", "http://127.0.0.1:" + free)
              .types(command.split(" ", -1));

      assertThat(typed.exit()).isEqualTo(5);
      assertThat(typed.err()).contains("127.0.0.1:" + free).contains("--admin").hasLineCount(1);
    }
  }

  @Test
  void aGatewayThatCannotStartIsOneLine() {
    Typed typed =
        By.script()
            .starting(
                (config, env) -> {
                  throw new Failure(Exit.USAGE, config + ": wrong");
                })
            .types("run", "-c", "some.yaml");

    assertThat(typed.exit()).isEqualTo(2);
    assertThat(typed.err()).isEqualTo("cutover: some.yaml: wrong\n");
  }
}
