package io.cutover.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorsTest {
  private static final CorsPolicy SHOP =
      new CorsPolicy(
          List.of("https://shop.example.com", "https://b.example.com:8443"),
          List.of("GET", "PUT"),
          List.of("Authorization", "X-Own"),
          List.of("X-Total", "X-Request-Id"),
          true,
          600);
  private static final CorsPolicy ANYONE =
      new CorsPolicy(List.of("*"), List.of("*"), List.of("*"), List.of(), true, 0);

  private static Head preflight(String lines) {
    return Heads.request(
        "OPTIONS /a HTTP/1.1\r\nHost: a\r\nAccess-Control-Request-Method: PUT\r\n" + lines);
  }

  private static Head get(String lines) {
    return Heads.request("GET /a HTTP/1.1\r\nHost: a\r\n" + lines);
  }

  private static String asked(CorsPolicy policy, Head head) {
    return new String(Cors.preflightLines(policy, head), ISO_8859_1);
  }

  private static String answered(CorsPolicy policy, Head head) {
    return new String(Cors.answerLines(policy, head), ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OPTIONS | Origin: https://a  | Access-Control-Request-Method: GET | true",
        "options | Origin: https://a  | Access-Control-Request-Method: GET | false",
        "GET     | Origin: https://a  | Access-Control-Request-Method: GET | false",
        "OPTIONS | X-Origin: https://a| Access-Control-Request-Method: GET | false",
        "OPTIONS | Origin: https://a  | X-Request-Method: GET              | false",
        "OPTIONS | ORIGIN: null       | access-control-request-method: GET | true"
      })
  void aPreflightHasTheMethodAndBothFields(
      String method, String origin, String asks, boolean preflight) {
    Head head =
        Heads.request(method + " /a HTTP/1.1\r\nHost: a\r\n" + origin + "\r\n" + asks + "\r\n");

    assertThat(Cors.isPreflight(head)).isEqualTo(preflight);
  }

  @Test
  void anAllowedOriginIsToldWhatItMayDo() {
    assertThat(asked(SHOP, preflight("Origin: https://shop.example.com\r\n")))
        .isEqualTo(
            "Access-Control-Allow-Origin: https://shop.example.com\r\n"
                + "Access-Control-Allow-Credentials: true\r\n"
                + "Access-Control-Allow-Methods: GET, PUT\r\n"
                + "Access-Control-Allow-Headers: Authorization, X-Own\r\n"
                + "Access-Control-Max-Age: 600\r\n"
                + "Vary: Origin, Access-Control-Request-Method,"
                + " Access-Control-Request-Headers\r\n");
  }

  @Test
  void anAllowedOriginMayReadAnAnswer() {
    assertThat(answered(SHOP, get("Origin: https://b.example.com:8443\r\n")))
        .isEqualTo(
            "Access-Control-Allow-Origin: https://b.example.com:8443\r\n"
                + "Access-Control-Allow-Credentials: true\r\n"
                + "Access-Control-Expose-Headers: X-Total, X-Request-Id\r\n"
                + "Vary: Origin\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://shop.example.com.evil.example\r\n",
        "Origin: https://evilshop.example.com\r\n",
        "Origin: http://shop.example.com\r\n",
        "Origin: https://shop.example.com:443\r\n",
        "Origin: https://SHOP.example.com\r\n",
        "Origin: https://shop.example.com/\r\n",
        "Origin: null\r\n",
        "Origin: *\r\n",
        "Origin:\r\n",
        "Origin: https://shop.example.com https://b.example.com:8443\r\n",
        "Origin: https://shop.example.com\r\nOrigin: https://shop.example.com\r\n",
        ""
      })
  void anotherOriginIsToldNothing(String lines) {
    assertThat(asked(SHOP, preflight(lines)))
        .isEqualTo(
            "Vary: Origin, Access-Control-Request-Method, Access-Control-Request-Headers\r\n");
    assertThat(answered(SHOP, get(lines))).isEqualTo("Vary: Origin\r\n");
  }

  @Test
  void anyOriginIsAStarAndNeverWithCredentials() {
    Head head = preflight("Origin: https://anything.example\r\n");

    assertThat(ANYONE.credentials()).isFalse();
    assertThat(asked(ANYONE, head))
        .isEqualTo(
            "Access-Control-Allow-Origin: *\r\n"
                + "Access-Control-Allow-Methods: *\r\n"
                + "Access-Control-Allow-Headers: *\r\n"
                + "Access-Control-Max-Age: 0\r\n");
    assertThat(answered(ANYONE, head)).isEqualTo("Access-Control-Allow-Origin: *\r\n");
  }

  @Test
  void withCredentialsAStarBecomesTheNamesThatWereAskedFor() {
    var policy =
        new CorsPolicy(
            List.of("https://a.example"), List.of("*"), List.of("*"), List.of(), true, 5);
    Head head =
        preflight("Origin: https://a.example\r\nAccess-Control-Request-Headers: x-a, x-b\r\n");

    assertThat(asked(policy, head))
        .contains("Access-Control-Allow-Methods: PUT\r\n")
        .contains("Access-Control-Allow-Headers: x-a, x-b\r\n")
        .doesNotContain("*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-a;y", "x\"a", "x-a: b", "\u00e9"})
  void whatIsNoListOfNamesIsNotRepeated(String names) {
    var policy =
        new CorsPolicy(
            List.of("https://a.example"), List.of("GET"), List.of("*"), List.of(), true, 5);
    Head head =
        preflight("Origin: https://a.example\r\nAccess-Control-Request-Headers: " + names + "\r\n");

    assertThat(asked(policy, head)).doesNotContain("Allow-Headers").doesNotContain(names);
  }

  @Test
  void withoutAPolicyNothingIsSaid() {
    assertThat(Cors.preflightLines(null, preflight("Origin: https://a\r\n"))).isEmpty();
    assertThat(Cors.answerLines(null, get("Origin: https://a\r\n"))).isEmpty();
  }
}
