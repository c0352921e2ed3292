package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoConfigTest {
  private final Population population = Population.of(1);
  private final String yaml =
      DemoConfig.yaml(
          new DemoOptions(Optional.empty(), 200, 8081, 9901, Optional.empty()),
          3,
          new InetSocketAddress("127.0.0.1", 1111),
          new InetSocketAddress("127.0.0.1", 2222),
          population);

  @Test
  void thePlatformsAreCalledByTheirOwnNamesAtTheirLoopbackPorts() {
    assertThat(yaml)
        .contains(
            "url: http://gateway.api.cloud.wso2.com\n"
                + "    connect: 127.0.0.1:1111\n"
                + "    connections: { protocol: h2,")
        .contains(
            "url: http://0f1e2d3c-4b5a-4968-8778-695a4b3c2d1e-prod.e1-us-east-azure.choreoapis.dev\n"
                + "    connect: 127.0.0.1:2222\n")
        .contains("url: http://127.0.0.1:1111/oauth2/introspect\n")
        .contains("issuer: https://sts.choreo.dev/oauth2/token\n")
        .contains("jwks: http://127.0.0.1:2222/oauth2/jwks\n")
        .contains("- address: 127.0.0.1:8081\n")
        .contains("address: 127.0.0.1:9901\n")
        .contains("runtime: { eventLoops: 3 }\n");
  }

  @Test
  void everyRouteAndEveryClientIdIsThereAndNoSecretIs() {
    Api.ALL.forEach(
        api ->
            assertThat(yaml)
                .contains("- name: " + api.name() + "\n    match: { path: " + api.path() + " }\n"));
    for (Application application : population.applications()) {
      for (Platform platform : application.keys().keySet()) {
        var keys = application.keys(platform);
        assertThat(yaml)
            .contains(
                platform.label()
                    + ": { clientId: \""
                    + keys.clientId()
                    + "\", clientSecret: \"${env:CUTOVER_DEMO_")
            .doesNotContain(keys.secret().reveal());
      }
    }
  }

  @Test
  void publicRoutesStickByAHeaderAndByNothing() {
    assertThat(yaml)
        .contains("auth: none\n    stickBy: \"header:x-client\"\n")
        .contains("auth: none\n    stickBy: \"request\"\n")
        .contains("auth: required\n    stickBy: \"application\"\n    scopes: [payments]\n");
  }
}
