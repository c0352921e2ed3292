package io.cutover.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Bucket;
import io.cutover.split.Share;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Callers told apart by address, token, application and subject: which bucket each falls in, as
 * seen from the share at which it moves. The buckets are those of BucketTest's golden vectors.
 */
class StickyIT {
  /** Of every token that the issuer knows. Both platforms take them all, so that all can move. */
  private static final Map<String, String> OPAQUE =
      Map.of(
          "of-mobile", "{\"active\":true,\"client_id\":\"old-mobile\"}",
          "of-nobody", "{\"active\":true,\"client_id\":\"Zk3xQ\"}",
          "of-a-user", "{\"active\":true,\"client_id\":\"Zk3xQ\",\"username\":\"b9716c06-0000\"}",
          "of-both",
              "{\"active\":true,\"client_id\":\"Zk3xQ\",\"sub\":\"b9716c06-0000\",\"username\":\"x\"}");

  private static final String CONFIG =
      """
      %s
      authorities:
        - name: opaque
          native: both
          opaque:
            introspection: { url: "http://127.0.0.1:%d/introspect", clientId: gw, clientSecret: "${env:S}" }
        - { name: signed, native: both, jwt: { issuer: "https://sts.example/token", jwks: "%s" } }
      applications:
        - { name: mobile-app, key: mobile, old: { clientId: old-mobile }, new: { clientId: new-mobile } }
        - { name: keyless, old: { clientId: Zk3xQ-old }, new: { clientId: Zk3xQ-new } }
      routes: [ { name: orders, match: { path: / }, auth: optional, %s } ]
      """;

  private final RawPlatform old =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nold");
  private final RawPlatform next =
      RawPlatform.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew");
  private final SignedTokens signed = new SignedTokens("https://sts.example/token");
  @TempDir Path folder;
  private Introspecting issuer;
  private Stand stand;

  @BeforeEach
  void start() throws Exception {
    issuer = new Introspecting(token -> OPAQUE.getOrDefault(token, "{\"active\":false}"));
  }

  @AfterEach
  void close() {
    stand.close();
    issuer.close();
    old.close();
    next.close();
  }

  private void begin(String route, String more) throws Exception {
    Path jwks = Files.writeString(folder.resolve("jwks.json"), signed.jwks());
    stand = Stand.start(old.url(), next.url(), CONFIG.formatted(more, issuer.port(), jwks, route));
  }

  private void begin(String route) throws Exception {
    begin(route, "");
  }

  private static String[] bearer(String token) {
    return new String[] {"Authorization", "Bearer " + token};
  }

  private String platform(String... headers) {
    return stand.get("/x", headers).body();
  }

  /** A bucket is where the caller moves: it is on old up to that share, on new from the next on. */
  private void fallsIn(int bucket, String... headers) {
    var below = new Share(bucket);
    var above = new Share(bucket + 1);
    for (Share share : List.of(below, above, below, above)) {
      stand.share("orders", share.toString());
      // Over whichever connection and loop, and as often as it comes.
      for (int i = 0; i < 4; i++) {
        assertThat(platform(headers)).isEqualTo(share.equals(above) ? "new" : "old");
      }
    }
  }

  /** Who has no key goes home, but for the share that is all. */
  private void hasNoKey(String... headers) {
    stand.share("orders", "99.99%");
    assertThat(platform(headers)).isEqualTo("old");
    stand.share("orders", "100%");
    assertThat(platform(headers)).isEqualTo("new");
  }

  @ParameterizedTest
  @CsvSource({
    "orders, 2001:db8::1, 5145",
    "checkout, 192.0.2.1, 3514",
    "checkout, ::ffff:192.0.2.1, 3514",
    "checkout, '198.51.100.9, 192.0.2.1', 3514",
    "checkout, '192.0.2.1, 127.0.0.9', 3514"
  })
  void anAddressBehindATrustedProxy(String splitKey, String forwardedFor, int bucket)
      throws Exception {
    String group = splitKey.equals("orders") ? "" : ", group: " + splitKey;
    begin("stickBy: ip" + group, "trustedProxies: [127.0.0.0/8]");

    fallsIn(bucket, "X-Forwarded-For", forwardedFor);
  }

  @Test
  void anAddressThatNobodyTrustedTellsIsNotBelieved() throws Exception {
    begin("stickBy: ip");
    int bucket = new Bucket("orders", "ip").of(new byte[] {127, 0, 0, 1});

    fallsIn(bucket);
    fallsIn(bucket, "X-Forwarded-For", "192.0.2.1");
  }

  @Test
  void aTokenByItsDigest() throws Exception {
    begin("stickBy: token");
    var bucket = new Bucket("orders", "token");
    var seen = new ArrayList<Integer>();
    for (String token : List.of("of-mobile", "of-a-user", signed.token("new-mobile", "s"))) {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
      seen.add(bucket.of(digest));
      fallsIn(bucket.of(digest), bearer(token));
    }
    assertThat(seen).doesNotHaveDuplicates();
    hasNoKey();
  }

  @Test
  void anApplicationByItsKeyWhicheverTokenItShows() throws Exception {
    begin("stickBy: application");

    fallsIn(9360, bearer("of-mobile"));
    fallsIn(9360, bearer(signed.token("new-mobile", "somebody")));
    fallsIn(9360, bearer(signed.token("old-mobile", "somebody else")));
  }

  @Test
  void anApplicationWithoutAKeyByItsOldClientId() throws Exception {
    begin("stickBy: application");
    int bucket = new Bucket("orders", "application").of("Zk3xQ-old");

    fallsIn(bucket, bearer(signed.token("Zk3xQ-new", "s")));
    fallsIn(bucket, bearer(signed.token("Zk3xQ-old", "s")));
  }

  @Test
  void whoIsNotRegisteredByTheTokensClientIdAndWhoShowsNoneNotAtAll() throws Exception {
    begin("stickBy: application");

    fallsIn(1400, bearer("of-nobody"));
    fallsIn(1400, bearer(signed.token("Zk3xQ", "s")));
    // A user's token is its application's all the same.
    fallsIn(1400, bearer("of-a-user"));
    hasNoKey();
  }

  @Test
  void aSubjectByItsSubElseItsUsername() throws Exception {
    begin("stickBy: subject");

    fallsIn(2378, bearer(signed.token("new-mobile", "b9716c06-0000")));
    fallsIn(2378, bearer("of-both"));
    fallsIn(2378, bearer("of-a-user"));
    hasNoKey(bearer("of-mobile"));
    hasNoKey();
  }
}
