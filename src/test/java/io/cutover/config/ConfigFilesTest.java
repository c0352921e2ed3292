package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several files, and files that are not as they should be. */
class ConfigFilesTest extends WithFile {
  @Test
  void includedListsAreJoinedInOrderEachFileOnce() throws IOException {
    Path routes = Files.createDirectory(dir.resolve("routes"));
    Files.writeString(routes.resolve("b.yaml"), route("b"));
    Files.writeString(routes.resolve("a.yaml"), route("a"));
    Files.writeString(routes.resolve("notes.txt"), "no YAML: [");
    Files.writeString(
        dir.resolve("more.yaml"), "applications: [{ name: x, old: { clientId: x } }]");

    GatewayConfig config =
        load(
            "include: [routes/*.yaml, more.yaml, \"./more.yaml\", \"*.yaml\"]\n"
                + PLATFORMS
                + route("main"));

    assertThat(config.routes()).extracting(RouteConfig::name).containsExactly("main", "a", "b");
    assertThat(config.applications()).extracting(ApplicationConfig::name).containsExactly("x");
    assertThat(config.files())
        .containsExactlyInAnyOrder(
            dir.resolve("cutover.yaml"),
            dir,
            routes,
            routes.resolve("a.yaml"),
            routes.resolve("b.yaml"),
            dir.resolve("more.yaml"));
    assertThat(config.warnings()).isEmpty();
  }

  private static String route(String name) {
    return "routes: [{ name: %s, match: { path: /%s }, auth: none, stickBy: ip }]"
        .formatted(name, name);
  }

  @Test
  void whatIsDoubtfulIsAWarningWithItsPlace() throws IOException {
    GatewayConfig config =
        load(
            """
            version: 1
            trustedProxies: [0.0.0.0/0]
            listeners: [{ address: "127.0.0.1:0" }]
            platforms: { old: { url: "http://old" }, new: { url: "http://new" } }
            admin:
              address: 127.0.0.1:0
              operators: [{ name: ops, role: admin, token: plainly-written }]
            routes:
              - { name: a, match: { path: /a }, auth: none }
              - { name: b, match: { path: /b }, auth: none, stickBy: token, scopes: [x] }
              - { name: c, match: { path: /c }, auth: passthrough, share: 5%, stickBy: subject }
              - { name: d, match: { path: /d }, auth: passthrough }
            """);

    String file = dir.resolve("cutover.yaml").toString();
    assertThat(config.warnings())
        .containsExactly(
            file
                + ":2:18 trustedProxies[0]: believes every client's word about where a request came"
                + " from",
            file
                + ":7:48 admin.operators[0].token: is written in the file itself; better write"
                + " ${env:NAME} or ${file:PATH}",
            file
                + ":9:5 routes[0].stickBy: application never finds a key with auth: none: all goes"
                + " to the route's home; better write request, ip, header:NAME or cookie:NAME",
            file
                + ":10:58 routes[1].stickBy: token never finds a key with auth: none: all goes to"
                + " the route's home; better write request, ip, header:NAME or cookie:NAME",
            file + ":10:73 routes[1].scopes: are not checked with auth: none",
            file
                + ":11:63 routes[2].share: is ignored with auth: passthrough: all goes to the"
                + " route's home",
            file
                + ":11:76 routes[2].stickBy: subject never finds a key with auth: passthrough: all"
                + " goes to the route's home; better write request, ip, header:NAME or"
                + " cookie:NAME");
  }

  @Test
  void aPatternThatMatchesNothingIsAWarning() throws IOException {
    GatewayConfig config = load("include: [\"*.nothing\"]\n" + PLATFORMS + route("r"));

    assertThat(config.warnings())
        .containsExactly(
            dir.resolve("cutover.yaml") + ":1:11 include[0]: '*.nothing' matches no file");
  }

  @Test
  void aMissingFileIsRefusedAndWatchedFor() {
    Path file = dir.resolve("nowhere.yaml");

    ConfigFile.Outcome outcome = ConfigFile.load(file, _ -> null);

    assertThat(outcome)
        .isEqualTo(
            new ConfigFile.Refused(
                List.of(
                    new ConfigError(
                        file.toString(),
                        1,
                        1,
                        ".",
                        "can not be read: there is no such file",
                        "mend the path or the file's rights")),
                Set.of(file)));
  }

  @Test
  void aRefusedFileNamesTheSecretThatItWaitsFor() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("cutover.yaml"), PLATFORMS + route("r") + "\naccessLog: ${file:soon}\n");

    ConfigFile.Outcome outcome = ConfigFile.load(file, _ -> null);

    assertThat(((ConfigFile.Refused) outcome).files())
        .containsExactlyInAnyOrder(file, dir.resolve("soon"));
  }

  @Test
  void bytesThatAreNoTextAreRefusedWhereTheyStand() throws IOException {
    assertThat(refusal("version: 1\nname: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo("cutover.yaml:2:10 .: is not in UTF-8 — save the file in UTF-8");
    assertThat(refusal("version: 1\nname: \u0001".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("cutover.yaml:2:7 .: is no YAML: it holds a control character — remove it");
    assertThat(refusal(new byte[0]))
        .isEqualTo(
            "cutover.yaml:1:1 .: is empty — write a configuration, as config/minimal.yaml shows");
    assertThat(refusal(new byte[Source.LARGEST + 1]))
        .isEqualTo(
            "cutover.yaml:1:1 .: can not be read: it is larger than 4096KiB — mend the path or the"
                + " file's rights");
  }

  private String refusal(byte[] bytes) throws IOException {
    Path file = Files.write(dir.resolve("cutover.yaml"), bytes);
    ConfigFile.Outcome outcome = ConfigFile.load(file, _ -> null);
    List<ConfigError> errors = ((ConfigFile.Refused) outcome).errors();
    assertThat(errors).hasSize(1);
    return errors.getFirst().toString().replace(dir + "/", "");
  }

  @Test
  void aByteOrderMarkIsNoFault() throws IOException {
    assertThat(load("\uFEFF" + PLATFORMS + route("r")).routes()).hasSize(1);
  }
}
