package io.cutover.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Signal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both platforms' bodies, as they are written. */
class PlatformFaultTest {
  private static PlatformFault read(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return PlatformFault.read(status, bytes, bytes.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // API Manager: in JSON, in XML, since 4.0, customized.
        "401 | {\"fault\":{\"code\":900902,\"message\":\"Missing"
            + " Credentials\",\"description\":\"Required OAuth credentials not provided. Make sure"
            + " your API invocation call has a header: \\\"Authorization: Bearer"
            + " ACCESS_TOKEN\\\"\"}} | 900902 | AUTH",
        "429 | <amt:fault"
            + " xmlns:amt=\"http://wso2.org/apimanager/throttling\"><amt:code>900800</amt:code><amt:message>Message"
            + " Throttled Out</amt:message><amt:description>You have exceeded your"
            + " quota</amt:description></amt:fault> | 900800 | THROTTLE",
        "404 | <am:fault"
            + " xmlns:am=\"http://wso2.org/apimanager\"><am:code>404</am:code><am:type>Status"
            + " report</am:type><am:message>Runtime Error</am:message><am:description>No matching"
            + " resource found for given API Request</am:description></am:fault> | 404 | NOT_FOUND",
        "403 | <ams:fault"
            + " xmlns:ams=\"http://wso2.org/apimanager/security\"><ams:code>900910</ams:code></ams:fault>"
            + " | 900910 | SCOPE",
        "401 | {\"code\":\"900901\",\"message\":\"Invalid Credentials\",\"description\":\"x\"} |"
            + " 900901 | AUTH",
        "401 | {\"errors\":{\"status\":900902,\"message\":\"in our own words\"}} | 900902 | AUTH",
        "429 | {\"code\":\"900804\",\"message\":\"Message throttled out\",\"description\":\"You"
            + " have exceeded your quota .You can access API after 2026-Sep-05 16:00:00+0000"
            + " UTC\",\"nextAccessTime\":\"2026-Sep-05 16:00:00+0000 UTC\"} | 900804 | THROTTLE",
        "429 | {\"fault\":{\"code\":900803,\"message\":\"Message throttled"
            + " out\",\"description\":\"You have exceeded your"
            + " quota\",\"nextAccessTime\":\"2020-Jan-08 16:59:00+0000 UTC\"}} | 900803 | THROTTLE",
        "403 | {\"code\":\"900901\",\"type\":\"Status report\",\"message\":\"Runtime"
            + " Error\",\"description\":\"Sandbox key offered to the API with no sandbox"
            + " endpoint\"} | 900901 | AUTH",
        "500 | {\"fault\":{\"code\":900900,\"message\":\"Unclassified Authentication"
            + " Failure\",\"description\":\"x\"}} | 900900 | AUTH",
        "500 | <am:fault"
            + " xmlns:am=\"http://wso2.org/apimanager\"><am:code>303001</am:code><am:type>Status"
            + " report</am:type><am:message>Runtime Error</am:message><am:description>Currently ,"
            + " Address endpoint : [ Name : x ] [ State : SUSPENDED ]</am:description></am:fault> |"
            + " 303001 | BACKEND",
        "504 | {\"fault\":{\"code\":101507,\"type\":\"Status report\",\"message\":\"Runtime"
            + " Error\",\"description\":\"x\"}} | 101507 | BACKEND",
        "403 | {\"fault\":{\"code\":900908,\"message\":\"Resource forbidden"
            + " \",\"description\":\"x\"}} | 900908 | SUBSCRIPTION",
        "401 | {\"fault\":{\"code\":900909,\"message\":\"x\",\"description\":\"x\"}} | 900909 |"
            + " SUBSCRIPTION",
        "403 | {\"fault\":{\"code\":900906,\"message\":\"x\",\"description\":\"x\"}} | 900906 |"
            + " NOT_FOUND",
        "503 | {\"fault\":{\"code\":700700,\"message\":\"API blocked\",\"description\":\"x\"}} |"
            + " 700700 | BACKEND",
        // Choreo: its enforcer and its router.
        "401 | {\"error_message\":\"Invalid"
            + " Credentials\",\"code\":\"900901\",\"error_description\":\"Make sure you have"
            + " provided the correct security credentials\"} | 900901 | AUTH",
        "403 | {\"error_message\":\"The access token does not allow you to access the requested"
            + " resource\",\"code\":\"900910\",\"error_description\":\"User is NOT authorized to"
            + " access the Resource: /users. Scope validation failed.\"} | 900910 | SCOPE",
        "403 | {\"error_message\":\"Resource forbidden"
            + " \",\"code\":\"900908\",\"error_description\":\"User is NOT authorized to access the"
            + " Resource. API Subscription validation failed.\"} | 900908 | SUBSCRIPTION",
        "403 | {\"error_message\":\"x\",\"code\":\"900912\",\"error_description\":\"x\"} | 900912 |"
            + " AUTH",
        "429 | {\"code\":\"900800\",\"description\":\"Allowed request limit for the API/Resource,"
            + " exceeded\",\"message\":\"Message throttled out\"} | 900800 | THROTTLE",
        "404 | {\"code\":\"404\",\"message\":\"Not Found\",\"description\":\"The requested resource"
            + " is not available.\"} | 404 | NOT_FOUND",
        "503 | {\"code\":\"102503\",\"description\":\"x\",\"message\":\"x\"} | 102503 | BACKEND",
        "504 | {\"code\":\"102504\",\"description\":\"x\",\"message\":\"Upstream connection"
            + " timeout\"} | 102504 | BACKEND",
        "500 | {\"code\":\"102500\",\"description\":\"x\",\"message\":\"Unclassified Validation"
            + " Failure\"} | 102500 | AUTH"
      })
  void aPlatformsFaultIsToldByItsCode(int status, String body, int code, FaultClass kind) {
    PlatformFault fault = read(status, body);

    assertThat(fault).isNotNull();
    assertThat(fault.code()).isEqualTo(code);
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(read(status, "\r\n " + body + "\n")).isEqualTo(fault);
  }

