package io.cutover.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.http.Authority;
import io.cutover.http.Head;
import java.util.Arrays;

/**
 * The route as the consumer called it: what its platform's URL is replaced with in an answer.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host and port as the consumer wrote them; empty: it named none (HTTP/1.0)
 * @param prefix the matched part of the path as the consumer wrote it; empty for {@code /}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ConsumerUrl(byte[] scheme, byte[] authority, byte[] prefix) {
  private static final byte[] HTTP = "http".getBytes(US_ASCII);
  private static final byte[] HTTPS = "https".getBytes(US_ASCII);

  /**
   * Returns it for a request.
   *
   * @param tls whether the consumer came by https
   */
  public static ConsumerUrl of(Head request, Match.Found found, boolean tls) {
    byte[] bytes = request.bytes();
    int start = Authority.start(request);
    return new ConsumerUrl(
        tls ? HTTPS : HTTP,
        start < 0 ? new byte[0] : Arrays.copyOfRange(bytes, start, Authority.endOf(request)),
        Arrays.copyOfRange(bytes, found.pathStart(), found.prefixEnd()));
  }

  /** Returns the host without its port, in lower case. */
  String hostName() {
    int end = Authority.hostEnd(authority, 0, authority.length);
    return new String(authority, 0, end, US_ASCII).toLowerCase(java.util.Locale.ROOT);
  }
}
