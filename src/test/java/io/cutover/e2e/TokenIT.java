package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Both kinds of tokens on one stable URL: checked properly, and sent only where they are native.
 */
class TokenIT {
  private static final String ROUTES =
      """
      announce: { from: 2026-01-31, sunset: 2030-12-05, link: "https://example.com/move" }
      authorities:
        - name: api-cloud
          native: old
          opaque:
            introspection: { url: "http://127.0.0.1:%1$d/introspect", clientId: gw, clientSecret: "${env:S}" }
        - name: choreo
          native: new
          jwt: { issuer: "https://sts.example/token", jwks: "http://127.0.0.1:%1$d/jwks" }
      applications:
        - { name: mobile, old: { clientId: old-mobile }, new: { clientId: new-mobile } }
      routes:
        - { name: orders, match: { path: /orders }, share: 50%% }
        - { name: scoped, match: { path: /scoped }, share: 0%%, scopes: [orders_read] }
        - { name: maybe, match: { path: /maybe }, share: 0%%, auth: optional, errors: problem }
        - { name: open, match: { path: /open }, share: 0%%, auth: none, stickBy: ip }
        - { name: asis, match: { path: /asis }, share: 100%%, auth: passthrough, stickBy: ip }
        - name: counted
          match: { path: /counted }
          share: 0%%
          throttle: { perApplication: { requestsPerMinute: 1, burst: 3 } }
        - { name: full, match: { path: /full }, auth: passthrough, errors: problem, throttle: { requestsPerMinute: 1 } }
      """;

  private final RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private final AtomicInteger introspections = new AtomicInteger();
  private HttpServer issuer;
  private RSAKey key;
  private volatile int introspectStatus = 200;
  private Stand stand;

