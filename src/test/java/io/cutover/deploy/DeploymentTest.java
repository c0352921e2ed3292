package io.cutover.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.ConfigFile;
import io.cutover.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What else is shipped to run it: the compose file, the unit, the image's recipe. */
class DeploymentTest {
  private static GatewayConfig composed() {
    ConfigFile.Outcome outcome =
        ConfigFile.load(Path.of("deploy/compose/cutover.yaml"), _ -> "from-the-environment");
    assertThat(outcome).isInstanceOf(ConfigFile.Loaded.class);
    return ((ConfigFile.Loaded) outcome).config();
  }

  @Test
  void theComposedGatewayTakesItsConfigurationAndHasTheTimeToEnd() {
    Map<?, ?> services = (Map<?, ?>) Rules.yaml(Path.of("deploy/compose.yaml")).get("services");
    Map<?, ?> gateway = (Map<?, ?>) services.get("cutover");
    var shutdown = composed().shutdown();
    Duration grace = shutdown.delay().plus(shutdown.drain()).plusSeconds(5);

    assertThat(gateway.get("stop_grace_period")).isEqualTo(grace.toSeconds() + "s");
    assertThat(gateway.get("read_only")).isEqualTo(true);
    assertThat(services.keySet().toString()).contains("prometheus", "grafana", "redis");
    assertThat(composed().warnings()).isEmpty();
  }

  @Test
  void everyFolderThatIsMountedIsThere() {
    Map<?, ?> compose = Rules.yaml(Path.of("deploy/compose.yaml"));
    for (Object service : ((Map<?, ?>) compose.get("services")).values()) {
      for (Object volume : (List<?>) ((Map<?, ?>) service).get("volumes")) {
        String source = volume.toString().split(":", -1)[0];
        if (source.startsWith(".")) {
          assertThat(Path.of("deploy").resolve(source)).isDirectory();
        } else {
          assertThat((Map<?, ?>) compose.get("volumes"))
              .extracting(Map::keySet)
              .asString()
              .contains(source);
        }
      }
    }
  }

  @Test
  void theUnitWaitsAsLongAsTheDefaultsTake() throws IOException {
    String unit = Files.readString(Path.of("deploy/systemd/cutover.service"));

    assertThat(unit)
        .contains(
            "TimeoutStopSec=35s", "ProtectSystem=strict", "NoNewPrivileges=yes", "DynamicUser=yes");
  }

  @Test
  void theImageRunsAsNobodyInParticular() throws IOException {
    assertThat(Files.readString(Path.of("Dockerfile")))
        .contains("USER 10001:10001", "ARG BASE=", "ARG JDK=", "jlink", "AOTCacheOutput");
  }
}
