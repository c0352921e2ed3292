package io.cutover.proxy;

import io.cutover.http.Fault;
import io.cutover.http.Head;
import io.cutover.http.HeadParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What an HTTP/2 client begins with (RFC 9113 §3.4), as the reader of HTTP/1.1 sees it: a request
 * line of a version that it does not know. So a client of HTTP/1.1 pays nothing for being told
 * apart from one of HTTP/2.
 */
final class Preface {
  private static final byte[] LINE = "PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII);

  private Preface() {}

  /** Returns whether what was refused is the preface's first line. */
  static boolean begins(HeadParser parser, Head head) {
    return parser.fault() == Fault.VERSION
        && parser.taken() >= LINE.length
        && Arrays.equals(head.bytes(), 0, LINE.length, LINE, 0, LINE.length);
  }
}
