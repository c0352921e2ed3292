package io.cutover.token;

import static io.cutover.token.Desk.rejected;
import static io.cutover.token.Signer.ONE;
import static io.cutover.token.Signer.TWO;
import static io.cutover.token.Signer.claims;
import static io.cutover.token.Signer.good;
import static io.cutover.token.Signer.header;
import static io.cutover.token.Signer.jwks;
import static io.cutover.token.Signer.signed;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.token.Verdict.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysIT {
  private static final Verdict UNAVAILABLE = new Verdict.Unavailable("choreo");
  // Outlives every test's time.
  private static final String LONG_LIVED = lasting(ONE.getKeyID(), "");

  private final Issuer issuer = new Issuer();
  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    issuer.hold.countDown();
    desk.close();
    issuer.close();
  }

  private static String lasting(String kid, String more) {
    return signed(ONE, header(kid), claims(1_000_000_000, more));
  }

  private Desk desk() {
    return desk.with(Desk.jwt(issuer.uri("/jwks")));
  }

  /** Waits until one more fetch has ended, with whatever it gave. */
  private Verdict verdictOfOneNeverSeen(int n) {
    return desk.verdict(lasting("one", ",\"n\":" + n));
  }

  @Test
  void theFirstTokensWaitForTheKeysUnderWayAndOneFetchIsEnough() throws InterruptedException {
    issuer.says(200, jwks(ONE));
    issuer.hold = new CountDownLatch(1);
    desk();
    issuer.called.await();
    List<CompletableFuture<Verdict>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(desk.checking(lasting("one", ",\"n\":" + i)));
    }
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    issuer.hold.countDown();

    assertThat(answers)
        .allSatisfy(a -> assertThat(Desk.done(a)).isInstanceOf(Verdict.Granted.class));
    assertThat(issuer.calls).hasValue(1);
    assertThat(desk.count("cutover_jwks_refresh", "choreo", "ok")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"500, {}", "200, {}", "200, <html>", "302, {}", "404, {}"})
  void withoutAnyKeysNothingCanBeCheckedUntilTheyComeAndAttemptsAreSpaced(int status, String body) {
    issuer.says(status, body);
    issuer.location = issuer.uri("/elsewhere").toString();
    desk();

    assertThat(desk.verdict(LONG_LIVED)).isEqualTo(UNAVAILABLE);
    assertThat(desk.verdict(LONG_LIVED)).isEqualTo(UNAVAILABLE);
    assertThat(issuer.calls).hasValue(1);
    int attempts = 1;
    for (int pause : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      desk.time.pass(Duration.ofSeconds(pause).minusNanos(1));
      assertThat(desk.verdict(LONG_LIVED)).isEqualTo(UNAVAILABLE);
      assertThat(issuer.calls).hasValue(attempts);
      desk.time.pass(Duration.ofNanos(1));
      assertThat(Desk.done(desk.checking(LONG_LIVED))).isEqualTo(UNAVAILABLE);
      assertThat(issuer.calls).hasValue(++attempts);
    }
    issuer.says(200, jwks(ONE));
    desk.time.pass(Duration.ofSeconds(60));
    assertThat(desk.verdict(LONG_LIVED)).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aNewKeyIsFetchedWhenATokenNamesItButOnceInThirtySeconds() {
    issuer.says(200, jwks(ONE));
    desk();
    desk.verdict(LONG_LIVED);

    assertThat(desk.verdict(good(TWO))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(issuer.calls).hasValue(2);
    issuer.says(200, jwks(ONE, TWO));
    for (int i = 0; i < 100; i++) {
      assertThat(desk.verdict(signed(ONE, header("made-up" + i), claims(""))))
          .isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }
    assertThat(issuer.calls).hasValue(2);
    desk.time.pass(Duration.ofSeconds(30));
    assertThat(desk.verdict(good(TWO))).isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(3);
  }

  @Test
  void aKnownKidWithABadSignatureFetchesNothing() {
    issuer.says(200, jwks(ONE));
    desk();

    for (int i = 0; i < 100; i++) {
      String forged = signed(TWO, header("one"), claims(",\"n\":" + i));
      assertThat(desk.verdict(forged)).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }
    assertThat(issuer.calls).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 300",
    "max-age=600, 600",
    "'public, Max-Age=\"900\"', 900",
    "max-age=1, 60",
    "max-age=0, 60",
    "no-store, 60",
    "'max-age=600, no-cache', 60",
    "max-age=999999999, 86400",
    "max-age=99999999999999999999999, 300",
    "max-age=-1, 300",
    "s-maxage=600, 300",
  })
  void theKeysLifeIsWhatTheirIssuerSaysWithinBounds(String cacheControl, long seconds) {
    assertThat(JwksSource.OnNetwork.life(cacheControl)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void keysAreFetchedAheadOfTheirEndWhileTokensGoOn() throws InterruptedException {
    issuer.says(200, jwks(ONE));
    issuer.cacheControl = "max-age=100";
    desk();
    desk.verdict(LONG_LIVED);
    issuer.called = new CountDownLatch(1);
    issuer.hold = new CountDownLatch(1);

    desk.time.pass(Duration.ofSeconds(80).minusNanos(1));
    assertThat(desk.authorities.cached(Desk.token(LONG_LIVED))).isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(1);
    desk.time.pass(Duration.ofNanos(1));
    assertThat(desk.authorities.cached(Desk.token(LONG_LIVED))).isInstanceOf(Verdict.Granted.class);
    issuer.called.await();
    assertThat(desk.authorities.cached(Desk.token(LONG_LIVED))).isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(2);
  }

  @Test
  void afterAQuietNightTheKeysAreFetchedBeforeAnybodyIsLetIn() {
    issuer.says(200, jwks(ONE, TWO));
    desk();
    desk.verdict(LONG_LIVED);
    issuer.says(200, jwks(TWO));

    desk.time.pass(Duration.ofHours(8));

    assertThat(desk.authorities.cached(Desk.token(LONG_LIVED))).isNull();
    assertThat(desk.verdict(LONG_LIVED)).isEqualTo(rejected(Reason.BAD_SIGNATURE));
  }

  @ParameterizedTest
  @CsvSource({"500, {}", "200, '{\"keys\":[]}'", "200, <html>"})
  void theLastGoodKeysStayThroughAnOutage(int status, String body) {
    issuer.says(200, jwks(ONE));
    desk();
    desk.verdict(LONG_LIVED);
    issuer.says(status, body);

    for (int hour = 1; hour < 48; hour++) {
      desk.time.pass(Duration.ofHours(1));
      assertThat(desk.verdict(LONG_LIVED)).isInstanceOf(Verdict.Granted.class);
      assertThat(verdictOfOneNeverSeen(hour)).isInstanceOf(Verdict.Granted.class);
    }
    assertThat(desk.verdict(lasting("unknown", "")))
        .as("its key may be one that cannot be fetched")
        .isEqualTo(UNAVAILABLE);
    issuer.says(200, jwks(TWO));
    desk.time.pass(Duration.ofSeconds(60));
    assertThat(desk.verdict(lasting("unknown", ""))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(desk.verdict(LONG_LIVED)).isEqualTo(rejected(Reason.BAD_SIGNATURE));
  }

  @Test
  void aReloadKeepsTheKeysOfAnUnchangedIssuerAndFetchesThoseOfAChangedOne() {
    issuer.says(200, jwks(ONE));
    desk();
    desk.verdict(LONG_LIVED);

    desk();
    assertThat(desk.authorities.cached(Desk.token(LONG_LIVED))).isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(1);
    desk.with(Desk.jwt(issuer.uri("/jwks?v=2")));
    assertThat(desk.verdict(LONG_LIVED)).isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(2);
  }
}
