package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.e2e.Talk.Answer;
import io.cutover.e2e.Talk.Speech;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The access log of a running gateway: one line for each exchange, however it ended, of the
 * documented fields, and nothing that a client would not want to be read.
 */
class AccessLogIT {
  /** It is in every query, path, cookie, credential and body; the log must not hold it. */
  private static final String SECRET = "hush";

  private static final Set<String> ALWAYS =
      Set.of(
          "time",
          "id",
          "route",
          "decision",
          "share",
          "code",
          "tokenKind",
          "ms.total",
          "ms.gateway");

  private static final String CONFIG =
      """
      accessLog: "%s"
      authorities:
        - { name: signed, native: both, jwt: { issuer: "https://sts.example/token", jwks: "%s" } }
      applications: [ { name: mobile, old: { clientId: old-mobile }, new: { clientId: new-mobile } } ]
      limits: { uri: 512B }
      routes:
        - { name: open, match: { path: /open }, auth: none, stickBy: request, timeouts: { request: 300ms } }
        - { name: long, match: { path: /open/silent }, auth: none, stickBy: request }
        - { name: dead, match: { path: /dead }, share: 100%%, auth: none, stickBy: request }
        - { name: secured, match: { path: /secured } }
        - { name: scoped, match: { path: /scoped }, scopes: [orders_read] }
        - { name: gone, match: { path: /gone }, respond: 410 }
        - { name: small, match: { path: /small }, auth: none, stickBy: request, limits: { body: 1KiB } }
        - { name: busy, match: { path: /busy }, auth: none, stickBy: request, throttle: { requestsPerMinute: 1 } }
        - { name: browser, match: { path: /browser }, auth: none, stickBy: request, cors: { origins: ["https://app.example"] } }
      """;

  private final SignedTokens signed = new SignedTokens("https://sts.example/token");
  private final RawPlatform old = new RawPlatform(AccessLogIT::serve);
  private final List<String> ids = new ArrayList<>();
  private final Map<String, Integer> codes = new HashMap<>();
  @TempDir Path folder;

  @AfterEach
  void close() {
    old.close();
  }

  private static void serve(RawPlatform.Connection connection) throws IOException {
    String head;
    while ((head = connection.readHead()) != null) {
      if (head.contains("/silent/") || head.contains("/slow/")) {
        connection.readRest();
        return;
      }
      if (head.contains("/cut/")) {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf!");
        connection.socket.setSoLinger(true, 0);
        return;
      }
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
    }
  }

  private static String nobody() throws IOException {
    try (var gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return "http://127.0.0.1:" + gone.getLocalPort();
    }
  }

  private void send(Talk talk, String method, String path, String fields, String body)
      throws Exception {
    String all = "Cookie: sid=" + SECRET + "\r\nX-Own: " + SECRET + "\r\n" + fields;
    talk.send(method, path + "/" + SECRET + "?api_key=" + SECRET, all, body, true, null);
  }

  /** One exchange to its end; notes by which id it is to be found, and with which code. */
  private void ask(Talk talk, int code, String method, String path, String fields, String body)
      throws Exception {
    send(talk, method, path, fields, body);
    note(talk.answer(), code);
  }

