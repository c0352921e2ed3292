package io.cutover.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.stream.Stream;

/**
 * Which fields go on when they come behind a body (RFC 9110 §6.5.1): none that a recipient would
 * have had to know earlier, since one that reads it as part of the head is misled past every check.
 */
final class TrailerFields {
  /** Those that are passed on unread in a head; all others are a {@link Field} of their own. */
  private static final byte[][] OF_THE_HEAD =
      Stream.of(
              "age",
              "cache-control",
              "content-encoding",
              "content-range",
              "expires",
              "if-match",
              "if-modified-since",
              "if-none-match",
              "if-range",
              "if-unmodified-since",
              "pragma",
              "range",
              "retry-after",
              "vary",
              "warning",
              "www-authenticate")
          .map(name -> name.getBytes(US_ASCII))
          .toArray(byte[][]::new);

  private TrailerFields() {}

  /** Returns whether a field of the trailers is passed on. */
  static boolean pass(Head trailers, int i) {
    if (trailers.fields[i] != Field.OTHER || trailers.nominated[i]) {
      return false;
    }
    for (byte[] name : OF_THE_HEAD) {
      if (trailers.equalsIgnoreCase(trailers.lineStart(i), trailers.nameEnd(i), name)) {
        return false;
      }
    }
    return true;
  }
}
