package io.cutover.h2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a peer may ask for nothing. */
class PatienceTest {
  private static final long SECOND = 1_000_000_000L;

  private static int until(Patience patience, int amount, long now) {
    int times = 0;
    while (patience.spend(amount, now)) {
      times++;
    }
    return times;
  }

  @Test
  void aFloodEndsIt() {
    assertThat(until(new Patience(0), Patience.FRAME, 0)).isEqualTo(2000);
    assertThat(until(new Patience(0), Patience.WASTE, 0)).isEqualTo(200);
  }

  @Test
  void timeGivesItBackUpToTheMost() {
    var patience = new Patience(0);
    for (int i = 0; i < 200; i++) {
      assertThat(patience.spend(Patience.WASTE, 0)).isTrue();
    }
    assertThat(until(patience, Patience.WASTE, SECOND)).isEqualTo(20);
    var rested = new Patience(0);
    assertThat(until(rested, Patience.FRAME, 1000 * SECOND)).isEqualTo(2000);
  }

  @Test
  void aPeerThatGetsContentMayAskOn() {
    var patience = new Patience(0);
    for (int i = 0; i < 100_000; i++) {
      assertThat(patience.spend(2 * Patience.FRAME, 0)).isTrue();
      patience.earn(Patience.CONTENT);
    }
  }
}
