package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The gate, the bridge and the token service against a real OAuth 2.0 server, which speaks for both
 * platforms: opaque tokens for the old pairs, JWTs for the new ones.
 */
class AuthorizationServerIT {
  private static final String REST =
      """
      authorities:
        - name: api-cloud
          native: old
          opaque:
            introspection: { url: "%1$s/oauth2/introspect", clientId: gateway, clientSecret: "${env:SECRET_GATEWAY}" }
          cache: { ttl: 1s, negativeTtl: 1s }
        - name: choreo
          native: new
          jwt: { issuer: "%1$s", jwks: "%1$s/oauth2/jwks" }
      tokenService: { hosts: [127.0.0.1], paths: { token: [/token], revoke: [/revoke] } }
      applications:
        - name: mobile
          old: { clientId: old-mobile, clientSecret: "${env:SECRET_OLD_MOBILE}" }
          new: { clientId: new-mobile, clientSecret: "${env:SECRET_NEW_MOBILE}" }
        - name: narrow
          old: { clientId: old-narrow, clientSecret: "${env:SECRET_OLD_NARROW}" }
          new: { clientId: new-narrow, clientSecret: "${env:SECRET_NEW_NARROW}" }
        - name: stale
          old: { clientId: old-stale, clientSecret: "${env:SECRET_OLD_STALE}" }
          new: { clientId: new-stale, clientSecret: "${env:SECRET_NOT_ITS}" }
        - name: moved
          old: { clientId: old-moved, clientSecret: "${env:SECRET_OLD_MOVED}" }
          new: { clientId: new-moved, clientSecret: "${env:SECRET_NEW_MOVED}" }
          tokens: new
      routes:
        - { name: orders, match: { path: /orders }, share: 100%% }
      """;

  private static final Pattern ACCESS_TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");
  private static final Pattern BEARER = Pattern.compile("Authorization: Bearer (\\S+)");

  private static SpringServer server;

  private final RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private Stand stand;

