package io.cutover.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerTokenTest {
  private static BearerToken token(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return BearerToken.of(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, true",
    "a-b.c_d~e+f/g==, true",
    "In0=.eyJ.x, true",
    "'', false",
    "=, false",
    "a=b, false",
    "a b, false",
    "'a,b', false",
    "a\"b, false",
    "a\u00e9, false",
    "a\u0000b, false",
    "a%20, false",
  })
  void onlyToken68IsLookedAt(String text, boolean wellFormed) {
    assertThat(token(text).isWellFormed()).isEqualTo(wellFormed);
  }

  @Test
  void sixteenKibibytesAreTheMost() {
    assertThat(token("a".repeat(16 * 1024)).isWellFormed()).isTrue();
    assertThat(token("a".repeat(16 * 1024 + 1)).isWellFormed()).isFalse();
  }

  @Test
  void itsTextShowsNothingOfIt() {
    assertThat(token("verysecret").toString()).doesNotContain("secret").startsWith("opaque token ");
  }

  @Test
  void equalTokensHaveEqualDigestsWhereverTheyStand() {
    byte[] line = "Bearer abc".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(BearerToken.of(line, 7, 3).digest()).isEqualTo(token("abc").digest());
    assertThat(token("abc").digest()).isNotEqualTo(token("abC").digest());
  }
}
