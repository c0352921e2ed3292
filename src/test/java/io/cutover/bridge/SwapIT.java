package io.cutover.bridge;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static io.cutover.bridge.Crossing.identity;
import static io.cutover.bridge.Crossing.own;
import static io.cutover.bridge.Crossing.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.http.Fault;
import io.cutover.config.ApplicationConfig;
import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.config.ApplicationConfig.Environment;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.BridgeConfig;
import io.cutover.config.Secret;
import io.cutover.ledger.Applications;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Swapping, against token endpoints that are good, slow, wrong, or away. */
class SwapIT {
  private static final ApplicationConfig MOBILE =
      application("mobile", Environment.PRODUCTION, true);
  private static final Blocked NONE = null;

  private final Crossing crossing = new Crossing();

  private static ApplicationConfig application(
      String name, Environment environment, boolean bridge) {
    Registration pair = Applications.registration("n-" + name, "secret of " + name);
    return new ApplicationConfig(
        name,
        null,
        null,
        environment,
        null,
        Applications.registration("o-" + name),
        new Registration(pair.clientId(), pair.secrets(), Set.of(), bridge),
        Platform.OLD,
        null,
        ApplicationConfig.Throttle.NONE);
  }

  @BeforeEach
  void start() {
    crossing.with(BridgeConfig.DEFAULT, false, MOBILE);
    crossing.issues("token-1", ",\"expires_in\":900");
  }

  @AfterEach
  void close() {
    crossing.close();
  }

  private @Nullable Blocked hindrance(io.cutover.token.Identity identity) {
    return crossing.bridge.hindrance(
        identity, crossing.application(identity), Platform.NEW, "orders");
  }