  private void note(Answer answer, int code) {
    assertThat(answer.status()).isEqualTo(code);
    String id = answer.fields().get("x-request-id");
    ids.add(id);
    codes.put(id, code);
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  @ParameterizedTest
  @EnumSource(names = {"H1", "H2"})
  void everyExchangeIsOneLine(Speech speech) throws Exception {
    Path log = folder.resolve("access.json");
    Path jwks = Files.writeString(folder.resolve("jwks.json"), signed.jwks());
    String token = signed.token("new-mobile", SECRET);
    int unanswered = 0;
    try (Stand stand = Stand.start(old.url(), nobody(), CONFIG.formatted(log, jwks))) {
      try (Talk talk = speech.connect(stand.port(), 0)) {
        ask(talk, 200, "GET", "/open", "", null);
        ask(talk, 200, "GET", "/open", "", null);
        ask(talk, 200, "GET", "/secured", bearer(token), null);
        ask(talk, 401, "GET", "/secured", "", null);
        ask(talk, 401, "GET", "/secured", bearer("e30." + SECRET + "." + SECRET), null);
        ask(talk, 403, "GET", "/scoped", bearer(token), null);
        ask(talk, 404, "GET", "/nowhere", "", null);
        ask(talk, 410, "GET", "/gone", "", null);
        ask(talk, 413, "POST", "/small", "", SECRET.repeat(500));
      }
      try (Talk talk = speech.connect(stand.port(), 0)) {
        ask(talk, 200, "GET", "/busy", "", null);
        ask(talk, 429, "GET", "/busy", "", null);
        ask(talk, 502, "GET", "/dead", "", null);
        ask(talk, 504, "GET", "/open/slow", "", null);
        String preflight = "Origin: https://app.example\r\nAccess-Control-Request-Method: GET\r\n";
        ask(talk, 204, "OPTIONS", "/browser", preflight, null);
      }
      try (Talk talk = speech.connect(stand.port(), 0)) {
        ask(talk, 405, "TRACE", "/open", "", null);
      }
      try (Talk talk = speech.connect(stand.port(), 0)) {
        ask(talk, 414, "GET", "/open/" + SECRET.repeat(200), "", null);
      }
      // A platform that breaks off: the client has had a status.
      try (Talk talk = speech.connect(stand.port(), 0)) {
        send(talk, "GET", "/open/cut", "", null);
        talk.brokenOff();
        unanswered++;
      }
      // A client that goes away.
      try (Talk talk = speech.connect(stand.port(), 0)) {
        send(talk, "GET", "/open/silent", "", null);
        await().until(() -> String.join("", old.received()).contains("GET /open/silent/"));
        unanswered++;
      }
      if (speech == Speech.H1) {
        try (RawClient client = new RawClient(stand.port())) {
          client.send("GET /open HTTP/1.1\r\nHost: a\r\n" + SECRET + "\r\n\r\n");
          assertThat(client.readAnswer()).startsWith("HTTP/1.1 400 ");
          unanswered++;
        }
        // A connection without a request is no exchange.
        new RawClient(stand.port()).close();
        try (RawClient client = new RawClient(stand.port())) {
          String two = "GET /gone HTTP/1.1\r\nHost: a\r\n\r\n";
          client.send(two + two);
          assertThat(client.readAnswer()).startsWith("HTTP/1.1 410 ");
          assertThat(client.readAnswer()).startsWith("HTTP/1.1 410 ");
          unanswered += 2;
        }
      }
      await()
          .until(() -> stand.metrics().contains("cutover_inflight_requests{platform=\"old\"} 0.0"));
    }
    check(log, token, unanswered);
  }

  /** Looks at the log of a gateway that has ended, which has written all that it had to. */
  private void check(Path log, String token, int unanswered) throws IOException {
    String text = Files.readString(log);
    List<JsonNode> lines = text.lines().map(JsonMapper.shared()::readTree).toList();
    assertThat(lines).hasSize(ids.size() + unanswered);

    List<String> logged = lines.stream().map(line -> line.get("id").asString()).toList();
    assertThat(logged).doesNotHaveDuplicates().containsAll(ids);
    for (JsonNode line : lines) {
      Integer code = codes.get(line.get("id").asString());
      if (code != null) {
        assertThat(line.get("code").asInt()).as("%s", line).isEqualTo(code);
      }
    }
    assertThat(lines.stream().filter(line -> line.get("code").asInt() == 499)).hasSize(1);

    Set<String> seen = new TreeSet<>();
    for (JsonNode line : lines) {
      Set<String> fields = fields(line);
      assertThat(fields).containsAll(ALWAYS);
      seen.addAll(fields);
    }
    assertThat(documented()).containsAll(seen);
    assertThat(seen).contains("application", "bucket", "platform", "ms.upstream");

    assertThat(text).doesNotContain(SECRET, "api_key", "/open", "Bearer");
    for (String part : token.split("\\.")) {
      assertThat(text).doesNotContain(part);
    }
  }

  private static Set<String> fields(JsonNode line) {
    Set<String> fields = new TreeSet<>();
    line.properties()
        .forEach(
            each -> {
              if (each.getValue().isObject()) {
                each.getValue()
                    .propertyNames()
                    .forEach(name -> fields.add(each.getKey() + "." + name));
              } else {
                fields.add(each.getKey());
              }
            });
    return fields;
  }

  /** The first column of the table in the documentation. */
  private static Set<String> documented() throws IOException {
    return Pattern.compile("(?m)^\\| `([A-Za-z.]+)` \\|")
        .matcher(Files.readString(Path.of("docs/access-log.md")))
        .results()
        .map((MatchResult each) -> each.group(1))
        .collect(Collectors.toSet());
  }
}