  @BeforeEach
  void start() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("k1").generate();
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/jwks", call -> answer(call, 200, new JWKSet(key.toPublicJWK()).toString()));
    issuer.createContext(
        "/introspect",
        call -> {
          introspections.incrementAndGet();
          String form = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          boolean good = form.contains("token=good-opaque");
          answer(
              call,
              introspectStatus,
              good
                  ? "{\"active\":true,\"client_id\":\"old-mobile\",\"scope\":\"other\"}"
                  : "{\"active\":false}");
        });
    issuer.start();
    stand = Stand.start(old.url(), next.url(), ROUTES.formatted(issuer.getAddress().getPort()));
  }

  private static void answer(com.sun.net.httpserver.HttpExchange call, int status, String body)
      throws java.io.IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(status, bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @AfterEach
  void close() {
    stand.close();
    issuer.stop(0);
    old.close();
    next.close();
  }

  private String jwt(String issuedBy, Instant expires) throws Exception {
    var token =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID("k1")
                .type(new JOSEObjectType("at+jwt"))
                .build(),
            new JWTClaimsSet.Builder()
                .issuer(issuedBy)
                .subject("s")
                .claim("azp", "new-mobile")
                .claim("scope", "orders_read")
                .expirationTime(Date.from(expires))
                .build());
    token.sign(new RSASSASigner(key));
    return token.serialize();
  }

  private String jwt() throws Exception {
    return jwt("https://sts.example/token", Instant.now().plusSeconds(900));
  }

  private HttpResponse<String> get(String path, String token, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stand.url(path)))
            .header("Authorization", "Bearer " + token);
    return stand.send(request, headers);
  }

  @Test
  void eachTokenGoesAsItIsToItsOwnPlatformWhateverTheShareSays() throws Exception {
    String jwt = jwt();
    for (String share : new String[] {"0%", "50%", "100%"}) {
      stand.share("orders", share);
      assertThat(get("/orders", "good-opaque").body()).isEqualTo("old");
      assertThat(get("/orders", jwt).body()).isEqualTo("new");
    }

    assertThat(old.received())
        .allMatch(all -> all.contains("Authorization: Bearer good-opaque\r\n"));
    assertThat(old.received()).noneMatch(all -> all.contains(jwt));
    assertThat(next.received())
        .allMatch(all -> all.contains("Authorization: Bearer " + jwt + "\r\n"));
    assertThat(next.received()).noneMatch(all -> all.contains("good-opaque"));
    assertThat(introspections).hasValue(1);
    assertThat(stand.metrics())
        .contains("cutover_blocked_total{cause=\"no-pair\",route=\"orders\"} 3.0")
        .contains("cutover_tokens_total{authority=\"api-cloud\",result=\"valid\"} 3.0")
        .contains("cutover_tokens_total{authority=\"choreo\",result=\"valid\"} 3.0")
        .contains(
            "cutover_requests_total{code=\"2xx\",decision=\"credential\",platform=\"old\",route=\"orders\",token=\"opaque\"}")
        .doesNotContain("good-opaque", jwt);
  }

  @Test
  void aRequestWithoutAGoodTokenIsAnsweredInTheRoutesDialect() throws Exception {
    HttpResponse<String> missing = stand.get("/orders");
    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(missing.body()).contains("\"code\":900902");
    assertThat(missing.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"WSO2 API Manager\"");
    for (String bad :
        new String[] {
          "bad-opaque",
          jwt("https://other.example", Instant.now().plusSeconds(60)),
          jwt("https://sts.example/token", Instant.now().minusSeconds(60)),
          jwt() + "x"
        }) {
      HttpResponse<String> invalid = get("/orders", bad);
      assertThat(invalid.statusCode()).isEqualTo(401);
      assertThat(invalid.body()).contains("\"code\":900901").doesNotContain(bad);
      assertThat(invalid.headers().firstValue("WWW-Authenticate").orElse(""))
          .startsWith("Bearer realm=\"WSO2 API Manager\", error=\"invalid_token\"");
    }
    assertThat(get("/orders", "bad-opaque", "Accept", "application/xml").body())
        .contains("<ams:code>900901</ams:code>");
    assertThat(get("/maybe", "bad-opaque").headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    HttpResponse<String> scope = get("/scoped", "good-opaque");
    assertThat(scope.statusCode()).isEqualTo(403);
    assertThat(scope.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("error=\"insufficient_scope\"", "scope=\"orders_read\"");
    assertThat(get("/scoped", jwt()).statusCode()).isEqualTo(200);
    assertThat(old.accepted()).isZero();
  }

  @Test
  void twoCredentialsAreAmbiguous() {
    try (RawClient client = new RawClient(stand.port())) {
      client.send(
          "GET /orders HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Authorization: Bearer a\r\n"
              + "Authorization: Bearer b\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ");
    }
  }

  /** RFC 6750 §2.2 and §2.3 are not supported: what stands there is no credential, good or bad. */
  @Test
  void aTokenInTheQueryOrTheBodyIsNone() {
    assertThat(stand.get("/orders?access_token=good-opaque").statusCode()).isEqualTo(401);
    HttpResponse<String> posted =
        stand.send(
            HttpRequest.newBuilder(URI.create(stand.url("/orders")))
                .POST(HttpRequest.BodyPublishers.ofString("access_token=good-opaque")),
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(posted.statusCode()).isEqualTo(401);
    assertThat(old.received()).isEmpty();
    assertThat(next.received()).isEmpty();

    assertThat(get("/orders?access_token=another", "good-opaque").body()).isEqualTo("old");
  }

  @Test
  void whatARouteAsksOfACredentialIsWhatItGets() {
    assertThat(stand.get("/maybe").body()).isEqualTo("old");
    assertThat(get("/maybe", "good-opaque").body()).isEqualTo("old");
    assertThat(get("/open", "anything-at-all").body()).isEqualTo("old");
    assertThat(get("/asis", "anything-at-all").body()).isEqualTo("old");

    String all = String.join("", old.received());
    String open = all.substring(all.indexOf("GET /open"));
    assertThat(open.substring(0, open.indexOf("\r\n\r\n"))).doesNotContain("Authorization");
    String asIs = all.substring(all.indexOf("GET /asis"));
    assertThat(asIs).contains("Authorization: Bearer anything-at-all\r\n");
  }

  @Test
  void aPreflightIsNeverAsked() {
    try (RawClient client = new RawClient(stand.port())) {
      client.send(
          "OPTIONS /orders HTTP/1.1\r\nHost: a\r\nOrigin: https://x\r\n"
              + "Access-Control-Request-Method: PUT\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("old");
      // Its share is 100 %, and yet it goes where its requests go.
      client.send(
          "OPTIONS /asis HTTP/1.1\r\nHost: a\r\nOrigin: https://x\r\n"
              + "Access-Control-Request-Method: PUT\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").endsWith("old");
    }
  }

  @Test
  void onlyWhoUsesAnOldCredentialIsToldOfItsEnd() throws Exception {
    HttpResponse<String> old = get("/orders", "good-opaque");
    assertThat(old.headers().firstValue("Deprecation")).hasValue("@1769817600");
    assertThat(old.headers().firstValue("Sunset")).hasValue("Fri, 06 Dec 2030 00:00:00 GMT");
    assertThat(old.headers().firstValue("Link").orElse("")).contains("rel=\"sunset\"");

    assertThat(get("/orders", jwt()).headers().firstValue("Deprecation")).isEmpty();
    assertThat(stand.get("/maybe").headers().firstValue("Deprecation")).isEmpty();
    introspectStatus = 503;
    assertThat(get("/orders", "another-opaque").headers().firstValue("Deprecation")).isPresent();
  }

  @Test
  void anApplicationHasOneBudgetWhicheverPlatformServesIt() throws Exception {
    assertThat(get("/counted", "good-opaque").body()).isEqualTo("old");
    assertThat(get("/counted", jwt()).body()).isEqualTo("new");
    assertThat(get("/counted", "good-opaque").body()).isEqualTo("old");

    for (String token : new String[] {"good-opaque", jwt()}) {
      HttpResponse<String> refused = get("/counted", token);
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("\"code\":900804");
      assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
      assertThat(refused.headers().firstValue("RateLimit-Limit")).hasValue("1");
      assertThat(refused.headers().firstValue("Proxy-Status"))
          .hasValue("cutover; error=http_request_denied");
    }
    assertThat(stand.metrics())
        .contains("cutover_throttled_total{route=\"counted\",scope=\"application\"} 2.0")
        .contains("cutover_throttled_total{route=\"counted\",scope=\"route\"} 0.0");
  }

  @Test
  void whoIsNotCheckedIsNeverThrottledAsAnApplication() {
    introspectStatus = 503;

    for (int i = 0; i < 5; i++) {
      assertThat(get("/counted", "good-opaque").body()).isEqualTo("old");
    }
  }

  @Test
  void aRoutesBudgetIsForAllButPreflights() {
    assertThat(get("/full", "anything").statusCode()).isEqualTo(200);

    HttpResponse<String> refused = stand.get("/full");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(
            stand
                .send(
                    HttpRequest.newBuilder(URI.create(stand.url("/full")))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody()),
                    "Origin",
                    "https://x",
                    "Access-Control-Request-Method",
                    "PUT")
                .body())
        .isEqualTo("old");
    assertThat(stand.metrics())
        .contains("cutover_throttled_total{route=\"full\",scope=\"route\"} 1.0");
  }

  @Test
  void whatCannotBeCheckedGoesOnlyToThePlatformThatChecksIt() {
    introspectStatus = 503;
    stand.share("orders", "100%");

    assertThat(get("/orders", "good-opaque").body()).isEqualTo("old");

    assertThat(stand.metrics())
        .contains("cutover_blocked_total{cause=\"unverified\",route=\"orders\"} 1.0");
    assertThat(next.accepted()).isZero();
  }
}
