package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.admin.Reload;
import io.cutover.e2e.Talk.Speech;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each limit exactly: what is as large passes, what is larger by one does not. */
class LimitsIT {
  private static final String ROUTES =
      "routes: [ { name: all, match: { path: / }, auth: none, stickBy: request } ]\n";

  private static final int HEADER = 1024;
  private static final int HEADERS = 4096;
  private static final int URI = 512;

  private RawPlatform platform;
  private Stand stand;

  @BeforeEach
  void start() {
    platform = RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  @AfterEach
  void stop() {
    stand.close();
    platform.close();
  }

  private static String limits(int header, int headers, int uri) {
    return "limits: { header: %dB, headers: %dB, uri: %dB }\n".formatted(header, headers, uri)
        + ROUTES;
  }

  private void begin(String rest) {
    stand = Stand.start(platform.url(), platform.url(), rest);
  }

  private void reload(String rest) {
    assertThat(stand.reload(platform.url(), platform.url(), rest))
        .isInstanceOf(Reload.Result.Reloaded.class);
  }

  private Talk talk(Speech speech) throws Exception {
    return speech.connect(stand.port(), 0);
  }

  private String received() {
    return String.join("", platform.received());
  }

  /** A target of that many bytes; its beginning tells it in what reached the platform. */
  private static String target(String mark, int bytes) {
    return mark + "x".repeat(bytes - mark.length());
  }

  /** A field line of that many bytes, without its end. */
  private static String line(int number, int bytes) {
    String name = "x-%03d: ".formatted(number);
    return name + "v".repeat(bytes - name.length()) + "\r\n";
  }

  /** Fields that make a GET of a path with that many bytes in all, as a protocol counts them. */
  private static String fields(Speech speech, String path, int total) {
    int used =
        speech.isH2()
            ? pseudo(":method", "GET")
                + pseudo(":scheme", "https")
                + pseudo(":path", path)
                + pseudo(":authority", "a.example")
            : ("GET " + path + " HTTP/1.1\r\nHost: a.example\r\n\r\n").length();
    // What a field costs beside its name, its value and the two bytes between them: the end of its
    // line, or what RFC 9113 §6.5.2 adds.
    int each = speech.isH2() ? 30 : 2;
    StringBuilder fields = new StringBuilder();
    int left = total - used;
    for (int i = 0; left > 0; i++) {
      int bytes = left - each > 900 ? 800 : left - each;
      fields.append(line(i, bytes));
      left -= bytes + each;
    }
    return fields.toString();
  }

  private static int pseudo(String name, String value) {
    return name.length() + value.length() + 32;
  }

  private static int status(Talk talk, String path, String fields) throws Exception {
    talk.send("GET", path, fields, null, false, null);
    return talk.answer().status();
  }

  @ParameterizedTest
  @EnumSource(names = {"H1", "H2"})
  void aTargetOfTheLimitPassesAndAByteMoreIsA414(Speech speech) throws Exception {
    begin(limits(HEADER, HEADERS, URI));
    try (Talk talk = talk(speech)) {
      assertThat(status(talk, target("/fits/", URI), "")).isEqualTo(200);
      assertThat(status(talk, target("/long/", URI + 1), "")).isEqualTo(414);
    }
    assertThat(received()).contains(" /fits/").doesNotContain("/long/");
  }

  @ParameterizedTest
  @EnumSource(names = {"H1", "H2"})
  void aLineOfTheLimitPassesAndAByteMoreIsA431(Speech speech) throws Exception {
    begin(limits(HEADER, HEADERS, URI));
    try (Talk talk = talk(speech)) {
      assertThat(status(talk, "/fits/", line(0, HEADER))).isEqualTo(200);
      assertThat(status(talk, "/long/", line(0, HEADER + 1))).isEqualTo(431);
    }
    assertThat(received()).contains(" /fits/").doesNotContain("/long/");
  }

  @ParameterizedTest
  @EnumSource(names = {"H1", "H2"})
  void aHeadOfTheLimitPassesAndAByteMoreIsA431(Speech speech) throws Exception {
    begin(limits(HEADER, HEADERS, URI));
    try (Talk talk = talk(speech)) {
      assertThat(status(talk, "/fits/", fields(speech, "/fits/", HEADERS))).isEqualTo(200);
      assertThat(status(talk, "/long/", fields(speech, "/long/", HEADERS + 1))).isEqualTo(431);
    }
    assertThat(received()).contains(" /fits/").doesNotContain("/long/");
  }

  @ParameterizedTest
  @EnumSource(names = {"H1", "H2"})
  void anOpenConnectionTakesNewLimitsFromItsNextRequestOn(Speech speech) throws Exception {
    begin(limits(HEADER, HEADERS, URI));
    try (Talk talk = talk(speech)) {
      assertThat(status(talk, target("/before/", URI), line(0, HEADER))).isEqualTo(200);

      reload(limits(2 * HEADER, 2 * HEADERS, 2 * URI));
      assertThat(status(talk, target("/raised/", 2 * URI), line(0, 2 * HEADER))).isEqualTo(200);
      reload(limits(HEADER, HEADERS, URI));
      assertThat(status(talk, target("/lowered/", URI), line(0, HEADER))).isEqualTo(200);
      assertThat(status(talk, target("/long/", URI + 1), "")).isEqualTo(414);
    }
    try (Talk talk = talk(speech)) {
      assertThat(status(talk, "/wide/", line(0, HEADER + 1))).isEqualTo(431);
    }
    assertThat(received())
        .contains(" /before/", " /raised/", " /lowered/")
        .doesNotContain("/long/", "/wide/");
  }

  // ---- connections

  private RawClient client() {
    return new RawClient(stand.port());
  }

  private static String ask(RawClient client, String path) {
    return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer();
  }

  private static void isServed(RawClient client) {
    assertThat(ask(client, "/served")).startsWith("HTTP/1.1 200 ");
  }

  private static String connections(int limit) {
    return "limits: { connections: %d }\n".formatted(limit) + ROUTES;
  }

  /** On both loops many answers come and go, and of the one who waits nothing is seen. */
  private void waits(RawClient waiting, RawClient... served) throws IOException {
    for (int i = 0; i < 50; i++) {
      for (RawClient each : served) {
        isServed(each);
      }
    }
    assertThat(waiting.socket.getInputStream().available()).isZero();
    assertThat(received()).doesNotContain("GET /waiting ");
  }

  /** Both loops have gone round since the limit was reached: nothing is accepted any more. */
  private void fill(RawClient first, RawClient second) {
    for (RawClient each : List.of(first, second, first, second)) {
      isServed(each);
    }
  }

  @Test
  void whoComesBeyondTheLimitOfConnectionsWaitsUntilOneEnds() throws IOException {
    begin(connections(2));
    try (RawClient first = client();
        RawClient second = client()) {
      fill(first, second);
      try (RawClient third = client()) {
        third.send("GET /waiting HTTP/1.1\r\nHost: a\r\n\r\n");
        waits(third, first, second);

        first.close();

        assertThat(third.readAnswer()).startsWith("HTTP/1.1 200 ");
        isServed(second);
      }
    }
  }

  @Test
  void aReloadLetsMoreConnectionsInAndThrowsNoneOut() throws IOException {
    begin(connections(2));
    try (RawClient first = client();
        RawClient second = client()) {
      fill(first, second);
      try (RawClient third = client();
          RawClient fourth = client()) {
        third.send("GET /waiting HTTP/1.1\r\nHost: a\r\n\r\n");
        waits(third, first, second);

        reload(connections(4));
        assertThat(third.readAnswer()).startsWith("HTTP/1.1 200 ");
        isServed(fourth);

        reload(connections(1));
        for (RawClient each : new RawClient[] {first, second, third, fourth}) {
          isServed(each);
        }
        try (RawClient fifth = client()) {
          fifth.send("GET /late HTTP/1.1\r\nHost: a\r\n\r\n");
          second.close();
          third.close();
          fourth.close();
          await().until(() -> open() == 1);
          for (int i = 0; i < 50; i++) {
            isServed(first);
          }
          assertThat(received()).doesNotContain("GET /late ");
          first.close();
          assertThat(fifth.readAnswer()).startsWith("HTTP/1.1 200 ");
        }
      }
    }
  }

  /** Returns how many connections of clients are open. */
  private long open() {
    return Series.sum(stand.metrics(), "cutover_connections{side=\"client\"");
  }

  @Test
  void oneAddressBeyondItsLimitIsTurnedAwayUntilAReloadAllowsMore() {
    begin("limits: { connectionsPerAddress: 2 }\n" + ROUTES);
    try (RawClient first = client();
        RawClient second = client()) {
      isServed(first);
      isServed(second);
      try (RawClient third = client()) {
        assertThat(turnedAway(third)).isTrue();
      }
      reload("limits: { connectionsPerAddress: 3 }\n" + ROUTES);
      try (RawClient third = client();
          RawClient fourth = client()) {
        isServed(third);
        assertThat(turnedAway(fourth)).isTrue();
      }
      isServed(first);
      isServed(second);
    }
    assertThat(received()).doesNotContain("/turned");
  }

  private static boolean turnedAway(RawClient client) {
    try {
      return ask(client, "/turned").isEmpty();
    } catch (UncheckedIOException _) {
      // The reset came before the request was written.
      return true;
    }
  }
}
