package io.cutover.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.TokenKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T09:00:00Z");
  private static final Standing AT_12 = new Standing(new Share(1234), Platform.OLD, true, Map.of());

  private final Decisions decisions = new Decisions();

  private static void remember(Decisions.OnLoop loop, String id, int status, Choice choice) {
    loop.remember(
        id.getBytes(StandardCharsets.US_ASCII),
        NOW.toEpochMilli(),
        "orders",
        "mobile",
        choice,
        AT_12,
        TokenKind.JWT,
        status);
  }

  private static Choice choice(Platform platform, Decision decision, int bucket, Blocked blocked) {
    return new Choice(platform, decision, bucket, true, true, false, false, blocked);
  }

  @Test
  void everyFactComesBack() {
    Decisions.OnLoop loop = decisions.on(1);
    int i = 0;
    for (Decision decision : Decision.values()) {
      for (Platform platform : new Platform[] {Platform.OLD, Platform.NEW, null}) {
        Blocked blocked = i % 9 == 8 ? null : Blocked.values()[i % 8];
        int bucket = i % 3 == 0 ? Choice.NO_BUCKET : 9999 - i;
        String id = "id-" + i;
        remember(loop, id, 599 - i, choice(platform, decision, bucket, blocked));

        assertThat(decisions.find(id, NOW))
            .isEqualTo(
                new Remembered(
                    NOW,
                    "orders",
                    "mobile",
                    platform,
                    decision,
                    bucket,
                    new Share(1234),
                    blocked,
                    TokenKind.JWT,
                    599 - i,
                    true));
        i++;
      }
    }
  }

  @Test
  void failuresOutliveTheManyThatWentWellButNotForEver() {
    Decisions.OnLoop loop = decisions.on(100);
    Choice choice = choice(Platform.OLD, Decision.SHARE, 1, null);
    remember(loop, "failed", 500, choice);
    remember(loop, "fine", 200, choice);
    for (int i = 0; i < Decisions.KEPT / 100; i++) {
      remember(loop, "other-" + i, 200, choice);
    }

    assertThat(decisions.find("fine", NOW)).isNull();
    assertThat(decisions.find("failed", NOW.plus(Duration.ofHours(48)))).isNotNull();
    assertThat(decisions.find("failed", NOW.plus(Duration.ofHours(49)))).isNull();
  }

  @Test
  void anApplicationsFailuresAreNamedForTwoDays() {
    Choice choice = choice(Platform.OLD, Decision.SHARE, 1, null);
    Decisions.OnLoop one = decisions.on(2);
    Decisions.OnLoop other = decisions.on(2);
    remember(one, "first", 500, choice);
    remember(other, "second", 404, choice);
    remember(one, "fine", 200, choice);

    assertThat(decisions.failuresOf("mobile", NOW.plus(Duration.ofHours(48))))
        .extracting(Decisions.Named::requestId)
        .containsExactlyInAnyOrder("first", "second");
    assertThat(decisions.failuresOf("mobile", NOW.plus(Duration.ofHours(49)))).isEmpty();
    assertThat(decisions.failuresOf("batch", NOW)).isEmpty();
  }

  @Test
  void ofAnApplicationsRequestsOneASecondIsNamedTheNewestFirst() {
    Decisions.OnLoop loop = decisions.on(1);
    for (int i = 0; i < 100; i++) {
      loop.remember(
          ("id-" + i).getBytes(StandardCharsets.US_ASCII),
          NOW.toEpochMilli() + i * 500,
          "orders",
          "mobile",
          choice(Platform.NEW, Decision.SHARE, 1, null),
          AT_12,
          TokenKind.JWT,
          200);
    }

    assertThat(decisions.samplesOf("mobile"))
        .hasSize(10)
        .extracting(Sample::requestId)
        .startsWith("id-98", "id-96", "id-94");
    assertThat(decisions.samplesOf("batch")).isEmpty();
  }

  @Test
  void everyLoopIsLookedAt() {
    decisions.on(2);
    remember(decisions.on(2), "second", 200, choice(Platform.NEW, Decision.PIN, 5, null));

    assertThat(decisions.find("second", NOW)).isNotNull();
    assertThat(decisions.find("third", NOW)).isNull();
  }

  /** A reader sees an entry whole or not at all, however fast it is written over. */
  @Test
  void whatIsReadWhileItIsWrittenIsNeverHalfOfTwo() throws Exception {
    Decisions.OnLoop loop = new Decisions().on(1);
    var ring = new DecisionRing(2, false);
    var fault = new AtomicReference<String>();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 400_000; i++) {
                    boolean even = i % 2 == 0;
                    ring.remember(
                        even ? 2 : 3,
                        new byte[0],
                        even ? 2000 : 3000,
                        even ? "two" : "three",
                        null,
                        choice(Platform.OLD, Decision.SHARE, even ? 2 : 3, null),
                        AT_12,
                        TokenKind.NONE,
                        200);
                  }
                });
    while (writer.isAlive()) {
      Remembered two = ring.find(2);
      if (two != null && (two.bucket() != 2 || !two.route().equals("two"))) {
        fault.set(two.toString());
      }
    }
    assertThat(fault.get()).isNull();
    assertThat(loop).isNotNull();
  }
}
