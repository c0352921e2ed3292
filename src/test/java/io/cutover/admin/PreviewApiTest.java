package io.cutover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Share;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewApiTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "100%, 9500, 9500, none",
        "100%, 9500, 0, none",
        "100%, 9500, 38000, 25%",
        "50%, 100, 200, 25%",
        "10%, 1, 3, 3.33%",
      })
  void requestsSpillAboveTheShareThatTheCapacityIsEnoughFor(
      String share, int permits, double perMinute, String spillsFrom) {
    assertThat(PreviewApi.spillsFrom(Share.parse(share), permits, perMinute)).isEqualTo(spillsFrom);
  }
}
