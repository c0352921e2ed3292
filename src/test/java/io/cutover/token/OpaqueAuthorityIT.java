package io.cutover.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpaqueAuthorityIT {
  private static final String ACTIVE =
      "{\"active\":true,\"client_id\":\"app\",\"scope\":\"a  b a\",\"token_type\":\"Bearer\"}";
  private static final Verdict UNCHECKED = new Verdict.Unchecked("cloud", Set.of(Platform.OLD));
  private static final Verdict UNAVAILABLE = new Verdict.Unavailable("cloud");

  private final Issuer issuer = new Issuer();
  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    issuer.hold.countDown();
    desk.close();
    issuer.close();
  }

  private Desk desk() {
    return desk.with(Desk.opaque(issuer.uri("/introspect")));
  }

  private static String expiring(long secondsFromStart) {
    return "{\"active\":true,\"exp\":" + (Time.START.getEpochSecond() + secondsFromStart) + "}";
  }

  @Test
  void whatIsNotCheckedGoesToItsPlatformAtOnce() {
    desk.with(Desk.opaque(null));

    assertThat(desk.authorities.cached(Desk.token("abc"))).isEqualTo(UNCHECKED);
    assertThat(desk.count("cutover_tokens", "cloud", "unchecked")).isEqualTo(1);
  }

  @Test
  void theGatewayAsksWithItsCredentialsAndReadsWhoseTheTokenIs() {
    issuer.says(200, ACTIVE);

    Identity identity = Desk.identity(desk().verdict("a+b/c=="));

    assertThat(issuer.bodies.getFirst()).contains("token=a%2Bb%2Fc%3D%3D");
    // RFC 6749 §2.3.1: both parts are form-encoded first.
    assertThat(issuer.authorizations)
        .containsExactly("Basic " + Base64.getEncoder().encodeToString("g+w:p%3Ass".getBytes()));
    assertThat(identity.clientId()).isEqualTo("app");
    assertThat(identity.scopes()).containsExactlyInAnyOrder("a", "b");
    assertThat(identity.nativeTo()).containsExactly(Platform.OLD);
    assertThat(identity.expiresAt()).isNull();
    assertThat(identity.applicationOwn()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"client_id\":\"app\"', true",
    "'\"client_id\":\"app\",\"sub\":\"app\"', true",
    "'\"client_id\":\"app\",\"sub\":\"john\"', false",
    "'\"client_id\":\"app\",\"username\":\"app\"', false",
    "'\"sub\":\"app\"', false",
  })
  void onlyATokenWithoutAUserIsTheApplicationsOwn(String members, boolean own) {
    issuer.says(200, "{\"active\":true," + members + "}");

    assertThat(Desk.identity(desk().verdict("abc")).applicationOwn()).isEqualTo(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"active\":false}",
        "{\"active\":true,\"token_type\":\"Refresh\"}",
        "{\"active\":true,\"token_type\":\"refresh_token\"}"
      })
  void anInactiveTokenIsRejectedAndRememberedForAWhile(String body) {
    issuer.says(200, body);
    desk();

    assertThat(desk.verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.INACTIVE));
    assertThat(desk.verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.INACTIVE));
    assertThat(issuer.calls).hasValue(1);
    desk.time.pass(Duration.ofSeconds(10));
    assertThat(desk.authorities.cached(Desk.token("abc"))).isNull();
    assertThat(desk.count("cutover_introspections", "cloud", "rejected")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|application/json|{}",
        "200|application/json|{\"active\":\"true\"}",
        "200|application/json|{\"active\":1}",
        "200|application/json|{\"active\":null}",
        "200|application/json|{\"active\":true,\"exp\":\"1\"}",
        "200|application/json|{\"active\":true,\"client_id\":7}",
        "200|application/json|{\"active\":true,\"scope\":[\"a\"]}",
        "200|application/json|{\"active\":tru",
        "200|application/json|[]",
        "200|application/json|null",
        "200|application/json|''",
        "200|text/html|{\"active\":false}",
        "200|text/html|<html>please log in</html>",
        "204|application/json|''",
        "302|application/json|{\"active\":true}",
        "400|application/json|{\"error\":\"invalid_request\"}",
        "401|application/json|{\"active\":false}",
        "403|application/json|{\"active\":false}",
        "404|application/json|{\"active\":false}",
        "429|application/json|{\"active\":false}",
        "500|text/html|<html>sorry</html>",
        "503|application/json|{\"active\":true}",
      })
  void whatIsNoClearAnswerIsNoRejectionAndNeverRemembered(int status, String type, String body) {
    issuer.says(status, body);
    issuer.type = type;
    issuer.location = issuer.uri("/elsewhere").toString();
    desk();

    assertThat(desk.verdict("abc")).isEqualTo(UNCHECKED);
    assertThat(issuer.calls).hasValue(1);
    issuer.type = "application/json";
    issuer.says(200, ACTIVE);
    assertThat(desk.verdict("abc")).isInstanceOf(Verdict.Granted.class);
    assertThat(desk.count("cutover_introspections", "cloud", "unavailable")).isEqualTo(1);
    assertThat(desk.count("cutover_introspections", "cloud", "ok")).isEqualTo(1);
  }

  @Test
  void anAnswerBeyondSixtyFourKibibytesIsNone() {
    issuer.says(200, "{\"active\":true,\"x\":\"" + "y".repeat(64 * 1024) + "\"}");

    assertThat(desk().verdict("abc")).isEqualTo(UNCHECKED);
  }

  @Test
  void aStalledAnswerIsGivenUpAndRefusedWhereThatIsAskedFor() {
    issuer.hold = new CountDownLatch(1);
    desk.timeout = Duration.ofMillis(50);
    desk.with(Desk.opaque(issuer.uri("/"), true));

    assertThat(desk.verdict("abc")).isEqualTo(UNAVAILABLE);
    assertThat(desk.count("cutover_tokens", "cloud", "unavailable")).isEqualTo(1);
  }

  @Test
  void aGoodTokenIsAskedAboutAgainAfterItsTtl() {
    issuer.says(200, ACTIVE);
    desk();

    desk.verdict("abc");
    desk.time.pass(Duration.ofSeconds(60).minusNanos(1));
    assertThat(desk.authorities.cached(Desk.token("abc"))).isInstanceOf(Verdict.Granted.class);
    desk.time.pass(Duration.ofNanos(1));
    assertThat(desk.authorities.cached(Desk.token("abc"))).isNull();
    issuer.says(200, "{\"active\":false}");
    assertThat(desk.verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.INACTIVE));
    issuer.says(500, "");
    assertThat(desk.verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.INACTIVE));
    desk.time.pass(Duration.ofSeconds(10));
    assertThat(desk.verdict("abc")).as("revoked: no more stale").isEqualTo(UNCHECKED);
    assertThat(desk.count("cutover_token_cache", "cloud", "hit")).isEqualTo(2);
    assertThat(desk.count("cutover_token_cache", "cloud", "miss")).isEqualTo(3);
  }

  @Test
  void pastItsExpATokenIsAskedAboutAndBelievedWithinThatSecondOnly() {
    issuer.says(200, expiring(30));
    desk();

    desk.verdict("abc");
    desk.time.pass(Duration.ofSeconds(30).minusMillis(1));
    assertThat(desk.authorities.cached(Desk.token("abc"))).isInstanceOf(Verdict.Granted.class);
    desk.time.pass(Duration.ofMillis(1));
    assertThat(desk.authorities.cached(Desk.token("abc"))).as("nothing is remembered").isNull();
    assertThat(desk.verdict("abc")).isInstanceOf(Verdict.Granted.class);
    desk.time.pass(Duration.ofSeconds(1));
    assertThat(desk.verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.EXPIRED));
    assertThat(desk.count("cutover_tokens", "cloud", "expired")).isEqualTo(1);
  }

  @Test
  void anActiveTokenThatHasExpiredIsExpired() {
    issuer.says(200, expiring(-1));

    assertThat(desk().verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.EXPIRED));
  }

  @Test
  void aTokenNotYetGoodIsAskedAboutUntilItIs() {
    issuer.says(200, "{\"active\":true,\"nbf\":" + (Time.START.getEpochSecond() + 1) + "}");
    desk();

    assertThat(desk.verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.NOT_YET_VALID));
    desk.time.pass(Duration.ofSeconds(1));
    assertThat(desk.verdict("abc")).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aKnownTokenGoesOnThroughAnOutageButNotForEver() {
    issuer.says(200, ACTIVE);
    desk();
    desk.verdict("abc");
    issuer.says(500, "");

    desk.time.pass(Duration.ofSeconds(60));
    assertThat(desk.verdict("abc")).isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(2);
    assertThat(desk.verdict("abc")).as("left in peace").isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(2);
    assertThat(desk.count("cutover_token_cache", "cloud", "stale")).isEqualTo(2);
    assertThat(desk.verdict("unknown")).isEqualTo(UNCHECKED);
    desk.time.pass(Duration.ofMinutes(5).minusNanos(1));
    assertThat(desk.verdict("abc")).isInstanceOf(Verdict.Granted.class);
    desk.time.pass(Duration.ofNanos(1));
    assertThat(desk.verdict("abc")).isEqualTo(UNCHECKED);
  }

  @Test
  void noOutageMakesATokenOutliveItsExp() {
    issuer.says(200, expiring(90));
    desk();
    desk.verdict("abc");
    issuer.says(500, "");

    desk.time.pass(Duration.ofSeconds(89));
    assertThat(desk.verdict("abc")).isInstanceOf(Verdict.Granted.class);
    desk.time.pass(Duration.ofSeconds(1));
    assertThat(desk.verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.EXPIRED));
  }

  @Test
  void hundredWhoAskAtOnceAreOneQuestion() throws InterruptedException {
    issuer.says(200, ACTIVE);
    issuer.hold = new CountDownLatch(1);
    desk();

    List<CompletableFuture<Verdict>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(desk.checking("abc"));
    }
    issuer.called.await();
    answers.add(desk.checking("abc"));
    issuer.hold.countDown();

    assertThat(answers)
        .allSatisfy(a -> assertThat(Desk.done(a)).isEqualTo(Desk.done(answers.getFirst())));
    assertThat(Desk.done(answers.getFirst())).isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(1);
  }

  @Test
  void aLoopThatHasEndedKeepsNobodyElseFromTheAnswer() throws InterruptedException {
    issuer.says(200, ACTIVE);
    issuer.hold = new CountDownLatch(1);
    desk();
    for (int i = 0; i < 2 * Gate.AT_ONCE; i++) {
      desk.authorities.check(
          Desk.token("t" + i),
          task -> {
            throw new RejectedExecutionException();
          },
          verdict -> {});
    }
    issuer.called.await();
    CompletableFuture<Verdict> joined = desk.checking("t0");
    issuer.hold.countDown();

    assertThat(Desk.done(joined)).isInstanceOf(Verdict.Granted.class);
    assertThat(desk.verdict("other")).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aFloodIsBoundedAndGoodTokensOutliveIt() throws InterruptedException {
    issuer.says(200, ACTIVE);
    desk();
    desk.verdict("good");
    issuer.called = new CountDownLatch(Gate.AT_ONCE);
    issuer.says(200, "{\"active\":false}");
    issuer.hold = new CountDownLatch(1);

    List<CompletableFuture<Verdict>> answers = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      answers.add(desk.checking("forged" + i));
    }
    long atOnce = answers.stream().filter(CompletableFuture::isDone).count();
    issuer.called.await();
    int asked = issuer.calls.get();
    issuer.hold.countDown();

    assertThat(atOnce).isEqualTo(20_000 - Gate.AT_ONCE - Gate.WAITING);
    assertThat(asked).isEqualTo(1 + Gate.AT_ONCE);
    assertThat(answers).allSatisfy(answer -> Desk.done(answer));
    assertThat(issuer.calls).hasValue(1 + Gate.AT_ONCE + Gate.WAITING);
    assertThat(desk.authorities.cached(Desk.token("good"))).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void whoWaitedTooLongIsAnsweredWithoutAQuestion() throws InterruptedException {
    issuer.says(200, ACTIVE);
    issuer.hold = new CountDownLatch(1);
    issuer.called = new CountDownLatch(Gate.AT_ONCE);
    desk();
    List<CompletableFuture<Verdict>> first = new ArrayList<>();
    for (int i = 0; i < Gate.AT_ONCE; i++) {
      first.add(desk.checking("t" + i));
    }
    issuer.called.await();
    CompletableFuture<Verdict> late = desk.checking("late");
    desk.time.pass(Checks.PATIENCE.plusNanos(1));
    issuer.hold.countDown();

    assertThat(Desk.done(late)).isEqualTo(UNCHECKED);
    assertThat(first).allSatisfy(a -> assertThat(Desk.done(a)).isInstanceOf(Verdict.Granted.class));
    assertThat(issuer.calls).hasValue(Gate.AT_ONCE);
  }

  @Test
  void anUnchangedAuthorityKeepsWhatItKnowsAndDoesThroughAReload() throws InterruptedException {
    issuer.says(200, ACTIVE);
    desk();
    desk.verdict("abc");
    issuer.called = new CountDownLatch(1);
    issuer.hold = new CountDownLatch(1);
    CompletableFuture<Verdict> underWay = desk.checking("other");
    issuer.called.await();

    desk();
    assertThat(desk.authorities.cached(Desk.token("abc"))).isInstanceOf(Verdict.Granted.class);
    CompletableFuture<Verdict> joined = desk.checking("other");
    issuer.hold.countDown();

    assertThat(Desk.done(underWay)).isInstanceOf(Verdict.Granted.class);
    assertThat(Desk.done(joined)).isInstanceOf(Verdict.Granted.class);
    assertThat(issuer.calls).hasValue(2);
  }

  @Test
  void aChangedAuthorityStartsAnewAndTheOldOneEnds() throws InterruptedException {
    issuer.says(200, ACTIVE);
    issuer.hold = new CountDownLatch(1);
    desk();
    CompletableFuture<Verdict> underWay = desk.checking("abc");
    issuer.called.await();

    desk.with(Desk.opaque(issuer.uri("/introspect"), true));

    assertThat(Desk.done(underWay)).isEqualTo(UNCHECKED);
    issuer.hold.countDown();
    assertThat(desk.authorities.cached(Desk.token("abc"))).isNull();
    assertThat(desk.verdict("abc")).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void withoutAnAuthorityForItATokenIsRejected() {
    desk.with();

    assertThat(desk.verdict("abc")).isEqualTo(Desk.rejected(Verdict.Reason.NO_AUTHORITY));
    assertThat(desk.verdict("e30.e30.")).isEqualTo(Desk.rejected(Verdict.Reason.NO_AUTHORITY));
    assertThat(Desk.done(desk.checking("abc")))
        .isEqualTo(Desk.rejected(Verdict.Reason.NO_AUTHORITY));
  }
}
