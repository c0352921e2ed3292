package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Bucket;
import io.cutover.split.Share;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The share as it is measured at the platforms, and the operator who moves it. */
class ShareIT {
  private static final String ROUTES =
      """
      routes:
        - { name: each, match: { path: /each }, share: 0%, auth: none, stickBy: request }
        - { name: keyed, match: { path: /keyed }, share: 0%, auth: none, stickBy: "header:X-Client" }
        - { name: cookied, match: { path: /cookied }, share: 0%, auth: none, stickBy: "cookie:SID" }
      """;

  private final AtomicInteger onNew = new AtomicInteger();
  private RawPlatform old;
  private RawPlatform next;
  private Stand stand;

  @BeforeEach
  void start() {
    old = RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
    next =
        new RawPlatform(
            connection -> {
              while (connection.readHead() != null) {
                onNew.incrementAndGet();
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
              }
            });
    stand = Stand.start(old.url(), next.url(), ROUTES);
  }

  @AfterEach
  void close() {
    stand.close();
    old.close();
    next.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.01%", "5%", "50%", "99.99%"})
  void requestsWithoutAKeyAreSplitExactly(String share) {
    stand.share("each", share);
    int requests = 10_000;
    // One connection lives on one loop, and these are whole strata of it.
    try (RawClient client = new RawClient(stand.port())) {
      for (int i = 0; i < requests; i++) {
        client.send("GET /each HTTP/1.1\r\nHost: a\r\n\r\n");
        client.readAnswer();
      }
    }

    System.out.printf("share %s of %d requests: %d on new%n", share, requests, onNew.get());
    assertThat(onNew.get()).isEqualTo(Math.round(requests * Share.parse(share).ratio()));
  }

  /** Each bucket at the edge of a share: the keys are looked for until one falls in it. */
  @ParameterizedTest
  @CsvSource({"0.01%, 0, 1", "0.02%, 1, 2", "50%, 4999, 5000", "99.99%, 9998, 9999"})
  void theLastBucketOfAShareGoesToNewAndTheNextDoesNot(String share, int last, int following) {
    stand.share("keyed", "0%");
    assertThat(byHeader(last)).isEqualTo("old");
    stand.share("keyed", share);
    assertThat(byHeader(last)).isEqualTo("new");
    assertThat(byHeader(following)).isEqualTo("old");
    stand.share("keyed", "100%");
    assertThat(byHeader(following)).isEqualTo("new");
  }

  /** Returns which platform answers a caller whose key falls in that bucket. */
  private String byHeader(int bucket) {
    var buckets = new Bucket("keyed", "header");
    int number = 0;
    while (buckets.of("client-" + number) != bucket) {
      number++;
    }
    return stand.get("/keyed", "X-Client", "client-" + number).body();
  }

  @Test
  void keysGoWhereTheirBucketSaysAndNeverMoveBackWhileTheShareRises() {
    var headerBucket = new Bucket("keyed", "header");
    var cookieBucket = new Bucket("cookied", "cookie");
    Map<String, String> before = new HashMap<>();
    for (String share : new String[] {"0%", "0.01%", "1%", "5%", "25%", "50%", "99.99%", "100%"}) {
      stand.share("keyed", share);
      stand.share("cookied", share);
      for (int i = 0; i < 200; i++) {
        String key = "client-" + i;
        String byHeader = stand.get("/keyed", "X-Client", key).body();
        String byCookie = stand.get("/cookied", "Cookie", "a=b; SID=" + key + "; c=d").body();

        assertThat(byHeader).isEqualTo(expected(headerBucket.of(key), share));
        assertThat(byCookie).isEqualTo(expected(cookieBucket.of(key), share));
        assertThat(before.getOrDefault(key, "old").equals("new") && byHeader.equals("old"))
            .isFalse();
        before.put(key, byHeader);
      }
    }
  }

  private static String expected(int bucket, String share) {
    return Share.parse(share).covers(bucket) ? "new" : "old";
  }

  @Test
  void aRequestWithoutAKeyGoesHomeButForNoneAndAll() {
    stand.share("keyed", "99.99%");
    assertThat(stand.get("/keyed").body()).isEqualTo("old");
    assertThat(stand.get("/keyed", "X-Client", " ").body()).isEqualTo("old");
    stand.share("keyed", "100%");
    assertThat(stand.get("/keyed").body()).isEqualTo("new");
  }

  @Test
  void anOpenConnectionTakesTheNewShareFromItsNextRequestOn() {
    try (RawClient client = new RawClient(stand.port())) {
      client.send("GET /keyed HTTP/1.1\r\nHost: a\r\nX-Client: k\r\n\r\n");
      assertThat(client.readAnswer()).endsWith("old");
      stand.share("keyed", "100%");
      client.send("GET /keyed HTTP/1.1\r\nHost: a\r\nX-Client: k\r\n\r\n");
      assertThat(client.readAnswer()).endsWith("new");
      assertThat(stand.admin("POST", "/api/v1/routes/keyed/rollback", "{}").statusCode())
          .isEqualTo(200);
      client.send("GET /keyed HTTP/1.1\r\nHost: a\r\nX-Client: k\r\n\r\n");
      assertThat(client.readAnswer()).endsWith("old");
    }
  }

  @Test
  void aRollbackLatchesAndOnlyAPersonLiftsIt() {
    stand.share("keyed", "50%");
    stand.admin("POST", "/api/v1/rollback", "{\"reason\":\"it hurts\"}");

    HttpResponse<String> raise =
        stand.admin("PUT", "/api/v1/routes/keyed/share", "{\"share\":\"1%\",\"reason\":\"x\"}");
    assertThat(raise.statusCode()).isEqualTo(409);
    assertThat(raise.body()).contains("latched", "plan clear");
    assertThat(stand.metrics())
        .contains("cutover_latched{route=\"keyed\"} 1.0")
        .contains("cutover_rollbacks_total{cause=\"operator\",route=\"keyed\"} 1.0");
    assertThat(
            stand
                .admin("POST", "/api/v1/routes/keyed/plan/clear", "{\"reason\":\"mended\"}")
                .statusCode())
        .isEqualTo(200);
    stand.share("keyed", "1%");
  }

  @Test
  void theSwitchIsAboveEverything() {
    HttpResponse<String> switched =
        stand.admin("PUT", "/api/v1/switch", "{\"switch\":\"new\",\"reason\":\"rehearsal\"}");
    assertThat(switched.statusCode()).isEqualTo(200);
    assertThat(stand.get("/keyed", "X-Client", "k").body()).isEqualTo("new");
    stand.admin("PUT", "/api/v1/switch", "{\"switch\":\"auto\",\"reason\":\"done\"}");
    assertThat(stand.get("/keyed", "X-Client", "k").body()).isEqualTo("old");
    assertThat(stand.metrics()).contains("decision=\"switch\",platform=\"new\",route=\"keyed\"");
  }
}
