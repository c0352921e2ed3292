package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

class RedactedTest {
  private static final String FULL =
      """
      runtime: { eventLoops: 3, transport: nio }
      limits: { uri: 1000B }
      listeners: [{ address: "[::]:8080" }]
      trustedProxies: ["10.0.0.0/8", "fd00::/8"]
      admin:
        address: 0.0.0.0:9900
        insecure: true
        probes: 127.0.0.1:9901
        operators: [{ name: ops, role: admin, token: hidden-one }]
      platforms:
        old:
          { url: "http://old", tokenEndpoint: "http://sts.example.com/t?code=hidden-two", insecure: true, retires: 2030-12-31, preset: choreo }
        new: { url: "https://new/base", capacity: { tier: 20KPerMin, per: platform, headroom: 12.5% } }
      traces: { endpoint: "http://otel.example.com/v1/traces?key=hidden-five", insecure: true, sample: 0.5%, headers: { X-Key: hidden-six } }
      authorities:
        - name: a
          native: both
          opaque: { introspection: { url: "http://i.example.com", insecure: true, clientId: c, clientSecret: hidden-three } }
        - { name: b, native: new, jwt: { issuer: i, jwks: keys.json, audience: [x], applicationClaim: azp } }
      applications: [{ name: x, contact: Jane, key: k, environment: sandbox, cohort: c, stickBy: ip, tokens: new, old: { clientId: o, clientSecret: [{ secret: hidden-five }, { secret: hidden-six, until: 2030-01-31 }] }, new: { clientId: n, clientSecret: hidden-seven, bridge: false }, throttle: { tier: Gold, burst: 7, routes: [{ name: r, tier: Unlimited }] } }]
      announce: { from: 2030-01-01, cohorts: { c: { from: 2029-01-01, sunset: 2029-01-01, link: "https://e.example" } } }
      defaults: { unmatched: old, retry: { attempts: 0, when: [], budget: 0.5% } }
      routes:
        - name: r
          match: [{ hosts: [b.example.com, a.example.com], path: /r }, { path: /s }]
          new: { path: /t, setHeaders: { X-Key: hidden-four }, removeHeaders: [B, A], response: { setHeaders: { X-Seen: "yes" } } }
          share: 12.25%
          scopes: [s2, s1]
          limits: { body: 10MiB }
          throttle: { requestsPerMinute: 50, perApplication: { tier: 10PerMin } }
          cors: { origins: ["https://app.example.com"], maxAge: 90s }
        - { name: gone, match: { path: /gone }, respond: 410 }
      """;

  @TempDir Path dir;

  private GatewayConfig load(String yaml) throws IOException {
    Files.writeString(dir.resolve("keys.json"), "{}");
    Path file = Files.writeString(dir.resolve("cutover.yaml"), yaml);
    ConfigFile.Outcome outcome = ConfigFile.load(file, Map.of("CUTOVER_OPS_TOKEN", "t")::get);
    assertThat(outcome).isInstanceOf(ConfigFile.Loaded.class);
    return ((ConfigFile.Loaded) outcome).config();
  }

  @Test
  void noSecretIsShown() throws IOException {
    assertThat(Redacted.of(load(FULL)).toString()).doesNotContain("hidden").contains("***");
  }

  @Test
  void whatIsShownIsAFileThatMeansTheSame() throws IOException {
    GatewayConfig config = load(FULL);
    Map<String, Object> shown = Redacted.of(config);

    GatewayConfig again = load(yaml(shown));

    assertThat(Redacted.of(again)).isEqualTo(shown);
    assertThat(again.routes().get(1)).isEqualTo(config.routes().get(1));
    assertThat(again.listeners()).isEqualTo(config.listeners());
    assertThat(again.limits()).isEqualTo(config.limits());
    assertThat(again.state()).isEqualTo(config.state());
    assertThat(again.applications().getFirst().stickBy())
        .isEqualTo(config.applications().getFirst().stickBy());
    assertThat(again.applications().getFirst().throttle())
        .isEqualTo(config.applications().getFirst().throttle());
    assertThat(again.platforms().get(Platform.NEW)).isEqualTo(config.platforms().get(Platform.NEW));
    assertThat(again.announce()).isEqualTo(config.announce());
    assertThat(again.trustedProxies()).isEqualTo(config.trustedProxies());
    assertThat(again.passUnmatched()).isTrue();
    assertThat(again.unmatched()).isEqualTo(config.unmatched());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cutover.yaml", "minimal.yaml"})
  void theExamplesAreShownAsFilesThatMeanTheSame(String name) throws IOException {
    ConfigFile.Outcome outcome =
        ConfigFile.load(Path.of("config", name), Map.of("CUTOVER_OPS_TOKEN", "t")::get);
    Map<String, Object> shown = Redacted.of(((ConfigFile.Loaded) outcome).config());

    assertThat(Redacted.of(load(yaml(shown)))).isEqualTo(shown);
  }

  @Test
  void valuesAreInTheWordsOfTheFile() throws IOException {
    Map<String, Object> shown = Redacted.of(load(FULL));

    assertThat(shown.get("limits"))
        .isEqualTo(
            Map.of(
                "header", "16KiB",
                "headers", "64KiB",
                "uri", "1000B",
                "connections", 20000,
                "connectionsPerAddress", "none"));
    assertThat(shown.get("shutdown")).isEqualTo(Map.of("delay", "0s", "drain", "30s"));
    assertThat(at(shown, "platforms", "old", "tokenEndpoint"))
        .isEqualTo("http://sts.example.com/t?***");
    assertThat(at(shown, "defaults", "retry", "budget")).isEqualTo("0.5%");
    assertThat(at(shown, "runtime", "transport")).isEqualTo("nio");
  }

  private static Object at(Map<String, Object> tree, String... path) {
    Object node = tree;
    for (String step : path) {
      node = ((Map<?, ?>) Objects.requireNonNull(node)).get(step);
    }
    return node;
  }

  private static String yaml(Object tree) {
    return new Dump(DumpSettings.builder().build()).dumpToString(tree);
  }
}
