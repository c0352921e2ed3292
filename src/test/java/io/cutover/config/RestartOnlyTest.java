package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestartOnlyTest {
  @TempDir Path folder;

  private GatewayConfig config(String admin) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("cutover.yaml"),
            """
            version: 1
            listeners: [ { address: "127.0.0.1:8080" } ]
            %s
            platforms: { old: { url: "http://127.0.0.1:1" }, new: { url: "http://127.0.0.1:2" } }
            routes: [ { name: orders, match: { path: /orders }, auth: none } ]
            """
                .formatted(admin));
    assertThat(ConfigFile.load(file, _ -> null)).isInstanceOf(ConfigFile.Loaded.class);
    return ((ConfigFile.Loaded) ConfigFile.load(file, _ -> null)).config();
  }

  @ParameterizedTest
  @CsvSource({
    "'admin: { address: \"127.0.0.1:9900\", operators: [] }', ",
    "'admin: { address: \"127.0.0.1:9909\", probes: \"127.0.0.1:9901\" }', admin.address",
    "'admin: { address: \"127.0.0.1:9900\", probes: \"127.0.0.1:9902\" }', admin.probes",
    "'', admin.address",
  })
  void whatARunningGatewayCanNotChangeIsNamed(String next, String key) throws IOException {
    GatewayConfig running =
        config(
            key == null
                ? "admin: { address: \"127.0.0.1:9900\" }"
                : "admin: { address: \"127.0.0.1:9900\", probes: \"127.0.0.1:9901\" }");

    var found = RestartOnly.differences(running, config(next));

    if (key == null) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).contains(key);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "runtime, true",
    "runtime.transport, true",
    "state.path, true",
    "admin, true",
    "admin.probes, true",
    "admin.tls, true",
    "admin.tls.chain, false",
    "admin.operators[ops].role, false",
    "routes[state].share, false",
    "runtimes, false",
  })
  void aPathThatDiffersIsKnownAsOne(String path, boolean restart) {
    assertThat(RestartOnly.needsRestart(path)).isEqualTo(restart);
  }

  @Test
  void probesThatComeNeedARestart() throws IOException {
    GatewayConfig running = config("admin: { address: \"127.0.0.1:9900\" }");
    GatewayConfig next =
        config("admin: { address: \"127.0.0.1:9900\", probes: \"127.0.0.1:9901\" }");

    assertThat(RestartOnly.differences(running, next)).containsExactly("admin.probes");
  }

  @Test
  void runtimeAndStateNeedARestartAndOperatorsDoNot() throws IOException {
    String admin = "admin: { address: \"127.0.0.1:9900\", operators: [%s] }\n";
    GatewayConfig running = config(admin.formatted(""));

    assertThat(RestartOnly.differences(running, running)).isEmpty();
    assertThat(
            RestartOnly.differences(
                running, config(admin.formatted("{ name: a, role: admin, token: t }"))))
        .isEmpty();
    assertThat(
            RestartOnly.differences(
                running,
                config(admin.formatted("") + "runtime: { eventLoops: 2 }\nstate: { path: other }")))
        .containsExactly("runtime", "state");
  }
}
