package io.cutover.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterleaveTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 333, 500, 2_500, 3_333, 5_000, 6_667, 9_000, 9_999, 10_000})
  void afterEveryRequestTheCountIsWithinOneOfTheShare(int basisPoints) {
    var share = new Share(basisPoints);
    for (int seed = 0; seed < 20; seed++) {
      var interleave = new Interleave(new SplittableRandom(seed));
      long onNew = 0;
      for (int k = 1; k <= 20_000; k++) {
        onNew += interleave.next(share) == Platform.NEW ? 1 : 0;

        double due = k * share.ratio();
        assertThat(Math.abs(onNew - due)).as("seed %d request %d", seed, k).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void aChangeOfShareStartsAnew() {
    var interleave = new Interleave(new SplittableRandom(1));
    for (int k = 0; k < 777; k++) {
      interleave.next(new Share(3_000));
    }

    long onNew = 0;
    for (int k = 1; k <= 1_000; k++) {
      onNew += interleave.next(new Share(5_000)) == Platform.NEW ? 1 : 0;
      assertThat(Math.abs(onNew - k * 0.5)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aClientThatSendsEverySecondRequestFindsNoRhythm() {
    var interleave = new Interleave(new SplittableRandom(42));
    int onNew = 0;
    Set<String> patterns = new HashSet<>();
    StringBuilder pattern = new StringBuilder();
    for (int k = 0; k < 20_000; k++) {
      Platform platform = interleave.next(new Share(5_000));
      if (k % 2 == 0) {
        onNew += platform == Platform.NEW ? 1 : 0;
        pattern.append(platform == Platform.NEW ? '1' : '0');
        if (pattern.length() == 8) {
          patterns.add(pattern.toString());
          pattern.setLength(0);
        }
      }
    }

    // One half of 10 000, with a standard deviation below 50.
    assertThat(onNew).isBetween(4_750, 5_250);
    assertThat(patterns).hasSizeGreaterThan(200);
  }
}
