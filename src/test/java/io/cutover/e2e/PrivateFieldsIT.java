package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that are for one platform, or for the gateway alone, and that no other must see. */
class PrivateFieldsIT {
  private static final String ROUTES =
      """
      authorities:
        - { name: api-cloud, native: old, opaque: { introspection: none } }
      applications:
        - { name: qa, old: { clientId: qa-old, tokenDigests: ["sha256:%s"] } }
      defaults: { unmatched: old }
      routes:
        - name: orders
          match: { path: /orders }
          share: 0%%
          override: { header: X-Cutover-Platform, applications: [qa] }
        - { name: stock, match: { path: /stock }, share: 100%%, auth: none, stickBy: ip }
        - { name: asis, match: { path: /asis }, auth: passthrough, stickBy: ip }
      """
          // sha256sum of "hard-coded"
          .formatted("471233bcc8c3a54aa229efc6159bcd91480628b6025b099451688a57988c0803");

  private final RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private Stand stand;

  @BeforeEach
  void start() {
    stand = Stand.start(old.url(), next.url() + "\", preset: \"choreo", ROUTES);
  }

  @AfterEach
  void close() {
    stand.close();
    old.close();
    next.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"API-Key", "Test-Key", "Choreo-API-Key"})
  void aKeyOfTheNewPlatformGoesThereWhateverTheShareIsAndNowhereElse(String field) {
    assertThat(stand.get("/orders", field, "the-key").body()).isEqualTo("new");
    assertThat(stand.get("/orders", field, "the-key", "Authorization", "Bearer opaque").body())
        .isEqualTo("old");

    assertThat(String.join("", next.received())).containsIgnoringCase(field + ": the-key\r\n");
    assertThat(String.join("", old.received())).contains("opaque").doesNotContain("the-key");
    assertThat(stand.metrics()).doesNotContain("the-key");
  }

  @Test
  void whoBringsNeitherKeyNorTokenIsRefused() {
    assertThat(stand.get("/orders", "X-Key", "the-key").statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/orders", "/stock", "/asis", "/nowhere"})
  void anOverridesFieldReachesNoPlatformOnWhicheverRouteItComes(String path) {
    assertThat(
            stand
                .get(
                    path,
                    "X-Cutover-Platform",
                    "new",
                    "Authorization",
                    "Bearer hard-coded",
                    "X-Other",
                    "stays")
                .statusCode())
        .isEqualTo(200);

    assertThat(String.join("", old.received()) + String.join("", next.received()))
        .containsIgnoringCase("X-Other: stays")
        .doesNotContainIgnoringCase("X-Cutover-Platform");
  }
}
