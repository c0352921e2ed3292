package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.Secret;
import io.cutover.demo.Consumers.Consumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CloudTokensTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final SetClock clock = new SetClock();
  private final ApiCloud cloud = new ApiCloud(clock, new Random(1), new IssuedTokens());

  @BeforeEach
  void register() {
    cloud.register(new Consumer("keya", new Secret("secreta"), Set.of("orders")));
    cloud.register(new Consumer("otherkeya", new Secret("othera"), Set.of("orders")));
    cloud.registerUser("john@johns.org@johnsorg", new Secret("pass word"));
    cloud.registerIntrospector("gateway", new Secret("asks"));
  }

  private Answer token(String form) {
    return cloud.answer(Asked.form("/token", form).basic("keya", "secreta").request());
  }

  private static JsonNode json(Answer answer) {
    return JSON.readTree(answer.body());
  }

  private static String access(Answer answer) {
    return json(answer).path("access_token").asString();
  }

  private Answer introspected(String token) {
    return cloud.answer(
        Asked.form("/oauth2/introspect", "token=" + token).basic("gateway", "asks").request());
  }

  private int ordersStatus(String token) {
    return cloud
        .answer(Asked.get(ApiCloud.HOST, "/t/acme/orders/1.0.0/orders/1").bearer(token).request())
        .status();
  }

  @Test
  void anApplicationsTokenIsToldInTheOrderAndWithTheHeadersOfApiManager() {
    Answer answer = token("grant_type=client_credentials");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .matches(
            "\\{\"access_token\":\"[^\"]+\",\"scope\":\"am_application_scope default\","
                + "\"token_type\":\"Bearer\",\"expires_in\":3600}");
    assertThat(answer.headers())
        .extracting(header -> header.getKey() + ": " + header.getValue())
        .containsExactly(
            "Content-Type: application/json",
            "X-Frame-Options: DENY",
            "Cache-Control: no-store",
            "X-Content-Type-Options: nosniff",
            "Pragma: no-cache",
            "X-XSS-Protection: 1; mode=block");
    assertThat(answer.chunked()).isTrue();
  }

  @Test
  void askingAgainGivesTheSameTokenWithLessTimeLeftUntilItsLastSecond() {
    String first = access(token("grant_type=client_credentials"));
    clock.advance(Duration.ofSeconds(2877));
    Answer later = token("grant_type=client_credentials");
    clock.advance(Duration.ofMillis(722_999));
    Answer last = token("grant_type=client_credentials");
    clock.advance(Duration.ofMillis(1));
    Answer next = token("grant_type=client_credentials");

    assertThat(access(later)).isEqualTo(first);
    assertThat(json(later).path("expires_in").asInt()).isEqualTo(723);
    assertThat(access(last)).isEqualTo(first);
    assertThat(json(last).path("expires_in").asInt()).isZero();
    assertThat(access(next)).isNotEqualTo(first);
    assertThat(json(next).path("expires_in").asInt()).isEqualTo(3600);
  }

  @Test
  void eachScopeHasATokenOfItsOwn() {
    Answer plain = token("grant_type=client_credentials");
    Answer scoped = token("grant_type=client_credentials&scope=payments");

    assertThat(access(scoped)).isNotEqualTo(access(plain));
    assertThat(json(scoped).path("scope").asString()).isEqualTo("payments");
  }

  @Test
  void credentialsMayStandInTheBodyAndTheGrantInTheQueryOfAnEmptyPost() {
    Answer body =
        cloud.answer(
            Asked.form(
                    "/token", "grant_type=client_credentials&client_id=keya&client_secret=secreta")
                .request());
    Answer query =
        cloud.answer(
            Asked.post("127.0.0.1:1", "/token?grant_type=client_credentials", "")
                .basic("keya", "secreta")
                .request());

    assertThat(access(body)).isNotEmpty().isEqualTo(access(query));
  }

  @Test
  void aWrongSecretIsTheClientsFault() {
    Answer answer =
        cloud.answer(
            Asked.form("/token", "grant_type=client_credentials").basic("keya", "wrong").request());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error_description\":\"Client credentials are invalid.\","
                + "\"error\":\"invalid_client\"}");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization_code", "urn:ietf:params:oauth:grant-type:saml2-bearer"})
  void anUnknownGrantIsRefused(String grant) {
    Answer answer = token("grant_type=" + grant);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(json(answer).path("error").asString()).isEqualTo("unsupported_grant_type");
  }

  @Test
  void aPasswordGivesAUsersTokenAndOneToRenewItWith() {
    Answer answer =
        token("grant_type=password&username=john%40johns.org%40johnsorg&password=pass+word");

    assertThat(answer.body())
        .matches(
            "\\{\"scope\":\"am_application_scope default\",\"token_type\":\"Bearer\","
                + "\"expires_in\":3600,\"refresh_token\":\"[^\"]+\",\"access_token\":\"[^\"]+\"}");
  }

  @Test
  void aWrongPasswordIsAnInvalidGrant() {
    Answer answer = token("grant_type=password&username=john%40johns.org%40johnsorg&password=x");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(json(answer).path("error").asString()).isEqualTo("invalid_grant");
  }

  @Test
  void renewingEndsBothFormerTokens() {
    Answer first =
        token("grant_type=password&username=john%40johns.org%40johnsorg&password=pass+word");
    String renewal =
        "grant_type=refresh_token&refresh_token=" + json(first).path("refresh_token").asString();

    Answer second = token(renewal);
    Answer again = token(renewal);

    assertThat(ordersStatus(access(second))).isEqualTo(200);
    assertThat(ordersStatus(access(first))).isEqualTo(401);
    assertThat(json(again).path("error").asString()).isEqualTo("invalid_grant");
  }

  @Test
  void aRefreshTokenOfAnotherApplicationIsWorthNothing() {
    Answer first =
        token("grant_type=password&username=john%40johns.org%40johnsorg&password=pass+word");

    Answer stolen =
        cloud.answer(
            Asked.form(
                    "/token",
                    "grant_type=refresh_token&refresh_token="
                        + json(first).path("refresh_token").asString())
                .basic("otherkeya", "othera")
                .request());

    assertThat(json(stolen).path("error").asString()).isEqualTo("invalid_grant");
    assertThat(ordersStatus(access(first))).isEqualTo(200);
  }

  @Test
  void aNegativeValidityIsForEver() {
    Answer answer = token("grant_type=client_credentials&validity_period=-1");
    clock.advance(Duration.ofDays(36_500));

    assertThat(json(answer).path("expires_in").asLong()).isEqualTo(9_223_372_036_854_775L);
    assertThat(ordersStatus(access(answer))).isEqualTo(200);
  }

  @Test
  void tokensComeInAllThreeShapes() {
    List<String> tokens = new ArrayList<>();
    for (int scope = 0; scope < 3; scope++) {
      tokens.add(access(token("grant_type=client_credentials&scope=s" + scope)));
    }

    assertThat(tokens.get(0))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(tokens.get(1)).matches("[0-9a-f]{32}");
    assertThat(tokens.get(2)).matches("[0-9A-Za-z]{28}");
  }

  @Test
  void revokingSaysWhatWasRevokedAndIsSilentAboutTheRest() {
    String token = access(token("grant_type=client_credentials"));
    Asked revoke = Asked.form("/revoke", "token=" + token).basic("keya", "secreta");
    Asked foreign = Asked.form("/revoke", "token=" + token).basic("otherkeya", "othera");

    Answer notTheirs = cloud.answer(foreign.request());
    int before = ordersStatus(token);
    Answer revoked = cloud.answer(revoke.request());
    Answer again = cloud.answer(revoke.request());

    assertThat(notTheirs.status()).isEqualTo(200);
    assertThat(before).isEqualTo(200);
    assertThat(revoked.status()).isEqualTo(200);
    assertThat(revoked.body()).isEmpty();
    assertThat(revoked.header("RevokedAccessToken")).isEqualTo(token);
    assertThat(revoked.header("AuthorizedUser")).isEqualTo("keya");
    assertThat(again).isEqualTo(Answer.empty(200));
    assertThat(ordersStatus(token)).isEqualTo(401);
    assertThat(access(token("grant_type=client_credentials"))).isNotEqualTo(token);
  }

  @Test
  void introspectionTellsAnApplicationsTokenWithoutAUser() {
    long now = clock.instant().getEpochSecond();
    String token = access(token("grant_type=client_credentials&scope=payments"));

    assertThat(introspected(token).body())
        .isEqualTo(
            "{\"nbf\":%d,\"scope\":\"payments\",\"active\":true,\"token_type\":\"Bearer\",\"exp\":%d,\"iat\":%d,\"client_id\":\"keya\"}"
                .formatted(now, now + 3600, now));
  }

  @Test
  void introspectionNamesTheUserOfAUsersToken() {
    long now = clock.instant().getEpochSecond();
    Answer answer =
        token("grant_type=password&username=john%40johns.org%40johnsorg&password=pass+word");
    String body =
        "{\"aut\":\"APPLICATION_USER\",\"nbf\":%d,\"scope\":\"am_application_scope"
            + " default\",\"active\":true,\"token_type\":\"%s\",\"exp\":%d,\"iat\":%d,\"client_id\":\"keya\",\"username\":\"john@johns.org@johnsorg\"}";

    assertThat(introspected(access(answer)).body())
        .isEqualTo(body.formatted(now, "Bearer", now + 3600, now));
    assertThat(introspected(json(answer).path("refresh_token").asString()).body())
        .isEqualTo(body.formatted(now, "Refresh", now + 3600, now));
  }

  @Test
  void introspectionOfAnythingElseIsInactiveAndNothingMore() {
    String token = access(token("grant_type=client_credentials&validity_period=10"));
    clock.advance(Duration.ofSeconds(10));

    assertThat(introspected(token).body()).isEqualTo("{\"active\":false}");
    assertThat(introspected("").body()).isEqualTo("{\"active\":false}");
    assertThat(introspected("made-up").body()).isEqualTo("{\"active\":false}");
  }

  @Test
  void introspectionIsNotForConsumers() {
    Answer answer =
        cloud.answer(
            Asked.form("/oauth2/introspect", "token=x").basic("keya", "secreta").request());

    assertThat(answer.status()).isEqualTo(401);
  }
}
