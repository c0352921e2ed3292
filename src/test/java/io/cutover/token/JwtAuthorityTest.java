package io.cutover.token;

import static io.cutover.token.Desk.rejected;
import static io.cutover.token.Signer.EC;
import static io.cutover.token.Signer.ONE;
import static io.cutover.token.Signer.TWO;
import static io.cutover.token.Signer.claims;
import static io.cutover.token.Signer.good;
import static io.cutover.token.Signer.header;
import static io.cutover.token.Signer.jwks;
import static io.cutover.token.Signer.padded;
import static io.cutover.token.Signer.part;
import static io.cutover.token.Signer.signed;
import static io.cutover.token.Signer.signedAs;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.cutover.split.Platform;
import io.cutover.token.Verdict.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JwtAuthorityTest {
  private final Desk desk = new Desk();
  @TempDir Path folder;

  @AfterEach
  void close() {
    desk.close();
  }

  private Path file() {
    return folder.resolve("jwks.json");
  }

  private Desk keys(String jwks) throws IOException {
    Files.writeString(file(), jwks);
    return desk.with(Desk.jwt(file().toUri()));
  }

  private Desk keys(JWK... keys) throws IOException {
    return keys(jwks(keys));
  }

  private Verdict verdict(String header, String claims) throws IOException {
    return keys(ONE).verdict(signed(ONE, header, claims));
  }

  @Test
  void aGoodTokenTellsWhoseItIs() throws IOException {
    Identity identity =
        Desk.identity(
            verdict(header("one"), claims(",\"scope\":\"a b\",\"scp\":[\"c\"],\"nbf\":1.5")));

    assertThat(identity.authority()).isEqualTo("choreo");
    assertThat(identity.nativeTo()).containsExactly(Platform.NEW);
    assertThat(identity.clientId()).isEqualTo("app");
    assertThat(identity.subject()).isEqualTo("john");
    assertThat(identity.username()).isNull();
    assertThat(identity.scopes()).isEqualTo(Set.of("a", "b", "c"));
    assertThat(identity.expiresAt()).isEqualTo(Time.START.plusSeconds(600));
    assertThat(identity.applicationOwn()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'\"sub\":\"app\",\"azp\":\"app\"', app, true",
    "'\"sub\":\"app\",\"client_id\":\"app\"', app, true",
    "'\"sub\":\"app\",\"client_id\":\"app\",\"azp\":\"other\"', other, true",
    "'\"sub\":\"john\",\"azp\":\"app\",\"aut\":\"APPLICATION\"', app, true",
    "'\"sub\":\"john\",\"azp\":\"app\",\"aut\":\"APPLICATION_USER\"', app, false",
    "'\"azp\":\"app\"', app, false",
    "'\"sub\":\"app\"', , false",
    "'\"sub\":\"app\",\"azp\":7,\"client_id\":\"c\"', c, false",
  })
  void theClaimsTellTheApplicationAndWhetherItIsItsOwn(String members, String client, boolean own)
      throws IOException {
    String claims =
        "{\"iss\":\"" + Desk.ISSUER + "\",\"aud\":\"api\",\"exp\":2000000000," + members + "}";

    Identity identity = Desk.identity(verdict(header("one"), claims));

    assertThat(identity.clientId()).isEqualTo(client);
    assertThat(identity.applicationOwn()).isEqualTo(own);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "good",
      value = {
        "{'alg':'RS256','typ':'at+jwt','kid':'one'}|good",
        "{'alg':'RS256','typ':'AT+JWT','kid':'one'}|good",
        "{'alg':'RS256','typ':'application/at+JWT','kid':'one'}|good",
        "{'alg':'RS256','typ':'jwt'}|good",
        "{'alg':'RS256'}|good",
        "{'alg':'RS256','jku':'http://127.0.0.1:1/','x5u':'http://127.0.0.1:1/'}|good",
        "{'alg':'RS256','typ':'id+jwt'}|BAD_TYPE",
        "{'alg':'RS256','typ':'application/application/jwt'}|BAD_TYPE",
        "{'alg':'RS256','typ':''}|BAD_TYPE",
        "{'alg':'RS256','typ':7}|MALFORMED",
        "{'alg':'RS256','kid':7}|MALFORMED",
        "{'alg':'RS256','crit':['b64'],'b64':true}|MALFORMED",
        "{'alg':'RS256','crit':[]}|MALFORMED",
        "{'alg':'RS256','kid':'two'}|BAD_SIGNATURE",
        "{'alg':'none'}|BAD_ALGORITHM",
        "{'alg':'None'}|BAD_ALGORITHM",
        "{'alg':'HS256'}|BAD_ALGORITHM",
        "{'alg':'RS512'}|BAD_ALGORITHM",
        "{'alg':'rs256'}|BAD_ALGORITHM",
        "{'alg':'ES256'}|BAD_SIGNATURE",
        "{'alg':7}|MALFORMED",
        "{'kid':'one'}|MALFORMED",
        "{'alg':'RS256','alg':'none'}|MALFORMED",
        "{not json}|MALFORMED",
        "{'alg':'RSA-OAEP','enc':'A256GCM'}|BAD_ALGORITHM",
      })
  void aHeaderMustSayWhatIsAllowed(String header, Reason wrong) throws IOException {
    Verdict verdict = verdict(header.replace('\'', '"'), claims(""));

    if (wrong == null) {
      assertThat(verdict).isInstanceOf(Verdict.Granted.class);
    } else {
      assertThat(verdict).isEqualTo(rejected(wrong));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "good",
      value = {
        "'aud':'api','exp':2000000000|good",
        "'aud':['x','other'],'exp':2000000000|good",
        "'aud':['x'],'exp':2000000000|WRONG_AUDIENCE",
        "'aud':['API'],'exp':2000000000|WRONG_AUDIENCE",
        "'aud':[],'exp':2000000000|WRONG_AUDIENCE",
        "'aud':7,'exp':2000000000|WRONG_AUDIENCE",
        "'exp':2000000000|WRONG_AUDIENCE",
        "'aud':'api'|MALFORMED",
        "'aud':'api','exp':null|MALFORMED",
        "'aud':'api','exp':'2000000000'|MALFORMED",
        "'aud':'api','exp':2000000000,'nbf':'1'|MALFORMED",
        "'aud':'api','exp':2000000000,'nbf':null|good",
        "'aud':'api','exp':1e300|good",
        "'aud':'api','exp':9223372036854775807|good",
        "'aud':'api','exp':99999999999999999999999999|good",
        "'aud':'api','exp':-1|EXPIRED",
        "'aud':'api','exp':-1e300|EXPIRED",
        "'aud':'api','exp':0|EXPIRED",
        "'aud':'api','exp':2000000000,'exp':2000000001|MALFORMED",
        "'aud':'api','exp':2000000000,'at_hash':'MTIzNDU2Nzg5MDEyMzQ1Ng'|BAD_TYPE",
        "'aud':'api','exp':2000000000,'c_hash':'MTIzNDU2Nzg5MDEyMzQ1Ng'|BAD_TYPE",
      })
  void theClaimsMustFit(String members, Reason wrong) throws IOException {
    Verdict verdict =
        verdict(
            header("one"), "{\"iss\":\"" + Desk.ISSUER + "\"," + members.replace('\'', '"') + "}");

    if (wrong == null) {
      assertThat(verdict).isInstanceOf(Verdict.Granted.class);
    } else {
      assertThat(verdict).isEqualTo(rejected(wrong));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"iss\":7}",
        "{\"iss\":\"https://sts.example/oauth2/token/\"}",
        "{\"iss\":\"HTTPS://sts.example/oauth2/token\"}",
        "{\"iss\":\"https://evil.example\"}",
        "{\"iss\":[\"https://sts.example/oauth2/token\"]}"
      })
  void theIssuerIsExactlyTheConfiguredOne(String claims) throws IOException {
    assertThat(verdict(header("one"), claims)).isEqualTo(rejected(Reason.UNKNOWN_ISSUER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        ".",
        "a.b",
        "null.x",
        "W10.x",
        "e30",
        "bnVsbA.xx",
        "W10.xx",
        "4oI.xx",
        "e30.x",
        "e30.e+",
        "e30.eA.eA"
      })
  void whatDoesNotComeApartIsMalformed(String rest) throws IOException {
    assertThat(keys(ONE).verdict(part(header("one")) + "." + rest))
        .isEqualTo(rejected(Reason.MALFORMED));
  }

  @Test
  void aListOfPairsIsNoObject() throws IOException {
    String claims = "[[\"iss\",\"" + Desk.ISSUER + "\"],[\"aud\",\"api\"],[\"exp\",2000000000]]";

    assertThat(verdict(header("one"), claims)).isEqualTo(rejected(Reason.MALFORMED));
  }

  @Test
  void nestingBeyondMeasureIsMalformed() throws IOException {
    String deep = "{\"a\":" + "[".repeat(8000) + "]".repeat(4000);

    assertThat(keys(ONE).verdict(part(header("one")) + "." + part(deep.substring(0, 8000)) + ".eA"))
        .isEqualTo(rejected(Reason.MALFORMED));
    assertThat(
            desk.verdict(
                part(header("one"))
                    + "."
                    + part("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
                    + ".eA"))
        .isIn(rejected(Reason.MALFORMED), rejected(Reason.UNKNOWN_ISSUER));
  }

  @Test
  void aTokenIsNoMoreGoodWithAnyBitOfItChanged() throws IOException {
    String token = good(ONE);
    keys(ONE);
    desk.verdict(token);
    int signature = token.lastIndexOf('.') + 1;

    assertThat(desk.verdict(token.substring(0, signature)))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(desk.verdict(token.substring(0, token.length() - 4)))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(desk.verdict(token + ".x")).isEqualTo(rejected(Reason.MALFORMED));
    char flipped = token.charAt(signature) == 'A' ? 'B' : 'A';
    assertThat(
            desk.verdict(token.substring(0, signature) + flipped + token.substring(signature + 1)))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
    String other = part(header("one")) + "." + part(claims(",\"scope\":\"admin\""));
    assertThat(desk.verdict(other + token.substring(signature - 1)))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(desk.verdict(signed(TWO, header("one"), claims(""))))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(desk.verdict(token)).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aPublicKeyIsNoSharedSecret() throws Exception {
    keys(ONE);
    for (byte[] secret :
        List.of(
            ONE.toRSAPublicKey().getEncoded(),
            ONE.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))) {
      String header = "{\"alg\":\"HS256\",\"kid\":\"one\"}";
      String input = part(header) + "." + part(claims(""));
      String forged =
          input
              + "."
              + new MACSigner(secret)
                  .sign(
                      new JWSHeader(JWSAlgorithm.HS256), input.getBytes(StandardCharsets.US_ASCII));

      assertThat(desk.verdict(forged)).isEqualTo(rejected(Reason.BAD_ALGORITHM));
      assertThat(desk.verdict(forged.replace(part(header), part(header("one")))))
          .isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }
  }

  @Test
  void aKeyInTheHeaderIsNotBelieved() throws IOException {
    String header = "{\"alg\":\"RS256\",\"jwk\":" + TWO.toPublicJWK().toJSONString() + "}";

    assertThat(keys(ONE).verdict(signed(TWO, header, claims(""))))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
  }

  @Test
  void paddingInASegmentIsPutUpWithAndSignedForAsItCame() throws IOException {
    keys(ONE);
    String header = "{\"alg\":\"RS256\"}"; // 15 bytes, none padded
    String longer = "{\"alg\":\"RS256\" }";
    assertThat(padded(longer)).endsWith("==");

    assertThat(desk.verdict(signedAs(ONE, padded(longer) + "." + padded(claims("")))))
        .isInstanceOf(Verdict.Granted.class);
    assertThat(desk.verdict(signedAs(ONE, padded(header) + "." + padded(claims(" "))) + "=="))
        .isInstanceOf(Verdict.Granted.class);
    String token = signedAs(ONE, part(longer) + "." + part(claims("")));
    assertThat(desk.verdict(token.replaceFirst("\\.", "==.")))
        .as("other bytes than were signed")
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
  }

  @Test
  void lifeIsCountedToTheMillisecondWithSkewOnBothSides() throws IOException {
    keys(ONE);
    String claims = claims(60, ",\"nbf\":" + (Time.START.getEpochSecond() + 40));
    String token = signed(ONE, header("one"), claims);

    assertThat(desk.verdict(token)).isEqualTo(rejected(Reason.NOT_YET_VALID));
    desk.time.pass(Duration.ofSeconds(10).minusMillis(1));
    assertThat(desk.verdict(token)).isEqualTo(rejected(Reason.NOT_YET_VALID));
    desk.time.pass(Duration.ofMillis(1));
    assertThat(desk.verdict(token)).isInstanceOf(Verdict.Granted.class);
    desk.time.pass(Duration.ofSeconds(80).minusMillis(1));
    assertThat(desk.authorities.cached(Desk.token(token))).isInstanceOf(Verdict.Granted.class);
    desk.time.pass(Duration.ofMillis(1));
    assertThat(desk.verdict(token)).isEqualTo(rejected(Reason.EXPIRED));
    assertThat(desk.verdict(token)).isEqualTo(rejected(Reason.EXPIRED));
    assertThat(desk.count("cutover_tokens", "choreo", "valid")).isEqualTo(2);
    assertThat(desk.count("cutover_tokens", "choreo", "invalid")).isEqualTo(2);
    assertThat(desk.count("cutover_tokens", "choreo", "expired")).isEqualTo(2);
  }

  @Test
  void everyKeyOfTheSameNameIsTriedUpToEight() throws IOException {
    List<JWK> many = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      many.add(Signer.rsa("one"));
    }
    RSAKey last = Signer.rsa("one");
    RSAKey beyond = Signer.rsa("one");
    many.add(last);
    many.add(beyond);
    keys(many.toArray(JWK[]::new));

    assertThat(desk.verdict(good(last))).isInstanceOf(Verdict.Granted.class);
    assertThat(desk.verdict(good(beyond))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
  }

  @Test
  void withoutAKidEverySuitableKeyIsTried() throws IOException {
    keys(EC, TWO, ONE);

    assertThat(desk.verdict(signed(ONE, "{\"alg\":\"RS256\"}", claims(""))))
        .isInstanceOf(Verdict.Granted.class);
    assertThat(desk.verdict(signed(EC, "{\"alg\":\"ES256\"}", claims(""))))
        .isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void keysThatMayNotVerifyAreLeftOutAndSpoilNoOthers() throws Exception {
    RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
    RSAKey encrypting = new RSAKey.Builder(Signer.rsa("enc")).keyUse(KeyUse.ENCRYPTION).build();
    RSAKey other = new RSAKey.Builder(Signer.rsa("ps")).algorithm(JWSAlgorithm.PS256).build();
    ECKey curve = Signer.ec(Curve.P_384, "p384");
    String set =
        jwks(weak, encrypting, other, curve, ONE)
            .replace(
                "[",
                "[7,{},{\"kty\":\"oct\",\"k\":\"AAAA\"},{\"kty\":\"RSA\",\"n\":\"AQAB\"},"
                    + "{\"kty\":\"XX\"},");
    keys(set);

    assertThat(desk.verdict(good(ONE))).isInstanceOf(Verdict.Granted.class);
    for (RSAKey key : List.of(encrypting, other)) {
      assertThat(desk.verdict(good(key))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    }
    assertThat(KeySet.of(jwks(weak).getBytes(StandardCharsets.UTF_8))).isNull();
    assertThat(KeySet.of(jwks(curve).getBytes(StandardCharsets.UTF_8))).isNotNull();
    assertThat(desk.verdict(signed(curve, "{\"alg\":\"ES256\",\"kid\":\"p384\"}", claims(""))))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{}", "{\"keys\":{}}", "{\"keys\":[]}", "<html>"})
  void aSetWithoutAUsableKeyIsAnOutage(String set) throws IOException {
    assertThat(keys(set).verdict(good(ONE))).isEqualTo(new Verdict.Unavailable("choreo"));
    assertThat(desk.count("cutover_jwks_refresh", "choreo", "rejected")).isEqualTo(1);
    assertThat(desk.count("cutover_tokens", "choreo", "unavailable")).isEqualTo(1);
  }

  @Test
  void aTokenTooLongOrOfOtherBytesIsMalformedAtOnce() throws IOException {
    keys(ONE);

    assertThat(desk.authorities.cached(Desk.token(good(ONE) + "A".repeat(64 * 1024))))
        .isEqualTo(rejected(Reason.MALFORMED));
    assertThat(desk.authorities.cached(Desk.token(good(ONE) + "é")))
        .isEqualTo(rejected(Reason.MALFORMED));
    assertThat(Desk.done(desk.checking("a b"))).isEqualTo(rejected(Reason.MALFORMED));
  }

  @Test
  void aKeyWithdrawnFromTheFileTakesItsTokensAlong() throws IOException {
    keys(ONE, TWO);
    desk.verdict(good(ONE));
    desk.verdict(good(TWO));
    Files.writeString(file(), jwks(TWO));

    desk.time.pass(Duration.ofSeconds(5));
    // A key not known makes the file be read and waited for.
    assertThat(desk.verdict(signed(ONE, header("three"), claims(""))))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(desk.verdict(good(ONE))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(desk.authorities.cached(Desk.token(good(TWO)))).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aRefusalForWantOfAKeyEndsWhenTheKeysChange() throws IOException {
    keys(ONE);
    assertThat(desk.verdict(good(TWO))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    Files.writeString(file(), jwks(ONE, TWO));
    desk.time.pass(Duration.ofSeconds(5));

    assertThat(desk.verdict(signed(TWO, header("two"), claims(" "))))
        .isInstanceOf(Verdict.Granted.class);
    assertThat(desk.verdict(good(TWO))).isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aReloadKeepsWhatIsKnownOfAnUnchangedAuthority() throws IOException {
    keys(ONE);
    desk.verdict(good(ONE));
    Files.delete(file());

    desk.with(Desk.jwt(file().toUri()));

    assertThat(desk.authorities.cached(Desk.token(good(ONE)))).isInstanceOf(Verdict.Granted.class);
    assertThat(desk.verdict(signed(ONE, header("one"), claims(" "))))
        .isInstanceOf(Verdict.Granted.class);
  }

  @Test
  void aFloodOfForgedTokensTakesNoGoodOnesPlaceAndLittleMemory() throws IOException {
    keys(ONE);
    String token = good(ONE);
    desk.verdict(token);
    String start = part(header("one")) + ".";
    String signature = token.substring(token.lastIndexOf('.'));

    List<CompletableFuture<Verdict>> answers = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      answers.add(desk.checking(start + part(claims(",\"n\":" + i)) + signature));
    }

    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(Desk.done(answer))
                    .isIn(rejected(Reason.BAD_SIGNATURE), new Verdict.Unavailable("choreo")));
    assertThat(desk.authorities.cached(Desk.token(token))).isInstanceOf(Verdict.Granted.class);
    JwtAuthority authority = desk.authorities.signed("choreo");
    assertThat(authority.cache().grants()).isEqualTo(1);
    assertThat(authority.cache().refusals()).isLessThanOrEqualTo(VerdictCache.MOST_REFUSALS);
  }

  @Test
  void oneTokenUnderManyNamesIsVerifiedByItsOwnIssuer() throws IOException {
    Files.writeString(file(), jwks(ONE));
    Path others = folder.resolve("others.json");
    Files.writeString(others, jwks(TWO));
    desk.with(Desk.jwt(file().toUri()), Desk.jwt(others.toUri(), "other"));

    assertThat(desk.verdict(good(ONE))).isInstanceOf(Verdict.Granted.class);
    assertThat(desk.verdict(good(TWO))).isEqualTo(rejected(Reason.BAD_SIGNATURE));
    assertThat(desk.verdict(signed(TWO, header("two"), claims("").replace(Desk.ISSUER, "other"))))
        .isInstanceOf(Verdict.Granted.class);
    assertThat(desk.verdict(signed(ONE, header("one"), claims("").replace(Desk.ISSUER, "other"))))
        .isEqualTo(rejected(Reason.BAD_SIGNATURE));
  }

  @Test
  void datesBeyondAnyCalendarAreItsEnd() {
    assertThat(NumericDate.of(Long.MAX_VALUE)).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    assertThat(NumericDate.of(-1e300)).isEqualTo(Instant.parse("0001-01-01T00:00:00Z"));
    assertThat(NumericDate.of(1.9995)).isEqualTo(Instant.ofEpochMilli(1999));
  }
}
