package io.cutover.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What one platform found, in the words of the other. */
class DialectTest {
  private static PlatformFault fault(int status, int code) {
    return new PlatformFault(status, code, FaultClass.of(status, code), "m \"q\"", "d");
  }

  private static String text(Dialect.Said said) {
    return new String(said.body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    // found by Choreo -> as API Cloud has it
    "401, 900901, 401, 900901",
    "401, 900902, 401, 900902",
    "401, 900900, 401, 900901",
    "403, 900907, 401, 900907",
    "403, 900909, 401, 900909",
    "403, 900908, 403, 900908",
    "403, 900910, 403, 900910",
    "403, 900912, 403, 900901",
    "429, 900800, 429, 900800",
    "404, 404,    404, 404",
    "500, 102500, 500, 900900",
    "503, 102503, 503, 101503",
    "504, 102504, 504, 101504",
    "503, 102508, 503, 303001",
    "503, 102510, 503, 101505",
    "500, 102506, 500, 101500",
    "503, 700700, 503, 700700"
  })
  void apiCloudSaysItThisWay(int status, int code, int saidStatus, int saidCode) {
    Dialect.Said said = Dialect.WSO2.say(fault(status, code), null);

    assertThat(said.status()).isEqualTo(saidStatus);
    assertThat(said.contentType()).isEqualTo("application/json; charset=UTF-8");
    assertThat(text(said))
        .startsWith("{\"fault\":{\"code\":" + saidCode + ",")
        .endsWith("\"message\":\"m \\\"q\\\"\",\"description\":\"d\"}}");
    assertThat(PlatformFault.read(saidStatus, said.body(), said.body().length)).isNotNull();
  }

  @Test
  void apiCloudSaysItInXmlWhereThatIsAskedFor() {
    Dialect.Said said = Dialect.WSO2.say(fault(429, 900800), "application/xml");

    assertThat(said.contentType()).isEqualTo("application/xml; charset=UTF-8");
    assertThat(text(said))
        .isEqualTo(
            "<amt:fault"
                + " xmlns:amt=\"http://wso2.org/apimanager/throttling\"><amt:code>900800</amt:code><amt:message>m"
                + " &quot;q&quot;</amt:message><amt:description>d</amt:description></amt:fault>");
  }

  @ParameterizedTest
  @CsvSource({
    // found by API Cloud -> as Choreo's enforcer has it
    "401, 900901, 401, 900901",
    "401, 900902, 401, 900901",
    "401, 900905, 401, 900901",
    "500, 900900, 401, 900901",
    "401, 900907, 403, 900907",
    "401, 900909, 403, 900909",
    "403, 900908, 403, 900908",
    "403, 900910, 403, 900910"
  })
  void choreosEnforcerSaysItThisWay(int status, int code, int saidStatus, int saidCode) {
    Dialect.Said said = Dialect.CHOREO.say(fault(status, code), "application/xml");

    assertThat(said.status()).isEqualTo(saidStatus);
    assertThat(said.contentType()).isEqualTo("text/plain");
    assertThat(text(said))
        .isEqualTo(
            "{\"error_message\":\"m \\\"q\\\"\",\"code\":\"%d\",\"error_description\":\"d\"}"
                .formatted(saidCode));
  }

  @ParameterizedTest
  @CsvSource({
    // found by API Cloud -> as Choreo's router has it
    "429, 900803, 429, 900800",
    "429, 900804, 429, 900800",
    "503, 900801, 429, 900800",
    "403, 900906, 404, 404",
    "404, 404,    404, 404",
    "500, 101503, 503, 102503",
    "500, 101504, 504, 102504",
    "500, 101505, 503, 102510",
    "500, 303001, 503, 102508",
    "503, 700700, 503, 700700"
  })
  void choreosRouterSaysItThisWay(int status, int code, int saidStatus, int saidCode) {
    Dialect.Said said = Dialect.CHOREO.say(fault(status, code), null);

    assertThat(said.status()).isEqualTo(saidStatus);
    assertThat(said.contentType()).isEqualTo("application/json");
    assertThat(text(said))
        .isEqualTo(
            "{\"code\":\"%d\",\"message\":\"m \\\"q\\\"\",\"description\":\"d\"}\n"
                .formatted(saidCode));
  }

  @ParameterizedTest
  @EnumSource(Platform.class)
  void whatAPlatformSaysIsInItsOwnWordsAlready(Platform platform) {
    assertThat(Dialect.WSO2.isOf(platform)).isEqualTo(platform == Platform.OLD);
    assertThat(Dialect.CHOREO.isOf(platform)).isEqualTo(platform == Platform.NEW);
  }
}
