package io.cutover.upstream;

import io.cutover.http.Head;
import io.cutover.http.HeadLimits;
import io.cutover.http.HeadParser;
import io.cutover.http.OutgoingRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A request of the gateway's own to a platform; may be sent again and again. */
final class GetRequest {
  private static final byte[] NOTHING = {};
  private static final byte[][] NO_NAMES = {};

  private GetRequest() {}

  /**
   * Makes one.
   *
   * @param path which the configuration has checked
   * @param authority the Host
   * @param fields names and values that are fit to be sent
   */
  static OutgoingRequest of(
      String path, String authority, Map<String, String> fields, HeadLimits limits) {
    var text = new StringBuilder("GET ").append(path).append(" HTTP/1.1\r\nHost: ");
    text.append(authority).append("\r\nUser-Agent: cutover\r\n");
    fields.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    byte[] bytes = text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    Head head = HeadParser.whole(HeadParser.Kind.REQUEST, limits, bytes);
    if (head == null) {
      throw new IllegalArgumentException("these make no request within limits.header");
    }
    var request = new OutgoingRequest();
    request.begin(head);
    request.toward(
        path.getBytes(StandardCharsets.US_ASCII),
        head.targetEnd(),
        authority.getBytes(StandardCharsets.US_ASCII),
        NO_NAMES,
        NOTHING);
    return request;
  }
}
