package io.cutover.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StickByTest {

  @ParameterizedTest
  @CsvSource({
    "request, request",
    "application, application",
    "subject, subject",
    "token, token",
    "ip, ip",
    "header:x-client, header",
    "cookie:SID, cookie"
  })
  void itIsReadAndWrittenAlike(String text, String kind) {
    assertThat(StickBy.parse(text).text()).isEqualTo(text);
    assertThat(StickBy.parse(text).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "header", "header:", "header:a b", "cookie:", "Application", "x:y"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> StickBy.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
