package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.cutover.config.Secret;
import io.cutover.demo.Consumers.Consumer;
import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChoreoTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String ORDERS = "/commerce/orders/v1.0/orders/1";
  private static final String CHALLENGE =
      "Bearer realm=\"Choreo Connect\", error=\"invalid_token\", error_description=\"The provided"
          + " token is invalid\"";

  private final SetClock clock = new SetClock();
  private final IssuedTokens issued = new IssuedTokens();
  private final Choreo choreo = new Choreo(clock, new Random(1), issued);

  @BeforeEach
  void register() {
    choreo.register(new Consumer("keya", new Secret("secreta"), Set.of("orders", "payments")));
  }

  private Answer asked(Asked asked) {
    return choreo.answer(asked.request());
  }

  private Answer tokenAnswer(String form) {
    return asked(Asked.form("/oauth2/token", form).basic("keya", "secreta"));
  }

  private String token(String form) {
    return JSON.readTree(tokenAnswer(form).body()).path("access_token").asString();
  }

  private String token() {
    return token("grant_type=client_credentials");
  }

  private static void assertRefused(Answer answer, int status, String body) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo(CHALLENGE);
    assertThat(answer.body()).isEqualTo(body);
  }

  private static String invalid(String description) {
    return "{\"error_message\":\"Invalid Credentials\",\"code\":\"900901\",\"error_description\":\"%sMake sure you have provided the correct security credentials\"}"
        .formatted(description);
  }

  @Test
  void aTokenIsAJwtWithTheHeaderAndClaimsOfChoreo() throws Exception {
    long now = clock.instant().getEpochSecond();
    Answer answer = tokenAnswer("grant_type=client_credentials&scope=payments");
    SignedJWT jwt = SignedJWT.parse(token("grant_type=client_credentials&scope=payments"));

    JsonNode header = JSON.readTree(jwt.getHeader().toString());
    JsonNode claims = JSON.readTree(jwt.getPayload().toString());

    assertThat(answer.body())
        .matches(
            "\\{\"access_token\":\"[^\"]+\",\"scope\":\"payments\",\"token_type\":\"Bearer\",\"expires_in\":900}");
    assertThat(header.propertyNames()).containsExactlyInAnyOrder("x5t", "kid", "typ", "alg");
    assertThat(header.path("typ").asString()).isEqualTo("at+jwt");
    assertThat(header.path("alg").asString()).isEqualTo("RS256");
    assertThat(header.path("kid").asString()).endsWith("_RS256");
    assertThat(claims.propertyNames())
        .containsExactlyInAnyOrder(
            "sub",
            "aut",
            "iss",
            "client_id",
            "aud",
            "nbf",
            "azp",
            "org_id",
            "scope",
            "exp",
            "org_name",
            "iat",
            "jti");
    assertThat(claims.path("iss").asString()).isEqualTo("https://sts.choreo.dev/oauth2/token");
    assertThat(claims.path("azp").asString()).isEqualTo("keya");
    assertThat(claims.path("client_id").asString()).isEqualTo("keya");
    assertThat(claims.path("aud").toString())
        .isEqualTo("[\"keya\",\"choreo:deployment:production\"]");
    assertThat(claims.path("iat").asLong()).isEqualTo(now);
    assertThat(claims.path("exp").asLong()).isEqualTo(now + 900);
  }

  @Test
  void theSetOfKeysChecksItsTokensAndHoldsNothingPrivate() throws Exception {
    Answer answer = asked(Asked.get("127.0.0.1:1", "/oauth2/jwks"));
    SignedJWT jwt = SignedJWT.parse(token());

    JWKSet keys = JWKSet.parse(answer.body());
    var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toRSAKey();

    assertThat(jwt.verify(new RSASSAVerifier(key))).isTrue();
    assertThat(key.isPrivate()).isFalse();
  }

  @Test
  void everyRequestGivesAFreshToken() {
    assertThat(token()).isNotEqualTo(token());
  }

  @Test
  void aWrongSecretAndAnUnknownGrantAreRefused() {
    Answer secret =
        asked(Asked.form("/oauth2/token", "grant_type=client_credentials").basic("keya", "wrong"));
    Answer grant = tokenAnswer("grant_type=password");

    assertThat(secret.status()).isEqualTo(401);
    assertThat(secret.body()).contains("\"error\":\"invalid_client\"");
    assertThat(grant.status()).isEqualTo(400);
    assertThat(grant.body()).contains("\"error\":\"unsupported_grant_type\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer 0bc0500523dddc5c973971f16b19103e", "Basic a2V5YTpzZWNyZXRh"})
  void anOpaqueTokenOrNoneIs900901(String authorization) {
    Answer answer = asked(Asked.get(Choreo.HOST, ORDERS).with("Authorization", authorization));

    assertRefused(answer, 401, invalid(""));
  }

  @Test
  void threePartsThatAreNoJwtCannotBeDecoded() {
    Answer answer = asked(Asked.get(Choreo.HOST, ORDERS).bearer("!!.e30.c2ln"));

    assertRefused(answer, 401, invalid("Not a JWT token. Failed to decode the token header. "));
  }

  @Test
  void aJwtWithoutTheWordBearerIs900902() {
    Answer answer = asked(Asked.get(Choreo.HOST, ORDERS).with("Authorization", token()));

    assertRefused(
        answer,
        401,
        "{\"error_message\":\"Missing"
            + " Credentials\",\"code\":\"900902\",\"error_description\":\"Missing Credentials. Make"
            + " sure your API invocation call has a header: Authorization: Bearer ACCESS_TOKEN\"}");
  }

  @Test
  void aTokenIsGoodUntilFiveSecondsAfterItsEnd() {
    String token = token();

    clock.advance(Duration.ofSeconds(904));
    Answer within = asked(Asked.get(Choreo.HOST, ORDERS).bearer(token));
    clock.advance(Duration.ofSeconds(1));
    Answer after = asked(Asked.get(Choreo.HOST, ORDERS).bearer(token));

    assertThat(within.status()).isEqualTo(200);
    assertRefused(after, 401, invalid("Invalid Credentials. "));
  }

  @Test
  void anotherIssuerAndAnotherKeyAreInvalid() throws Exception {
    var key = new RSAKeyGenerator(2048).keyID("k").generate();
    for (String issuer : Set.of("https://evil.example/token", ChoreoTokens.ISSUER)) {
      var claims =
          new JWTClaimsSet.Builder()
              .issuer(issuer)
              .claim("azp", "keya")
              .expirationTime(Date.from(clock.instant().plusSeconds(60)))
              .build();
      SignedJWT forged = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims);
      forged.sign(new RSASSASigner(key));

      Answer answer = asked(Asked.get(Choreo.HOST, ORDERS).bearer(forged.serialize()));

      assertRefused(answer, 401, invalid("Invalid Credentials. "));
    }
  }

  @Test
  void anApiThatWasNotSubscribedToIs900908() {
    Answer answer =
        asked(Asked.get(Choreo.HOST, "/commerce/catalog-service/v2.1/products/1").bearer(token()));

    assertRefused(
        answer,
        403,
        "{\"error_message\":\"Resource forbidden"
            + " \",\"code\":\"900908\",\"error_description\":\"User is NOT authorized to access the"
            + " Resource. API Subscription validation failed.\"}");
  }

  @Test
  void aMissingScopeIs900910AndTheRightOnePasses() {
    Answer without =
        asked(Asked.get(Choreo.HOST, "/commerce/payments/v1/payments/1").bearer(token()));
    Answer with =
        asked(
            Asked.get(Choreo.HOST, "/commerce/payments/v1/payments/1")
                .bearer(token("grant_type=client_credentials&scope=other+payments")));

    assertRefused(
        without,
        403,
        "{\"error_message\":\"The access token does not allow you to access the requested"
            + " resource\",\"code\":\"900910\",\"error_description\":\"User is NOT authorized to"
            + " access the Resource: /payments/1. Scope validation failed.\"}");
    assertThat(with.status()).isEqualTo(200);
  }

  @Test
  void theScopeFaultIsAsLongAsTheOneThatWasSeen() {
    byte[] body = ChoreoFault.scope("/users").body().getBytes(StandardCharsets.UTF_8);

    assertThat(body).hasSize(206);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway.api.cloud.wso2.com", "127.0.0.1:1", "sts.choreo.dev"})
  void anApiUnderAnotherHostIsNotFoundAndCounted(String host) {
    Answer answer = asked(Asked.get(host, ORDERS).bearer(token()));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"code\":\"404\",\"message\":\"Not Found\",\"description\":\"The requested resource"
                + " is not available.\"}\n");
    assertThat(choreo.tally().misrouted()).isEqualTo(1);
  }

  @Test
  void anUnknownPathResourceOrMethodIsNotFoundAndCounted() {
    Answer path = asked(Asked.get(Choreo.HOST, "/orders/v1/orders/1"));
    Answer resource = asked(Asked.get(Choreo.HOST, "/commerce/orders/v1.0/elsewhere"));
    Answer method = asked(Asked.method("PATCH", Choreo.HOST, ORDERS));

    assertThat(List.of(path, resource, method)).containsOnly(ChoreoFault.NOT_FOUND);
    assertThat(choreo.tally().misrouted()).isEqualTo(3);
  }

  @Test
  void aPlainOptionsIsAnsweredByTheRouter() {
    Answer answer = asked(Asked.method("OPTIONS", Choreo.HOST, ORDERS));

    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("allow")).startsWith("OPTIONS, GET");
  }

  @Test
  void everyAnswerOfALimitedApiTellsItsLimitAndTheExcessIsARouterFault() {
    choreo.limit(1);
    Asked orders = Asked.get(Choreo.HOST, ORDERS).bearer(token());

    Answer first = asked(orders);
    Answer second = asked(orders);
    clock.advance(Duration.ofSeconds(30));
    Answer next = asked(orders);

    assertThat(first.header("x-ratelimit-limit")).isEqualTo("1, 1;w=60");
    assertThat(first.header("x-ratelimit-remaining")).isEqualTo("0");
    assertThat(first.header("x-ratelimit-reset")).isEqualTo("30");
    assertThat(second.status()).isEqualTo(429);
    assertThat(second.body())
        .hasSize(121)
        .isEqualTo(
            "{\"code\":\"900800\",\"description\":\"Allowed request limit for the API/Resource,"
                + " exceeded\",\"message\":\"Message throttled out\"}\n");
    assertThat(second.header("Content-Type")).isEqualTo("application/json");
    assertThat(second.header("Retry-After")).isNull();
    assertThat(second.header("WWW-Authenticate")).isNull();
    assertThat(next.status()).isEqualTo(200);
  }

  @Test
  void theBackendRepeatsWhatItWasAskedAndNeverSeesTheToken() {
    Answer answer =
        asked(
            Asked.post(Choreo.HOST, ORDERS + "?q=a%2Fb", "four")
                .bearer(token())
                .with(Backend.ID, "id-7"));

    assertThat(JSON.readTree(answer.body()))
        .isEqualTo(
            JSON.createObjectNode()
                .put("api", "orders")
                .put("method", "POST")
                .put("resource", "/orders/1?q=a%2Fb")
                .put("bodyBytes", 4)
                .put("bodyCrc", Backend.crc("four".getBytes(StandardCharsets.UTF_8)))
                .put("id", "id-7")
                .put("authorization", false));
    assertThat(answer.header("X-Served-By")).isEqualTo("new");
    assertThat(choreo.tally().served()).isEqualTo(Map.of("orders", 1L));
  }

  @Test
  void anOpaqueTokenOfTheOtherPlatformIsCounted() {
    issued.add("0bc0500523dddc5c973971f16b19103e", Platform.OLD);

    asked(Asked.get(Choreo.HOST, ORDERS).bearer("0bc0500523dddc5c973971f16b19103e"));
    asked(Asked.get(Choreo.HOST, ORDERS).bearer(token()));

    assertThat(choreo.tally().foreign()).isEqualTo(1);
  }
}
