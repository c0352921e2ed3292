package io.cutover.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {

  @ParameterizedTest
  @CsvSource({
    "0%, 0, 0%",
    "100%, 10000, 100%",
    "5%, 500, 5%",
    "12.5%, 1250, 12.5%",
    "0.01%, 1, 0.01%",
    "99.99%, 9999, 99.99%",
    "5.00%, 500, 5%",
    "' 7 % ', 700, 7%",
    "012%, 1200, 12%",
    "0.010000%, 1, 0.01%"
  })
  void aShareIsReadAndWrittenWithItsPercentSign(String text, int basisPoints, String written) {
    var share = Share.parse(text);

    assertThat(share.basisPoints()).isEqualTo(basisPoints);
    assertThat(share).hasToString(written);
  }

  @ParameterizedTest
  @CsvSource({
    "5, has no percent sign",
    "0.05, has no percent sign",
    "0.001%, finer than 0.01%",
    "100.01%, more than 100%",
    "-1%, is no share",
    "1e1%, is no share",
    "%, is no share",
    "'5,5%', is no share",
    "five%, is no share"
  })
  void whatIsNoShareIsRefusedSayingWhy(String text, String why) {
    assertThatThrownBy(() -> Share.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aShareOutsideItsBoundsCannotBeMade() {
    assertThatThrownBy(() -> new Share(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Share(10_001)).isInstanceOf(IllegalArgumentException.class);
  }
}
