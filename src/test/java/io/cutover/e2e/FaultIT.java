package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults of a platform on their way to a consumer of the other one. */
class FaultIT {
  private static final String ROUTES =
      """
      routes:
        - { name: asis, match: { path: /asis }, auth: none, stickBy: ip, share: 100% }
        - { name: wso2, match: { path: /wso2 }, auth: none, stickBy: ip, share: 100%, faults: wso2 }
        - { name: choreo, match: { path: /choreo }, auth: none, stickBy: ip, faults: choreo }
      """;
  private static final String THROTTLED =
      "{\"code\":\"900800\",\"description\":\"Allowed request limit for the API/Resource,"
          + " exceeded\",\"message\":\"Message throttled out\"}\n";
  private static final String SAID =
      "{\"fault\":{\"code\":900800,\"message\":\"Message throttled out\",\"description\":\"Allowed"
          + " request limit for the API/Resource, exceeded\"}}";

  private RawPlatform old;
  private RawPlatform next;
  private Stand stand;

  private void start(String fromOld, String fromNew) {
    old = RawPlatform.answering(fromOld);
    next = RawPlatform.answering(fromNew);
    stand =
        Stand.start(
            old.url(), next.url() + "\", capacity: { requestsPerMinute: 1000 }, name: \"n", ROUTES);
  }

  @AfterEach
  void close() {
    stand.close();
    old.close();
    next.close();
  }

  private static String answer(int status, String fields, String body) {
    return "HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, fields, body.length(), body);
  }

  private static String chunked(int status, String body) {
    int half = body.length() / 2;
    return "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: x-t\r\n\r\n%x\r\n%s\r\n%x\r\n%s\r\n0\r\nx-t: 1\r\n\r\n"
        .formatted(
            status, half, body.substring(0, half), body.length() - half, body.substring(half));
  }

  private String ask(String request) {
    try (RawClient client = new RawClient(stand.port())) {
      client.send(request + " HTTP/1.1\r\nHost: a\r\n\r\n");
      return client.readAnswer();
    }
  }

  /** By a length or in chunks, with any reason phrase: the answer is a whole one of its own. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void aFaultIsSaidInTheWordsOfTheOtherPlatform(boolean inChunks) {
    String fault =
        inChunks
            ? chunked(429, THROTTLED)
            : answer(
                429,
                "Content-Type: application/json\r\nRetry-After: 7\r\nX-Cutover-Fault: no\r\n"
                    + "ETag: \"1\"\r\nDigest: x\r\nContent-MD5: x\r\nLast-Modified: x\r\n",
                THROTTLED);
    start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", fault);

    String said = ask("GET /wso2");

    assertThat(said)
        .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
        .containsOnlyOnce("X-Cutover-Fault: rewritten\r\n")
        .containsOnlyOnce("Content-Type: application/json; charset=UTF-8\r\n")
        .containsOnlyOnce("Content-Length: " + SAID.length() + "\r\n")
        .doesNotContain("Transfer-Encoding", "Trailer", "x-t", "Proxy-Status", "Fault: no")
        .doesNotContain("ETag", "Digest", "Content-MD5", "Last-Modified")
        .endsWith("\r\n\r\n" + SAID);
    assertThat(said.contains("Retry-After: 7\r\n")).isEqualTo(!inChunks);
    String asIs = ask("GET /asis");
    assertThat(asIs)
        .startsWith("HTTP/1.1 429 X\r\n")
        .contains("900800")
        .doesNotContain("X-Cutover");
  }

  @Test
  void aRefusedTokenIsAnAuthFaultWhateverItsStatus() {
    start(
        answer(
            500,
            "Content-Type: application/json\r\n",
            "{\"fault\":{\"code\":900900,\"message\":\"Unclassified Authentication"
                + " Failure\",\"description\":\"x\"}}"),
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    assertThat(ask("GET /choreo"))
        .startsWith("HTTP/1.1 401 Unauthorized\r\n")
        .contains("WWW-Authenticate: Bearer error=\"invalid_token\"\r\n")
        .contains("Content-Type: text/plain\r\n")
        .endsWith(
            "{\"error_message\":\"Unclassified Authentication"
                + " Failure\",\"code\":\"900901\",\"error_description\":\"x\"}");
    assertThat(stand.metrics())
        .contains("{code=\"401\",decision=\"share\",platform=\"old\",route=\"choreo\"");
  }

  @Test
  void whatIsNoFaultPassesUntouched() {
    String own = "{\"code\":\"900\",\"message\":\"no such order\"}";
    start(
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        answer(404, "Content-Type: application/json\r\nETag: \"1\"\r\n", own));

    assertThat(ask("GET /wso2"))
        .startsWith("HTTP/1.1 404 X\r\n")
        .contains("Content-Type: application/json\r\n", "ETag: \"1\"\r\n")
        .doesNotContain("X-Cutover")
        .endsWith(own);
  }

  /** Encoded, of another type, not short: nothing that would have to be held back. */
  @ParameterizedTest
  @CsvSource({
    "application/json, Content-Encoding: gzip, 100",
    "image/png, A: b, 100",
    "application/json, A: b, 9000"
  })
  void whatCannotBeAFaultIsNotHeldBack(String type, String field, int length) {
    String body = "{\"code\":\"900901\"}" + " ".repeat(length - 17);
    start(
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        answer(401, "Content-Type: " + type + "\r\n" + field + "\r\n", body));

    assertThat(ask("GET /wso2")).startsWith("HTTP/1.1 401 X\r\n").endsWith(body);
  }

  @Test
  void whatTurnsOutTooLongIsLetGo() {
    String body = "{\"code\":\"900901\",\"message\":\"" + "m".repeat(20_000) + "\"}";
    start("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", chunked(401, body));

    String answer = ask("GET /wso2");

    assertThat(answer).startsWith("HTTP/1.1 401 X\r\n").doesNotContain("X-Cutover");
    assertThat(answer.replaceAll("\r\n[0-9a-f]+\r\n", "")).contains("m".repeat(20_000));
  }

  @Test
  void anAnswerWithoutABodyStaysOne() {
    start(
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 429 X\r\nContent-Type: application/json\r\nContent-Length: 121\r\n\r\n");

    HttpResponse<String> answer =
        stand.send(HttpRequest.newBuilder(URI.create(stand.url("/wso2"))).HEAD());

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Content-Length")).hasValue("121");
    assertThat(answer.headers().firstValue("X-Cutover-Fault")).isEmpty();
  }

  /** The platform's own count is at its end, whatever ours says: the next one goes to the other. */
  @Test
  void aPlatformThatRefusesForItsCapacityIsSparedForTheRestOfTheMinute() {
    start(answer(200, "", "old"), answer(429, "Content-Type: application/json\r\n", THROTTLED));

    int refused = 0;
    for (int i = 0; i < 20; i++) {
      refused += stand.get("/asis").statusCode() == 429 ? 1 : 0;
    }

    // A test may see the turn of a minute.
    assertThat(refused).isBetween(1, 2);
  }
}