  /** A backend's own errors, and what only looks like a fault. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "null",
        "{",
        "[{\"code\":900901}]",
        "{\"code\":42,\"message\":\"no such order\"}",
        "{\"code\":\"ORDER_GONE\"}",
        "{\"message\":\"900901\"}",
        "{\"code\":{\"code\":900901}}",
        "{\"fault\":\"900901\"}",
        "{\"fault\":{\"code\":101500999999}}",
        "{\"code\":101503}",
        "{\"code\":102511}",
        "{\"code\":404}",
        "900901",
        "Invalid Credentials, code 900901",
        "<html><body>code 900901</body></html>",
        "<fault><faultcode>900901</faultcode></fault>",
        "<order><code>900901</code></order>",
        "<!DOCTYPE fault [<!ENTITY a \"900901\">]><fault><code>&a;</code></fault>"
      })
  void whatIsNoFaultOfAPlatformIsLeftAlone(String body) {
    assertThat(read(400, body)).isNull();
  }

  @Test
  void textsAreTakenWithoutTheirMarkup() {
    assertThat(
            read(
                500,
                "<am:fault xmlns:am=\"x\"><am:code>101503</am:code><am:message>A &lt;b&gt;"
                    + " &amp;amp;</am:message><am:description> d </am:description></am:fault>"))
        .isEqualTo(new PlatformFault(500, 101503, FaultClass.BACKEND, "A <b> &amp;", "d"));
  }

  @Test
  void onlyTheGivenPartOfTheBytesIsRead() {
    byte[] bytes = "{\"code\":900901}}}}garbage".getBytes(StandardCharsets.UTF_8);

    assertThat(PlatformFault.read(401, bytes, "{\"code\":900901}".length())).isNotNull();
  }

  @Test
  void anUnknownTokenIsNoFailureOfThePlatform() {
    assertThat(read(500, "{\"fault\":{\"code\":900900}}").kind().signal())
        .isEqualTo(Signal.UNAUTHORIZED);
    assertThat(read(500, "{\"fault\":{\"code\":101503}}").kind().signal())
        .isEqualTo(Signal.SERVER_ERROR);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"fault\":{\"code\":900900,\"message\":\"Unclassified | true",
        "{\"code\": \"900901\", | true",
        "<ams:fault><ams:code>900900</ams:code> | true",
        "{\"code\":\"102500\",\"description\":\"The requested | false",
        "{\"fault\":{\"code\":101503 | false",
        "{\"fault\":{\"code\":900800 | false",
        "{\"order\":900900} | false",
        "`` | false",
      })
  void onlyATokenThatIsRefusedSaysNothingAgainstThePlatform(String beginning, boolean refused) {
    assertThat(PlatformFault.isRefusedToken(500, beginning)).isEqualTo(refused);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"fault\":{\"code\":900908,\"message\":\"x\"}} | 900908",
        "{\"error_code\":\"900910\",\"error_message\":\"x\"} | 900910",
        "<ams:fault xmlns:ams=\"x\"><ams:code>900902</ams:code> | 900902",
        "{\"errors\":{\"status\":900901,\"message\":\"x\"}} | 900901",
        "{\"code\":102500,\"message\":\"x\"} | 0",
        "order 900902 is not there | 0",
        "{\"status\":401} | 0",
      })
  void aCodeIsFoundInTheBeginningOfABodyWhateverItsForm(String beginning, int code) {
    assertThat(PlatformFault.code(beginning).orElse(0)).isEqualTo(code);
  }
}
