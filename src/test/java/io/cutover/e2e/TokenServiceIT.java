package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens on the stable URL, and what is learnt of them. */
class TokenServiceIT {
  private static final String REST =
      """
      authorities:
        - { name: api-cloud, native: old, opaque: { introspection: none } }
        - name: choreo
          native: new
          jwt: { issuer: "https://sts.example/token", jwks: "http://127.0.0.1:%1$d/jwks" }
      tokenService: { hosts: [127.0.0.1, api.example.com] }
      applications:
        - name: mobile
          old: { clientId: old-mobile, clientSecret: "${env:S}", tokenDigests: ["sha256:%2$s"] }
          new: { clientId: new-mobile, clientSecret: "${env:S}" }
        - name: moved
          old: { clientId: old-moved, clientSecret: [{ secret: "ended", until: 2020-01-01 }, { secret: right }] }
          new: { clientId: new-moved, clientSecret: "${env:S}" }
          tokens: new
      routes:
        - { name: orders, match: { path: /orders }, share: 100%% }
        - { name: rest, match: { path: / }, share: 0%% }
      """;

  private final RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final SignedTokens signer = new SignedTokens("https://sts.example/token");
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile int status = 200;
  private int issued;
  private HttpServer issuer;
  private Stand stand;

  @BeforeEach
  void start() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext("/jwks", call -> answer(call, 200, signer.jwks()));
    for (String name : List.of("old", "new")) {
      issuer.createContext(
          "/" + name,
          call -> {
            asked.add(call.getRequestURI() + " " + client(call) + " " + form(call));
            boolean revoke = call.getRequestURI().getPath().endsWith("revoke");
            answer(
                call,
                status,
                revoke
                    ? ""
                    : "{\"access_token\":\"%s-token-%d\",\"token_type\":\"Bearer\",\"expires_in\":900}"
                        .formatted(name, ++issued));
          });
    }
    issuer.start();
    stand = Stand.start(platform(old, "old"), platform(next, "new"), rest());
  }

  private String rest() {
    // sha256sum of "hard-coded"
    return REST.formatted(
        issuer.getAddress().getPort(),
        "471233bcc8c3a54aa229efc6159bcd91480628b6025b099451688a57988c0803");
  }

  private String platform(RawPlatform platform, String name) {
    return platform.url()
        + "\", tokenEndpoint: \"http://127.0.0.1:"
        + issuer.getAddress().getPort()
        + "/"
        + name
        + "/token";
  }

  private static String client(HttpExchange call) {
    String basic = call.getRequestHeaders().getFirst("Authorization");
    return basic == null
        ? "-"
        : new String(Base64.getDecoder().decode(basic.substring(6)), StandardCharsets.UTF_8);
  }

  private static String form(HttpExchange call) throws IOException {
    return new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange call, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.getResponseHeaders().add("X-Internal", "not passed on");
    call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    call.getResponseBody().write(bytes);
    call.close();
  }

  @AfterEach
  void close() {
    stand.close();
    http.close();
    issuer.stop(0);
    old.close();
    next.close();
  }

  private HttpResponse<String> post(String path, String client, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(stand.url(path)))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return client.isEmpty()
        ? stand.send(request)
        : stand.send(request, "Authorization", basic(client));
  }

  private static String basic(String client) {
    return "Basic " + Base64.getEncoder().encodeToString(client.getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> get(String token) {
    return stand.get("/orders", "Authorization", "Bearer " + token);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "/token|old-mobile:s|grant_type=client_credentials|/old/token old-mobile:s"
            + " grant_type=client_credentials",
        "/oauth2/token?grant_type=client_credentials|old-mobile:s|''|/old/token old-mobile:s"
            + " grant_type=client_credentials",
        "/token|new-mobile:s|grant_type=client_credentials&scope=a+b|/new/token new-mobile:s"
            + " grant_type=client_credentials&scope=a+b",
        "/token|''|client_id=new-mobile&client_secret=s&grant_type=refresh_token&refresh_token=r|/new/token"
            + " - client_id=new-mobile&client_secret=s&grant_type=refresh_token&refresh_token=r",
        "/token|nobody:s|grant_type=client_credentials|/old/token nobody:s"
            + " grant_type=client_credentials",
        "/token|''|''|/old/token - ''",
        "/token|old-moved:s|grant_type=password&username=a&password=b|/old/token old-moved:s"
            + " grant_type=password&username=a&password=b",
        "/revoke|new-mobile:s|token=t|/new/revoke new-mobile:s token=t",
      })
  void aRequestGoesToThePlatformThatOwnsTheClientAndToNoOther(
      String path, String client, String body, String expected) {
    HttpResponse<String> answer = post(path, client, body);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().map()).doesNotContainKeys("X-Internal", "Proxy-Status");
    assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    assertThat(asked).containsExactly(expected.replace("''", ""));
    assertThat(old.accepted()).isZero();
  }

  @Test
  void anApplicationsTokenIsLearntAndAUsersIsKnownForOne() {
    post("/token", "old-mobile:s", "grant_type=client_credentials");
    post("/token", "old-mobile:s", "grant_type=password&username=u&password=p");

    assertThat(get("old-token-1").body()).isEqualTo("new");
    assertThat(get("old-token-2").body()).isEqualTo("old");
    assertThat(get("old-token-99").body()).isEqualTo("old");

    assertThat(String.join("", next.received())).doesNotContain("old-token");
    assertThat(stand.metrics())
        .contains("cutover_blocked_total{cause=\"user-token\",route=\"orders\"} 1.0")
        .contains("cutover_blocked_total{cause=\"unverified\",route=\"orders\"} 1.0");
  }

  @Test
  void whatIsGivenBackIsRefusedAtOnce() {
    post("/token", "old-mobile:s", "grant_type=client_credentials");
    String jwt = signer.token("new-mobile", "new-mobile");
    assertThat(get("old-token-1").body()).isEqualTo("new");
    assertThat(get(jwt).body()).isEqualTo("new");

    assertThat(post("/revoke", "nobody:s", "token=old-token-1").statusCode()).isEqualTo(200);
    assertThat(get("old-token-1").statusCode()).isEqualTo(200);
    assertThat(post("/revoke", "old-mobile:s", "token=old-token-1").body()).isEmpty();
    assertThat(post("/revoke", "new-mobile:s", "token=" + jwt).statusCode()).isEqualTo(200);

    assertThat(get("old-token-1").statusCode()).isEqualTo(401);
    assertThat(get(jwt).statusCode()).isEqualTo(401);
    stand.reload(platform(old, "old"), platform(next, "new"), rest());
    assertThat(get("old-token-1").statusCode()).isEqualTo(401);
    stand.restart();
    assertThat(get("old-token-1").statusCode()).isEqualTo(401);
    assertThat(get(jwt).statusCode()).isEqualTo(401);
    assertThat(get(signer.token("new-mobile", "another")).statusCode()).isEqualTo(200);
  }

  @Test
  void anOldPairIsAnsweredWithANewTokenWhereThatIsSaid() {
    HttpResponse<String> answer =
        post("/token", "old-moved:right", "grant_type=client_credentials&scope=a");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    assertThat(answer.body())
        .contains(
            "\"access_token\":\"new-token-1\"",
            "\"token_type\":\"Bearer\"",
            "\"expires_in\":900",
            "\"scope\":\"a\"");
    assertThat(asked)
        .containsExactly(
            "/new/token new-moved:operator-of-the-stand grant_type=client_credentials&scope=a");
  }

  @Test
  void anOperatorSaysWhoseTokensAnApplicationIsGivenAndThatOutlivesAReload() {
    String tokens = "/api/v1/applications/mobile/tokens";
    String form = "grant_type=client_credentials";
    String client = "old-mobile:" + Stand.TOKEN;
    assertThat(post("/token", client, form).body()).contains("old-token-1");

    assertThat(stand.admin("PUT", tokens, "{\"tokens\":\"new\",\"reason\":\"r\"}").statusCode())
        .isEqualTo(200);
    assertThat(post("/token", client, form).body()).contains("new-token-2");
    stand.reload(platform(old, "old"), platform(next, "new"), rest());
    assertThat(post("/token", client, form).body()).contains("new-token-3");
    assertThat(stand.admin("GET", "/api/v1/applications/mobile", "").body())
        .contains("\"tokens\":\"new\"");

    assertThat(stand.admin("PUT", tokens, "{\"tokens\":\"auto\",\"reason\":\"r\"}").statusCode())
        .isEqualTo(200);
    assertThat(post("/token", client, form).body()).contains("old-token-4");
  }

  @Test
  void aRetiredPlatformIsAskedForNothingAndItsPairsAreAnsweredByTheOther() {
    assertThat(
            stand
                .admin("POST", "/api/v1/platforms/old/retire", "{\"reason\":\"r\",\"force\":true}")
                .statusCode())
        .isEqualTo(200);
    String form = "grant_type=client_credentials";
    assertThat(post("/token", "old-mobile:" + Stand.TOKEN, form).body()).contains("new-token-1");
    assertThat(post("/token", "old-mobile:wrong", form).statusCode()).isEqualTo(401);

    HttpResponse<String> password =
        post("/token", "old-mobile:s", "grant_type=password&username=u&password=p");
    assertThat(password.statusCode()).isEqualTo(400);
    assertThat(password.body()).contains("unauthorized_client");
    HttpResponse<String> before = get("hard-coded");
    // Nobody gives back another's tokens.
    assertThat(post("/revoke", "old-mobile:s", "token=hard-coded").statusCode()).isEqualTo(401);
    assertThat(get("hard-coded").statusCode()).isEqualTo(before.statusCode()).isNotEqualTo(401);
    assertThat(post("/revoke", "old-mobile:" + Stand.TOKEN, "token=hard-coded").statusCode())
        .isEqualTo(200);
    assertThat(get("hard-coded").statusCode()).isEqualTo(401);
    assertThat(stand.get("/authorize?client_id=old-mobile").statusCode()).isEqualTo(400);

    assertThat(asked).isNotEmpty().noneMatch(each -> each.startsWith("/old"));
  }

  @Test
  void afterTenWrongSecretsNotEvenTheRightOneIsLookedAt() {
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> wrong =
          post(
              "/token",
              "old-moved:" + (i == 0 ? "ended" : "wrong"),
              "grant_type=client_credentials");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.body()).contains("invalid_client");
      assertThat(wrong.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
    }
    HttpResponse<String> right = post("/token", "old-moved:right", "grant_type=client_credentials");

    assertThat(right.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(right.headers().firstValue("Retry-After").orElseThrow()))
        .isBetween(1, 60);
    assertThat(asked).isEmpty();
    assertThat(post("/token", "old-mobile:s", "grant_type=client_credentials").statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "old-mobile, /old/authorize",
    "new-mobile, /new/authorize",
    "nobody,     /old/authorize",
  })
  void aUsersBrowserGoesOnToTheOwner(String client, String path) throws Exception {
    String query = "?response_type=code&client_id=" + client + "&state=%20x";
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(stand.url("/authorize" + query))).build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue("http://127.0.0.1:" + issuer.getAddress().getPort() + path + query);
  }

  @Test
  void whatIsNoTokenRequestIsAnsweredHere() {
    String client = "old-mobile:s";
    assertThat(post("/token", client, "a=" + "x".repeat(16 * 1024)).statusCode()).isEqualTo(413);
    assertThat(post("/token?a=1", client, "a=2").statusCode()).isEqualTo(400);
    assertThat(post("/token", client, "a=1&a=2").statusCode()).isEqualTo(400);
    assertThat(post("/token", client, "client_id=other").statusCode()).isEqualTo(400);
    HttpResponse<String> got = stand.get("/token");
    assertThat(got.statusCode()).isEqualTo(405);
    assertThat(got.headers().firstValue("Allow")).hasValue("POST");
    assertThat(got.headers().firstValue("Proxy-Status").orElse("")).startsWith("cutover; error=");
    assertThat(asked).isEmpty();

    status = 503;
    assertThat(post("/token", client, "grant_type=client_credentials").statusCode()).isEqualTo(503);
    status = 302;
    assertThat(post("/token", client, "grant_type=client_credentials").statusCode()).isEqualTo(503);
  }

  @Test
  void itIsThereOnItsHostsOnlyAndBesideTheRoutes() {
    try (RawClient client = new RawClient(stand.port())) {
      client.send("POST /token HTTP/1.1\r\nHost: other.example\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 401 ");
      client.send(
          "POST /token HTTP/1.1\r\nHost: API.example.com:80\r\nTransfer-Encoding: chunked\r\n"
              + "Authorization: "
              + basic("old-mobile:s")
              + "\r\n\r\n1d\r\ngrant_type=client_credentials\r\n0\r\n\r\n");
      assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ").contains("old-token-1");
    }
    assertThat(stand.get("/tokens").statusCode()).isEqualTo(401);
    assertThat(asked).hasSize(1);
  }

  @Test
  void aTokenThatIsKnownForGoodIsItsApplicationsOwn() {
    assertThat(get("hard-coded").body()).isEqualTo("new");

    post("/revoke", "old-mobile:s", "token=hard-coded");
    assertThat(get("hard-coded").statusCode()).isEqualTo(401);
    assertThat(String.join("", next.received())).doesNotContain("hard-coded");
  }
}
