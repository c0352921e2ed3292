package io.cutover.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Bucket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareCheckTest {
  private final ShareCheck check = new ShareCheck();

  @Test
  void oneRequestThatWentElsewhereThanItsDecisionIsAMismatch() {
    check.arrived(3, true);
    assertThat(check.mismatch()).isFalse();

    check.arrived(3, false);

    assertThat(check.mismatch()).isTrue();
    assertThat(check.arrival()).isEqualTo(new Arrival(3, 1));
  }

  @Test
  void aNewRevisionBeginsAnewAndAnOlderOneDoesNotComeBack() {
    check.arrived(3, false);
    check.arrived(4, true);
    check.arrived(3, false);

    assertThat(check.arrival()).isEqualTo(new Arrival(4, 0));
    assertThat(check.mismatch()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 500, 2500, 5000, 9900, 9999})
  void theKeysOfARealHashAreNoMismatchAtAnyShare(int share) {
    for (int seed = 0; seed < 20; seed++) {
      var keys = new ShareCheck();
      Bucket bucket = new Bucket("route-" + seed, "application");
      for (int key = 0; key < 3000; key++) {
        keys.key(bucket.of("application-" + key), share);
      }
      assertThat(keys.mismatch()).as("seed %d", seed).isFalse();
    }
  }

  @Test
  void keysThatAllFallOnOneSideAreAMismatch() {
    for (int key = 0; key < 1000; key++) {
      check.key(key, 5000);
    }

    assertThat(check.mismatch()).isTrue();
  }

  /** One busy key is one key, however often it comes. */
  @Test
  void aBusyKeyProvesNothing() {
    for (int request = 0; request < 100_000; request++) {
      check.key(42, 5000);
    }

    assertThat(check.mismatch()).isFalse();
  }
}
