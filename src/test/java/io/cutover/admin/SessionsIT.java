package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import io.cutover.config.AdminConfig.OperatorConfig;
import io.cutover.config.AdminConfig.Role;
import io.cutover.config.Secret;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsIT extends WithRig {
  private static final String SESSION = "/api/v1/session";
  private static final String SHARE = "/api/v1/routes/orders/share";
  private static final String TO_10 = "{\"share\": \"10%\", \"reason\": \"a test\"}";

  private String login(String token) {
    Got got = rig.call("POST", SESSION, token, "{}");
    assertThat(got.status()).isEqualTo(200);
    return got.field("Set-Cookie").split(";", 2)[0];
  }

  private int status(String method, String path, String body, String... fields) {
    return rig.call(method, path, null, body, fields).status();
  }

  @Test
  void aCookieThatNoScriptReadsStandsForTheOperator() {
    Got got = rig.call("POST", SESSION, null, "{\"token\": \"" + OPERATOR + "\"}");

    assertThat(got.json().path("name").asString()).isEqualTo("oleg");
    assertThat(got.json().path("role").asString()).isEqualTo("operator");
    assertThat(got.field("Set-Cookie"))
        .contains("; HttpOnly", "; SameSite=Strict", "; Path=/")
        .doesNotContain(OPERATOR);
    String cookie = got.field("Set-Cookie").split(";", 2)[0];
    assertThat(status("GET", "/api/v1/routes", null, "Cookie", "a=b; " + cookie)).isEqualTo(200);
    assertThat(status("GET", "/api/v1/routes", null, "Cookie", cookie + "0")).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"token\": \"guessed\"}", "{\"token\": 5}", "not json"})
  void withoutARightTokenThereIsNoSession(String body) {
    Got got = rig.call("POST", SESSION, null, body);

    assertThat(got.status()).isEqualTo(401);
    assertThat(got.field("Set-Cookie")).isNull();
  }

  @Test
  void guessingTokensByLoginIsBoundedToo() {
    int last = 0;
    for (int i = 0; i <= FailedLogins.GUESSES; i++) {
      last = rig.call("POST", SESSION, null, "{\"token\": \"guess-" + i + "\"}").status();
    }

    assertThat(last).isEqualTo(429);
  }

  @Test
  void aChangeByCookieNeedsTheMarkOfTheConsole() {
    String cookie = login(OPERATOR);

    Got without = rig.call("PUT", SHARE, null, TO_10, "Cookie", cookie);
    int with = status("PUT", SHARE, TO_10, "Cookie", cookie, Sessions.MARK, "1");

    assertThat(without.problem(403)).contains(Sessions.MARK);
    assertThat(with).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Sec-Fetch-Site, cross-site",
    "Sec-Fetch-Site, same-site",
    "Origin, https://evil.test"
  })
  void aChangeFromAPageOfAnotherOriginIsRefused(String field, String value) {
    String cookie = login(OPERATOR);

    assertThat(status("PUT", SHARE, TO_10, "Cookie", cookie, Sessions.MARK, "1", field, value))
        .isEqualTo(403);
  }

  @Test
  void aChangeFromOurOwnPageIsMade() {
    String cookie = login(OPERATOR);
    String own = rig.base().toString();

    assertThat(status("PUT", SHARE, TO_10, "Cookie", cookie, Sessions.MARK, "1", "Origin", own))
        .isEqualTo(200);
  }

  @Test
  void aSessionHasTheRoleOfItsOperator() {
    String cookie = login(VIEWER);

    assertThat(status("PUT", SHARE, TO_10, "Cookie", cookie, Sessions.MARK, "1")).isEqualTo(403);
  }

  @Test
  void aSessionEnds() {
    String cookie = login(OPERATOR);

    Got ended = rig.call("DELETE", SESSION, null, null, "Cookie", cookie, Sessions.MARK, "1");

    assertThat(ended.field("Set-Cookie")).contains("Max-Age=0");
    assertThat(status("GET", "/api/v1/routes", null, "Cookie", cookie)).isEqualTo(401);
  }

  @Test
  void aSessionEndsByItself() {
    String cookie = login(OPERATOR);
    rig.nanos.addAndGet(Duration.ofHours(12).toNanos());

    assertThat(status("GET", "/api/v1/routes", null, "Cookie", cookie)).isEqualTo(401);
  }

  @Test
  void aSessionEndsWithTheTokenThatItBeganWith() {
    String cookie = login(OPERATOR);
    rig.server.operators(
        List.of(new OperatorConfig("oleg", Role.OPERATOR, new Secret("another-token"))));

    assertThat(status("GET", "/api/v1/routes", null, "Cookie", cookie)).isEqualTo(401);
  }
}
