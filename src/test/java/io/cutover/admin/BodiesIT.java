package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sent along with a call, and its bounds. */
class BodiesIT extends WithRig {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"share\": 5, \"reason\": \"r\"}                       | bare number",
        "{\"share\": 0.05, \"reason\": \"r\"}                    | bare number",
        "{\"share\": \"5\", \"reason\": \"r\"}                   | no percent sign",
        "{\"share\": \"101%\", \"reason\": \"r\"}                | more than 100%",
        "{\"share\": \"0.001%\", \"reason\": \"r\"}              | finer than 0.01%",
        "{\"share\": [\"5%\"], \"reason\": \"r\"}                | must be a text",
        "{\"reason\": \"r\"}                                     | share is missing",
        "{\"share\": \"6%\"}                                     | reason is missing",
        "{\"share\": \"6%\", \"reason\": \"  \"}                 | reason is missing",
        "{\"share\": \"6%\", \"reason\": 7}                      | reason must be a text",
        "{\"share\": \"6%\", \"reason\": \"a\\nb\"}              | control characters",
        "{\"share\": \"6%\", \"reason\": \"r\", \"shr\": 1}      | unknown field 'shr'",
        "{\"share\": \"6%\", \"reason\": \"r\", \"lease\": \"2\"} | lease must be a duration",
        "{\"share\": \"6%\", \"reason\": \"r\", \"lease\": \"91d\"} | lease must be a duration",
        "{\"share\": \"6%\", \"reason\": \"r\", \"then\": \"1%\"}  | then has a meaning with a"
            + " lease",
        "{\"share\": \"6%\", \"reason\": \"r\", \"lease\": \"2h\", \"then\": 1}  | then is a bare"
            + " number",
        "{\"share\": \"6%\", \"share\": \"7%\", \"reason\": \"r\"} | uplicate",
        "{\"share\": \"6%\", \"reason\": \"r\"} {}               | no valid JSON",
        "[\"share\"]                                             | no JSON object",
        "nonsense                                                | no valid JSON",
        "{\"share\"                                              | no valid JSON"
      })
  void aFaultyBodyIsRefusedSayingWhatIsWrong(String body, String said) {
    Got got = rig.call("PUT", SHARE, OPERATOR, body, "If-Match", "\"stale\"");

    assertThat(got.problem(400)).contains(said);
    assertThat(share()).isEqualTo("5%");
  }

  @Test
  void anEmptyBodyLacksWhatIsNeeded() {
    Got got = rig.call("PUT", SHARE, OPERATOR, null);

    assertThat(got.problem(400)).contains("share is missing").contains("reason is missing");
    assertThat(got.json().path("errors").size()).isEqualTo(2);
  }

  @Test
  void aReasonHasItsBounds() {
    String longest = "x".repeat(Body.LONGEST_TEXT);

    assertThat(setShare("6%", longest + "x").problem(400)).contains("longer than");
    assertThat(setShare("6%", longest).status()).isEqualTo(200);
  }

  @Test
  void aDeepBodyIsRefused() {
    String deep = "{\"share\":" + "[".repeat(100_00) + "]".repeat(100_00) + "}";

    assertThat(rig.call("PUT", SHARE, OPERATOR, deep).problem(400)).contains("no valid JSON");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json"})
  void aBodyOfAnotherKindIsRefused(String kind) {
    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10, "Content-Type", kind).problem(415))
        .contains("application/json");
  }

  @Test
  void theKindMayNameItsCharset() {
    assertThat(
            rig.call(
                    "PUT",
                    SHARE,
                    OPERATOR,
                    TO_10,
                    "Content-Type",
                    "Application/JSON; charset=utf-8")
                .status())
        .isEqualTo(200);
  }

  @Test
  void aBodyTooLargeIsRefused() {
    assertThat(setShare("6%", "x".repeat(Call.Place.SMALL_BODY)).problem(413)).contains("65536");
    assertThat(share()).isEqualTo("5%");
  }

  @Test
  void aWholeConfigurationIsTakenFromOperatorsOnly() {
    String body = "{\"config\": {\"version\": 1, \"x\": \"" + "x".repeat(500_000) + "\"}}";

    assertThat(rig.call("POST", "/api/v1/config/preview", VIEWER, body).json().path("changes"))
        .hasSize(2);
    assertThat(rig.call("POST", "/api/v1/config/preview", "nobody", body).status()).isEqualTo(401);
    assertThat(rig.call("POST", "/api/v1/explain", VIEWER, body).status()).isEqualTo(413);
  }

  @Test
  void aChunkedBodyTooLargeIsRefusedWithoutReadingItAll() throws Exception {
    String head =
        "PUT "
            + SHARE
            + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
            + OPERATOR
            + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    String chunk = "8000\r\n" + " ".repeat(0x8000) + "\r\n";

    // There is no last chunk: who waited for it would wait for ever.
    assertThat(raw(head + chunk.repeat(3))).startsWith("HTTP/1.1 413 ").contains("problem+json");
  }
}
