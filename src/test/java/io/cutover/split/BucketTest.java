package io.cutover.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketTest {

  /** Made with xxhsum 0.8.1 (`xxhsum -H3`), not with the library that is used here. */
  @ParameterizedTest
  @CsvSource({
    "orders, application, 6d6f62696c65, 9360",
    "orders, application, 5a6b337851, 1400",
    "orders, subject, 62393731366330362d30303030, 2378",
    "checkout, ip, c0000201, 3514",
    "orders, header, 58, 347",
    "orders, cookie, 7333737331306e, 568",
    "größe, application, c3a47066656c, 619",
    "orders, token, 3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0, 4918",
    "orders, ip, 20010db8000000000000000000000001, 5145",
    "orders, application, '', 1387"
  })
  void goldenVectorsNeverChange(String splitKey, String kind, String keyHex, int bucket) {
    byte[] key = HexFormat.of().parseHex(keyHex);

    assertThat(new Bucket(splitKey, kind).of(key)).isEqualTo(bucket);
  }

  @Test
  void aLongKeyHasItsGoldenBucketToo() {
    assertThat(new Bucket("orders", "header").of("k".repeat(300))).isEqualTo(558);
  }

  @Test
  void raisingTheShareOnlyMovesKeysFromOldToNew() {
    for (int basisPoints = 0; basisPoints < Share.WHOLE; basisPoints++) {
      var before = new Share(basisPoints);
      var after = new Share(basisPoints + 1);
      for (int bucket : new int[] {0, basisPoints - 1, basisPoints, basisPoints + 1, 9_999}) {
        assertThat(!before.covers(bucket) || after.covers(bucket)).isTrue();
      }
      assertThat(after.covers(basisPoints)).isTrue();
      assertThat(before.covers(basisPoints)).isFalse();
    }
  }

  @Test
  void keysFallEvenly() {
    var bucket = new Bucket("orders", "application");

    long below =
        IntStream.range(0, 1_000_000)
            .filter(i -> new Share(500).covers(bucket.of("application-" + i)))
            .count();

    // Binomial: 50 000 with a standard deviation of 218.
    assertThat(below).isBetween(48_900L, 51_100L);
  }

  @Test
  void aPartOfAnArrayHasTheBucketOfItsBytes() {
    var bucket = new Bucket("orders", "header");
    byte[] line = "X-Client: alice\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    assertThat(bucket.of(line, 10, 5)).isEqualTo(bucket.of("alice"));
  }
}