  @BeforeAll
  static void startServer() {
    String both = "orders_read,orders_write";
    server =
        SpringServer.start(
            "opaque:gateway:SECRET_GATEWAY:none",
            "opaque:old-mobile:SECRET_OLD_MOBILE:" + both,
            "jwt:new-mobile:SECRET_NEW_MOBILE:" + both,
            "opaque:old-narrow:SECRET_OLD_NARROW:" + both,
            "jwt:new-narrow:SECRET_NEW_NARROW:orders_read",
            "opaque:old-stale:SECRET_OLD_STALE:" + both,
            "jwt:new-stale:SECRET_NEW_STALE:" + both,
            "opaque:old-moved:SECRET_OLD_MOVED:" + both,
            "jwt:new-moved:SECRET_NEW_MOVED:" + both);
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @BeforeEach
  void start() {
    stand = Stand.start(platform(old), platform(next), REST.formatted(server.issuer()));
  }

  @AfterEach
  void close() {
    stand.close();
    old.close();
    next.close();
  }

  private static String platform(RawPlatform platform) {
    return platform.url()
        + "\", tokenEndpoint: \""
        + server.url("/oauth2/token")
        + "\", revokeEndpoint: \""
        + server.url("/oauth2/revoke");
  }

  /** Asks the token service on the stable URL. */
  private HttpResponse<String> post(String path, String client, String form) {
    return post(stand.url(path), form, "Authorization", basic(client));
  }

  private HttpResponse<String> post(String url, String form, String... headers) {
    return stand.send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form)),
        headers);
  }

  private static String basic(String client) {
    return "Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
  }

  private String token(String client, String... scopes) {
    String scope = scopes.length == 0 ? "" : "&scope=" + String.join("+", scopes);
    return accessToken(post("/token", client, "grant_type=client_credentials" + scope));
  }

  private static String accessToken(HttpResponse<String> answer) {
    Matcher found = ACCESS_TOKEN.matcher(answer.body());
    assertThat(found.find()).as("%s %s", answer.statusCode(), answer.body()).isTrue();
    return found.group(1);
  }

  private HttpResponse<String> get(String token) {
    return stand.get("/orders", "Authorization", "Bearer " + token);
  }

  private static List<String> tokensAt(RawPlatform platform) {
    return BEARER
        .matcher(String.join("", platform.received()))
        .results()
        .map(each -> each.group(1))
        .toList();
  }

  private static String claims(String jwt) {
    return new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[1]), StandardCharsets.UTF_8);
  }

  /** Returns what the server itself says of a token. */
  private String introspected(String token) {
    return post(
            server.url("/oauth2/introspect"),
            "token=" + token,
            "Authorization",
            basic("gateway:SECRET_GATEWAY"))
        .body();
  }

  @Test
  void anOpaqueTokenGoesToTheNewPlatformAsAJwtOfTheSameApplication() {
    String opaque = token("old-mobile:SECRET_OLD_MOBILE", "orders_read");

    assertThat(get(opaque).body()).isEqualTo("new");
    assertThat(get(opaque).body()).isEqualTo("new");

    assertThat(old.accepted()).isZero();
    assertThat(tokensAt(next)).hasSize(2).doesNotContain(opaque);
    String jwt = tokensAt(next).getFirst();
    assertThat(tokensAt(next)).containsOnly(jwt);
    assertThat(claims(jwt))
        .contains("\"azp\":\"new-mobile\"", "\"scope\":[\"orders_read\"]", server.issuer());
    assertThat(introspected(jwt)).contains("\"active\":true", "\"client_id\":\"new-mobile\"");
  }

  @Test
  void aJwtGoesBackToTheOldPlatformAsAnOpaqueTokenOfTheSameApplication() {
    String jwt = token("new-mobile:SECRET_NEW_MOBILE", "orders_write");
    assertThat(get(jwt).body()).isEqualTo("new");
    stand.share("orders", "0%");

    assertThat(get(jwt).body()).isEqualTo("old");

    assertThat(tokensAt(next)).containsExactly(jwt);
    assertThat(tokensAt(old)).hasSize(1).doesNotContain(jwt);
    assertThat(introspected(tokensAt(old).getFirst()))
        .contains("\"active\":true", "\"client_id\":\"old-mobile\"", "\"scope\":\"orders_write\"");
  }

  /** RFC 8693: the same user, no more scopes, another client of the same application. */
  @Test
  void aUsersTokenStaysUnlessItIsToBeExchanged() throws Exception {
    String code = new UserLogin(server).code("old-mobile", "orders_read");
    String token =
        accessToken(
            post(
                "/token",
                "old-mobile:SECRET_OLD_MOBILE",
                "grant_type=authorization_code&code=" + code + "&redirect_uri=" + UserLogin.BACK));
    assertThat(get(token).body()).isEqualTo("old");

    String exchanging = REST.formatted(server.issuer()) + "bridge: { userTokens: exchange }\n";
    assertThat(stand.reload(platform(old), platform(next), exchanging))
        .hasToString("Reloaded[warnings=[]]");
    assertThat(get(token).body()).isEqualTo("new");

    String there = tokensAt(next).getLast();
    assertThat(claims(there))
        .contains("\"sub\":\"ann\"", "\"azp\":\"new-mobile\"", "orders_read")
        .doesNotContain("orders_write");
    assertThat(tokensAt(next)).doesNotContain(token);
  }

  @Test
  void whoseScopesOrPairAreNotAsGoodThereStays() {
    assertThat(get(token("old-narrow:SECRET_OLD_NARROW", "orders_write")).body()).isEqualTo("old");
    assertThat(get(token("old-narrow:SECRET_OLD_NARROW", "orders_read")).body()).isEqualTo("new");
    assertThat(get(token("old-stale:SECRET_OLD_STALE")).body()).isEqualTo("old");

    assertThat(claims(tokensAt(next).getFirst())).contains("\"scope\":[\"orders_read\"]");
    assertThat(stand.metrics())
        .contains("cutover_bridge_total{from=\"old\",outcome=\"rejected\",to=\"new\"} 2.0")
        .contains("cutover_bridge_total{from=\"old\",outcome=\"ok\",to=\"new\"} 1.0");
  }

  @Test
  void aTokenGivenBackOnTheStableUrlIsRefusedAtOnceAndByItsIssuer() {
    String opaque = token("old-mobile:SECRET_OLD_MOBILE");
    String jwt = token("new-mobile:SECRET_NEW_MOBILE");
    assertThat(get(opaque).statusCode()).isEqualTo(200);
    assertThat(get(jwt).statusCode()).isEqualTo(200);

    assertThat(post("/revoke", "old-mobile:SECRET_OLD_MOBILE", "token=" + opaque).statusCode())
        .isEqualTo(200);
    assertThat(post("/revoke", "new-mobile:SECRET_NEW_MOBILE", "token=" + jwt).statusCode())
        .isEqualTo(200);

    assertThat(get(opaque).statusCode()).isEqualTo(401);
    assertThat(get(jwt).statusCode()).isEqualTo(401);
    assertThat(introspected(opaque)).isEqualTo("{\"active\":false}");
    assertThat(introspected(jwt)).isEqualTo("{\"active\":false}");
  }

  @Test
  void aTokenRevokedAtItsIssuerIsRefusedOnceItIsAskedAboutAgain() {
    String opaque = token("old-mobile:SECRET_OLD_MOBILE");
    assertThat(get(opaque).statusCode()).isEqualTo(200);

    post(
        server.url("/oauth2/revoke"),
        "token=" + opaque,
        "Authorization",
        basic("old-mobile:SECRET_OLD_MOBILE"));

    await().until(() -> get(opaque).statusCode() == 401);
    assertThat(get("never-issued").statusCode()).isEqualTo(401);
  }

  @Test
  void newKeysAreTakenUpAtOnceAndOldOnesGoOn() {
    String before = token("new-mobile:SECRET_NEW_MOBILE");
    assertThat(get(before).statusCode()).isEqualTo(200);

    server.rotateKeys();

    assertThat(get(token("new-mobile:SECRET_NEW_MOBILE")).statusCode()).isEqualTo(200);
    assertThat(get(before).statusCode()).isEqualTo(200);
  }

  @Test
  void whatAWithdrawnKeySignedIsRefused() {
    String before = token("new-mobile:SECRET_NEW_MOBILE");
    assertThat(get(before).statusCode()).isEqualTo(200);

    server.retireKeys();

    assertThat(get(token("new-mobile:SECRET_NEW_MOBILE")).statusCode()).isEqualTo(200);
    assertThat(get(before).statusCode()).isEqualTo(401);
  }

  @Test
  void theTokenServiceRelaysWhatTheServerSays() {
    HttpResponse<String> wrong =
        post("/token", "old-mobile:wrong", "grant_type=client_credentials");
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo("{\"error\":\"invalid_client\"}");

    HttpResponse<String> scope =
        post(
            "/token",
            "new-narrow:SECRET_NEW_NARROW",
            "grant_type=client_credentials&scope=orders_write");
    assertThat(scope.statusCode()).isEqualTo(400);
    assertThat(scope.body()).contains("invalid_scope");

    assertThat(
            accessToken(
                post(
                    stand.url("/token?grant_type=client_credentials"),
                    "",
                    "Authorization",
                    basic("old-mobile:SECRET_OLD_MOBILE"))))
        .doesNotContain(".");
    assertThat(
            accessToken(
                post(
                    stand.url("/token"),
                    "grant_type=client_credentials"
                        + "&client_id=new-mobile&client_secret=SECRET_NEW_MOBILE")))
        .contains(".");
  }

  @Test
  void anUnchangedClientOfAMovedApplicationIsGivenAJwt() {
    String jwt = token("old-moved:SECRET_OLD_MOVED", "orders_read");

    assertThat(claims(jwt)).contains("\"azp\":\"new-moved\"");
    assertThat(get(jwt).body()).isEqualTo("new");
    assertThat(tokensAt(next)).containsExactly(jwt);
    assertThat(post("/token", "old-moved:wrong", "grant_type=client_credentials").statusCode())
        .isEqualTo(401);
  }

  @Test
  void tryingAnApplicationOutSaysWhichPairIsWrong() {
    String stale = stand.admin("POST", "/api/v1/applications/stale/verify", "{}").body();

    assertThat(stale)
        .contains("\"passed\":{\"old\":true,\"new\":false}", "invalid_client")
        .doesNotContain("SECRET_");
    assertThat(stand.admin("POST", "/api/v1/applications/mobile/verify", "{}").body())
        .contains("\"passed\":{\"old\":true,\"new\":true}");
  }
}
