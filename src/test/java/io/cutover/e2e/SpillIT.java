package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A new platform that takes five requests a minute. A test may see two minutes: what is asserted
 * holds across the turn of one.
 */
class SpillIT {
  private static final String ROUTES =
      """
      routes:
        - { name: open, match: { path: /open }, auth: none, stickBy: "header:X-Key", share: 100% }
        - { name: other, match: { path: /other }, auth: none, stickBy: request, share: 100% }
      """;

  private final RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private Stand stand;

  @TempDir Path dir;

  private void start(String per, String rest) {
    stand =
        Stand.start(
            old.url(),
            next.url()
                + "\", capacity: { requestsPerMinute: 10, headroom: 50%, per: "
                + per
                + " }, name: \"tight",
            rest);
  }

  @AfterEach
  void close() {
    stand.close();
    old.close();
    next.close();
  }

  private int onNew(String path, int requests) {
    int onNew = 0;
    for (int i = 0; i < requests; i++) {
      HttpResponse<String> answer = stand.get(path, "X-Key", "key-" + i);
      assertThat(answer.statusCode()).isEqualTo(200);
      onNew += answer.body().equals("new") ? 1 : 0;
    }
    return onNew;
  }

  @Test
  void whatIsTooMuchForTheNewPlatformIsServedByTheOldOne() {
    start("route", ROUTES);

    int onNew = onNew("/open", 30);

    assertThat(onNew).isBetween(1, 10);
    assertThat(onNew("/other", 1)).isOne();
    assertThat(stand.metrics())
        .contains("cutover_spilled_total{route=\"open\"} " + (30.0 - onNew))
        .contains("decision=\"spill\",platform=\"old\",route=\"open\"")
        .contains("cutover_share_observed_ratio{route=\"open\"} 1.0")
        .contains("cutover_share_expected_ratio{route=\"open\"} 1.0");
  }

  @Test
  void allRoutesTogetherAreCountedWhereThePlatformDoes() {
    start("platform", ROUTES);

    assertThat(onNew("/open", 30) + onNew("/other", 30)).isBetween(1, 10);
  }

  @Test
  void whatThePlatformSaysIsLeftIsBelieved() {
    next.close();
    // Five are left to others: when it has five left, there are none for us.
    next =
        RawPlatform.answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-RateLimit-Remaining: 5, 10;w=60\r\n\r\nnew");
    start("route", ROUTES);

    assertThat(onNew("/open", 30)).isBetween(1, 2);
  }

  @Test
  void whoCanBeServedOnlyThereIsToldWhenToComeBack() throws Exception {
    RSAKey key = new RSAKeyGenerator(2048).keyID("k").generate();
    Path keys =
        Files.writeString(dir.resolve("keys.json"), new JWKSet(key.toPublicJWK()).toString());
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k").build(),
            new JWTClaimsSet.Builder()
                .issuer("https://sts.example")
                .claim("azp", "client")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build());
    token.sign(new RSASSASigner(key));
    start(
        "route",
        """
        authorities: [ { name: choreo, native: new, jwt: { issuer: "https://sts.example", jwks: "%s" } } ]
        routes: [ { name: api, match: { path: /api }, share: 0%% } ]
        """
            .formatted(keys));

    int refused = 0;
    for (int i = 0; i < 30; i++) {
      HttpResponse<String> answer =
          stand.send(
              HttpRequest.newBuilder(URI.create(stand.url("/api")))
                  .header("Authorization", "Bearer " + token.serialize()));
      if (answer.statusCode() == 429) {
        refused++;
        assertThat(answer.body()).contains("\"code\":900800");
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
        assertThat(answer.headers().firstValue("RateLimit-Limit")).hasValue("5");
      } else {
        assertThat(answer.body()).isEqualTo("new");
      }
    }

    assertThat(refused).isBetween(20, 25);
    assertThat(old.accepted()).isZero();
    assertThat(stand.metrics())
        .contains("cutover_throttled_total{route=\"api\",scope=\"capacity\"} " + refused + ".0");
  }
}
