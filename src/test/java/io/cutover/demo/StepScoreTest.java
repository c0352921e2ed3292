package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Interleave;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepScoreTest {
  private static final Share QUARTER = new Share(2_500);

  private static StepScore score(int old, int moved) {
    StepScore score = new StepScore();
    for (int i = 0; i < old; i++) {
      score.add(0.25, Platform.OLD);
    }
    for (int i = 0; i < moved; i++) {
      score.add(0.25, Platform.NEW);
    }
    return score;
  }

  @Test
  void aCountMayBeOffByTwoPerEventLoopAndOnePerRequestAtTheEdge() {
    StepScore even = score(75, 25);
    StepScore within = score(71, 29);
    StepScore beyond = score(70, 30);
    StepScore edged = score(70, 30);
    edged.addEdge();

    assertThat(even.excess(QUARTER, 2)).isZero();
    assertThat(within.excess(QUARTER, 2)).isZero();
    assertThat(beyond.excess(QUARTER, 2)).isEqualTo(1);
    assertThat(edged.excess(QUARTER, 2)).isZero();
    assertThat(score(80, 20).excess(QUARTER, 2)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 500, 2_500, 5_000, 9_999})
  void theRealSplitOfAnyStretchIsNeverBeyond(int basisPoints) {
    Share share = new Share(basisPoints);
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Interleave[] loops = {new Interleave(random), new Interleave(random)};
      int before = random.nextInt(500);
      StepScore score = new StepScore();
      for (int i = 0; i < before + 700; i++) {
        Platform platform = loops[random.nextInt(2)].next(share);
        if (i >= before) {
          score.add(share.ratio(), platform);
        }
      }
      assertThat(score.excess(share, 2)).isZero();
    }
  }

  @Test
  void ratiosAreOfTheRequestsOfTheStep() {
    StepScore score = score(3, 1);

    assertThat(score.observedRatio()).isEqualTo(0.25);
    assertThat(score.expectedRatio()).isEqualTo(0.25);
    assertThat(new StepScore().observedRatio()).isZero();
  }
}
