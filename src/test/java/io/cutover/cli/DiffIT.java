package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.Gateway;
import io.cutover.cli.Typed.By;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file against a gateway that runs. */
class DiffIT {
  private static final String TOKEN = "operator-of-the-diff";
  private static final String CONFIG =
      """
      version: 1
      runtime: { eventLoops: 1 }
      accessLog: none
      listeners: [ { address: "127.0.0.1:0" } ]
      admin:
        address: "127.0.0.1:0"
        operators: [ { name: ops, role: admin, token: "${env:T}" } ]
      state: { path: var }
      platforms: { old: { url: "http://127.0.0.1:9" }, new: { url: "http://127.0.0.1:9" } }
      defaults: { auth: none, stickBy: ip }
      routes:
        - { name: orders, match: { path: /orders }, share: 5% }
        - { name: users, match: { path: /users }, share: 5% }
      """;

  @TempDir Path folder;
  private Path other;
  private Gateway gateway;

  @BeforeEach
  void start() throws Exception {
    Path running = Files.createDirectories(folder.resolve("etc/cutover"));
    other = Files.createDirectories(folder.resolve("checkout/config")).resolve("cutover.yaml");
    Files.writeString(other, CONFIG);
    Files.writeString(running.resolve("cutover.yaml"), CONFIG);
    gateway = Gateway.start(running.resolve("cutover.yaml"), _ -> TOKEN);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private Typed types(String... args) {
    return By.script()
        .env("CUTOVER_ADMIN", "http://127.0.0.1:" + gateway.adminAddress().getPort())
        .env("CUTOVER_TOKEN", TOKEN)
        .types(args);
  }

  private Typed diff(String... more) {
    String[] diff = {"diff", "-c", other.toString(), "--no-secrets"};
    return types(Stream.concat(Arrays.stream(diff), Arrays.stream(more)).toArray(String[]::new));
  }

  private void write(String was, String is) throws Exception {
    assertThat(CONFIG).contains(was);
    Files.writeString(other, CONFIG.replace(was, is));
  }

  @Test
  void theSameConfigurationElsewhereChangesNothing() {
    Typed typed = diff();

    assertThat(typed.exit()).as(typed.out() + typed.err()).isZero();
    assertThat(typed.out()).isEqualTo("nothing would change\n");
  }

  @Test
  void aShareThatTheFileChangesIsShownWithWhoMoves() throws Exception {
    write("/orders }, share: 5%", "/orders }, share: 10%");

    Typed typed = diff();

    assertThat(typed.exit()).isEqualTo(Exit.FAILED);
    assertThat(typed.out())
        .contains("PATH", "routes[orders].share  5%       10%", "orders: 5% → 10% moves 0 callers")
        .doesNotContain("users");
    assertThat(diff("-o", "csv").out())
        .isEqualTo("PATH,RUNNING,FILE\r\nroutes[orders].share,5%,10%\r\n");
  }

  @Test
  void aShareThatAReloadWouldNotRaiseSaysWhy() throws Exception {
    types("rollback", "orders");
    write("/orders }, share: 5%", "/orders }, share: 10%");

    assertThat(diff().out())
        .contains(
            "orders stays at 0%: it would raise a latched route",
            "drift: orders is at 0%, the running file says 5%");
  }

  @Test
  void whatIsAddedOrNeedsARestartIsNamed() throws Exception {
    write("  - { name: users", "  - { name: stock, match: { path: /stock } }\n  - { name: users");
    JsonNode added = JsonMapper.shared().readTree(diff("-o", "json").out());
    assertThat(added.path("changes")).hasSize(1);
    assertThat(added.path("changes").get(0).path("path").asString()).isEqualTo("routes[stock]");
    assertThat(added.path("changes").get(0).path("running").isNull()).isTrue();

    write("eventLoops: 1", "eventLoops: 2");
    assertThat(diff().out()).contains("needs a restart: runtime.eventLoops");
  }

  @Test
  void aFileThatDoesNotHoldIsUsageWithEveryError() throws Exception {
    write("share: 5% }", "share: 5 }");

    Typed typed = diff();

    assertThat(typed.exit()).isEqualTo(Exit.USAGE);
    assertThat(typed.err().lines().filter(line -> line.contains("share"))).hasSize(2);
    assertThat(typed.out()).isEmpty();
  }
}