  @Test
  void anApplicationsTokenIsSwappedByItsOwnPair() {
    assertThat(text(crossing.swap(own("o-mobile", "b", "a", "default", "am_application_scope"))))
        .isEqualTo("Bearer token-1");

    assertThat(crossing.asked())
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.getHeader("Authorization"))
                  .isEqualTo("Basic bi1tb2JpbGU6c2VjcmV0K29mK21vYmlsZQ==");
              assertThat(request.getBodyAsString())
                  .isEqualTo("grant_type=client_credentials&scope=a+b");
            });
    assertThat(crossing.count("ok")).isEqualTo(1);
  }

  /** What is called otherwise there is asked for, and checked, by the name that it has there. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the token's | asked for | granted | what comes of it
        "read        | urn:read          | urn:read       | token",
        "read list   | list urn:read     | urn:read list  | token",
        "read        | urn:read          | read           | SCOPE",
        "urn:read    | ''                | ''             | token"
      })
  void aScopeIsAskedForByTheNameThatItHasThere(
      String scopes, String wanted, String granted, String outcome) {
    crossing.with(new BridgeConfig(80, false, Map.of("read", "urn:read"), null), false, MOBILE);
    crossing.issues("t", ",\"expires_in\":900,\"scope\":\"" + granted + "\"");

    Swap swap = crossing.swap(own("o-mobile", scopes.split(" ")));

    assertThat(swap).isInstanceOf(outcome.equals("token") ? Swap.Token.class : Swap.Refused.class);
    assertThat(crossing.asked().getFirst().getBodyAsString())
        .isEqualTo(
            "grant_type=client_credentials"
                + (wanted.isEmpty()
                    ? ""
                    : "&scope=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8)));
  }

  @Test
  void aHundredSimultaneousMissesAreOneCall() {
    crossing.answer(
        aResponse()
            .withFixedDelay(300)
            .withBody("{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"expires_in\":900}"));
    List<CompletableFuture<Swap>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(crossing.fetching(crossing.ask(own("o-mobile"))));
    }

    assertThat(all).allSatisfy(one -> assertThat(text(Crossing.done(one))).isEqualTo("Bearer t"));
    assertThat(crossing.asked()).hasSize(1);
  }

  @Test
  void itIsGivenUntilItEndsAndNobodyWaitsForTheNext() {
    crossing.swap(own("o-mobile"));
    crossing.time.pass(Duration.ofSeconds(719));
    assertThat(text(crossing.bridge.held(crossing.ask(own("o-mobile"))))).endsWith("token-1");
    assertThat(crossing.asked()).hasSize(1);

    crossing.time.pass(Duration.ofSeconds(2));
    crossing.issues("token-2", ",\"expires_in\":900");
    for (int i = 0; i < 50; i++) {
      assertThat(text(crossing.bridge.held(crossing.ask(own("o-mobile"))))).contains("token-");
    }
    await()
        .untilAsserted(
            () ->
                assertThat(text(crossing.bridge.held(crossing.ask(own("o-mobile")))))
                    .endsWith("token-2"));
    assertThat(crossing.asked()).hasSize(2);

    crossing.time.pass(Duration.ofSeconds(901));
    assertThat(crossing.bridge.held(crossing.ask(own("o-mobile")))).isNull();
  }

  @Test
  void theSameTokenUntilItsLastSecondIsDividedAgain() {
    crossing.issues("same", ",\"expires_in\":100");
    Swap first = crossing.swap(own("o-mobile"));
    crossing.time.pass(Duration.ofSeconds(81));
    crossing.issues("same", ",\"expires_in\":19");
    assertThat(crossing.bridge.held(crossing.ask(own("o-mobile")))).isSameAs(first);
    await().until(() -> crossing.asked().size() == 2);
    crossing.time.pass(Duration.ofSeconds(10));
    assertThat(crossing.bridge.held(crossing.ask(own("o-mobile")))).isSameAs(first);
    assertThat(crossing.asked()).hasSize(2);

    crossing.time.pass(Duration.ofSeconds(10));
    crossing.issues("same", ",\"expires_in\":0");
    assertThat(text(crossing.swap(own("o-mobile")))).isEqualTo("Bearer same");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a    | a b        | SCOPE",
        "''   | a          | SCOPE",
        "a    | a default  | ok",
        "a b  | a          | ok",
        "''   | default am_application_scope | ok",
        "a    | ''         | ok",
      })
  void anAnswerWithMoreScopesIsNone(String own, String answered, String outcome) {
    crossing.issues("token", ",\"scope\":\"" + answered + "\"");
    var identity = own("o-mobile", own.isEmpty() ? new String[0] : own.split(" "));

    Swap swap = crossing.swap(identity);

    if (outcome.equals("ok")) {
      assertThat(text(swap)).isEqualTo("Bearer token");
      assertThat(hindrance(identity)).isEqualTo(NONE);
    } else {
      assertThat(swap).isEqualTo(new Swap.Refused(Blocked.SCOPE));
      assertThat(hindrance(identity)).isEqualTo(Blocked.SCOPE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"scope\":\"a admin\"}",
        "{\"scope\":[\"a\",\"admin\"]}",
        "{\"scp\":[\"admin\"]}"
      })
  void aJwtThatGivesMoreThanItWasAskedForIsNoneAlthoughTheAnswerIsSilent(String claims) {
    var base64 = Base64.getUrlEncoder().withoutPadding();
    crossing.issues(
        base64.encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.US_ASCII))
            + "."
            + base64.encodeToString(claims.getBytes(StandardCharsets.US_ASCII))
            + ".",
        "");

    assertThat(crossing.swap(own("o-mobile", "a"))).isEqualTo(new Swap.Refused(Blocked.SCOPE));
  }

  @ParameterizedTest
  @CsvSource({
    "401, invalid_client, NO_PAIR",
    "400, unauthorized_client, NO_PAIR",
    "400, invalid_scope, SCOPE",
  })
  void aRefusalIsKeptForAWhileThatGrows(int status, String error, Blocked cause) {
    crossing.answer(status, "{\"error\":\"" + error + "\"}");

    assertThat(crossing.swap(own("o-mobile"))).isEqualTo(new Swap.Refused(cause));
    assertThat(crossing.swap(own("o-mobile"))).isEqualTo(new Swap.Refused(cause));
    assertThat(hindrance(own("o-mobile"))).isEqualTo(cause);
    assertThat(crossing.asked()).hasSize(1);
    crossing.time.pass(Duration.ofSeconds(1));
    assertThat(hindrance(own("o-mobile"))).isEqualTo(NONE);
    crossing.swap(own("o-mobile"));
    crossing.time.pass(Duration.ofSeconds(1));
    crossing.swap(own("o-mobile"));
    assertThat(crossing.asked()).hasSize(2);
    crossing.time.pass(Duration.ofSeconds(1));
    crossing.issues("token", "");
    assertThat(text(crossing.swap(own("o-mobile")))).isEqualTo("Bearer token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "500|{\"error\":\"server_error\"}",
        "503|",
        "429|{\"error\":\"invalid_client\"}",
        "200|<html>welcome</html>",
        "200|{}",
        "200|{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
        "200|{\"access_token\":\"a b\",\"token_type\":\"Bearer\"}",
        "200|{\"access_token\":\"x\\r\\nX-Evil: 1\",\"token_type\":\"Bearer\"}",
        "200|{\"access_token\":\"x\",\"token_type\":\"mac\"}",
        "200|{\"access_token\":\"x\",\"access_token\":\"y\",\"token_type\":\"Bearer\"}",
        "302|",
        "401|Unauthorized",
      })
  void whatIsNoAnswerLeavesTheEndpointInPeace(String answer) {
    int bar = answer.indexOf('|');
    crossing.answer(
        aResponse()
            .withStatus(Integer.parseInt(answer.substring(0, bar)))
            .withHeader("Location", "http://127.0.0.1:1/")
            .withBody(answer.substring(bar + 1)));

    assertThat(crossing.swap(own("o-mobile"))).isEqualTo(new Swap.Away());
    assertThat(crossing.swap(own("o-mobile", "a"))).isEqualTo(new Swap.Away());
    assertThat(crossing.asked()).hasSize(1);
    assertThat(hindrance(own("o-mobile"))).isEqualTo(NONE);
    assertThat(crossing.count("unavailable")).isEqualTo(2);

    crossing.time.pass(Duration.ofSeconds(1));
    crossing.issues("token", "");
    assertThat(text(crossing.swap(own("o-mobile")))).isEqualTo("Bearer token");
  }

  @Test
  void anEndpointThatAsksToBeLeftAloneIs() {
    crossing.answer(aResponse().withStatus(429).withHeader("Retry-After", "30"));
    crossing.swap(own("o-mobile"));
    crossing.time.pass(Duration.ofSeconds(29));
    assertThat(crossing.swap(own("o-mobile"))).isEqualTo(new Swap.Away());
    crossing.time.pass(Duration.ofSeconds(1));
    crossing.issues("token", "");
    assertThat(text(crossing.swap(own("o-mobile")))).isEqualTo("Bearer token");
  }

  @Test
  void aGoodTokenOutlivesItsEndpoint() {
    crossing.swap(own("o-mobile"));
    crossing.answer(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));
    crossing.time.pass(Duration.ofSeconds(800));
    for (int i = 0; i < 20; i++) {
      assertThat(text(crossing.bridge.held(crossing.ask(own("o-mobile")))))
          .isEqualTo("Bearer token-1");
    }
    crossing.time.pass(Duration.ofSeconds(100));
    assertThat(crossing.swap(own("o-mobile"))).isEqualTo(new Swap.Away());
  }

  @Test
  void aPlatformsRefusalForcesOneSwapInAWhile() {
    Swap first = crossing.swap(own("o-mobile"));
    crossing.issues("token-2", ",\"expires_in\":900");
    Swap.Token second = crossing.refreshed(own("o-mobile"), first);
    assertThat(text(second)).isEqualTo("Bearer token-2");
    assertThat(crossing.refreshed(own("o-mobile"), first)).isSameAs(second);
    assertThat(crossing.refreshed(own("o-mobile"), second)).isSameAs(second);
    assertThat(crossing.asked()).hasSize(2);

    crossing.time.pass(Swaps.FORCED);
    crossing.answer(503, "");
    assertThat(crossing.refreshed(own("o-mobile"), second)).isSameAs(second);
    assertThat(crossing.asked()).hasSize(3);
  }

  @Test
  void aUsersTokenStaysUnlessItIsExchanged() {
    var user = identity("o-mobile", "ann", false, "a");
    assertThat(hindrance(user)).isEqualTo(Blocked.USER_TOKEN);

    crossing.with(new BridgeConfig(80, true, Map.of(), null), false, MOBILE);
    assertThat(hindrance(user)).isEqualTo(NONE);
    crossing.issues("anns", ",\"expires_in\":3600");
    assertThat(text(crossing.swap(user))).isEqualTo("Bearer anns");

    assertThat(crossing.asked().getFirst().getBodyAsString())
        .contains(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange",
            "subject_token=their-own",
            "subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token",
            "scope=a");
    crossing.time.pass(Duration.ofSeconds(600));
    assertThat(crossing.bridge.held(crossing.ask(user))).isNull();
  }

  @Test
  void whoHasNoPairHasNoneButWhereAnotherStandsIn() {
    var stranger = own("o-stranger");
    assertThat(hindrance(stranger)).isEqualTo(Blocked.NO_PAIR);
    crossing.with(
        BridgeConfig.DEFAULT, false, application("mobile", Environment.PRODUCTION, false));
    assertThat(hindrance(own("o-mobile"))).isEqualTo(Blocked.NO_PAIR);

    crossing.with(
        new BridgeConfig(
            80, false, Map.of(), new BridgeConfig.Fallback("mobile", Set.of("orders"))),
        false,
        MOBILE);
    assertThat(hindrance(stranger)).isEqualTo(NONE);
    assertThat(crossing.bridge.hindrance(stranger, null, Platform.NEW, "stock"))
        .isEqualTo(Blocked.NO_PAIR);
    assertThat(text(crossing.swap(stranger))).isEqualTo("Bearer token-1");
    assertThat(crossing.count("fallback")).isEqualTo(1);
  }

  @Test
  void aSandboxApplicationGoesToTheSandboxOnly() {
    ApplicationConfig trial = application("trial", Environment.SANDBOX, true);
    crossing.with(BridgeConfig.DEFAULT, false, trial);
    assertThat(hindrance(own("o-trial"))).isEqualTo(Blocked.ENVIRONMENT);
    crossing.with(BridgeConfig.DEFAULT, true, trial);
    assertThat(hindrance(own("o-trial"))).isEqualTo(NONE);
  }

  @Test
  void aPairThatChangesLosesItsTokensAndOthersKeepTheirs() {
    ApplicationConfig other = application("other", Environment.PRODUCTION, true);
    crossing.with(BridgeConfig.DEFAULT, false, MOBILE, other);
    crossing.swap(own("o-mobile"));
    crossing.swap(own("o-other"));

    ApplicationConfig changed =
        new ApplicationConfig(
            "mobile",
            null,
            null,
            Environment.PRODUCTION,
            null,
            MOBILE.old(),
            Applications.registration("n-mobile", "another secret"),
            Platform.OLD,
            null,
            ApplicationConfig.Throttle.NONE);
    crossing.with(BridgeConfig.DEFAULT, false, changed, other);

    assertThat(crossing.bridge.held(crossing.ask(own("o-mobile")))).isNull();
    assertThat(text(crossing.bridge.held(crossing.ask(own("o-other"))))).endsWith("token-1");
  }

  @Test
  void theFirstSecretThatHasNotEndedIsUsed() {
    LocalDate today = LocalDate.of(2026, 11, 24);
    var dated =
        new Registration(
            "n",
            List.of(
                new DatedSecret(new Secret("ended"), today.minusDays(1)),
                new DatedSecret(new Secret("now"), today)),
            Set.of(),
            true);
    crossing.with(
        BridgeConfig.DEFAULT,
        false,
        new ApplicationConfig(
            "dated",
            null,
            null,
            Environment.PRODUCTION,
            null,
            Applications.registration("o"),
            dated,
            Platform.OLD,
            null,
            ApplicationConfig.Throttle.NONE));
    crossing.issues("token", ",\"expires_in\":60");
    crossing.swap(own("o"));
    assertThat(crossing.asked().getFirst().getHeader("Authorization")).isEqualTo("Basic bjpub3c=");

    crossing.time.pass(Duration.ofDays(1));
    assertThat(crossing.swap(own("o"))).isEqualTo(new Swap.Refused(Blocked.NO_PAIR));
    assertThat(crossing.asked()).hasSize(1);
  }
}
