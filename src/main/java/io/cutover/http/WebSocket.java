package io.cutover.http;

import java.nio.charset.StandardCharsets;

/**
 * The handshake by which an HTTP/1.1 connection becomes a WebSocket's (RFC 6455 §4, RFC 9110 §7.8),
 * as far as an intermediary has a part in it. No other protocol is ever switched to.
 */
public final class WebSocket {
  private static final byte[] NAME = "websocket".getBytes(StandardCharsets.US_ASCII);

  private WebSocket() {}

  /** Returns whether a request asks for a WebSocket, in a way that this hop is meant by. */
  public static boolean isAsked(Head request) {
    int upgrade = request.find(Field.UPGRADE);
    return upgrade >= 0
        && request.minor() > 0
        && request.framing() == BodyFraming.NONE
        && request.methodIs(Method.GET)
        && request.nominated(upgrade)
        && names(request, upgrade);
  }

  /** Returns whether an answer of status 101 switches to a WebSocket and to nothing else. */
  public static boolean isAgreed(Head answer) {
    int upgrade = answer.find(Field.UPGRADE);
    return answer.status() == 101
        && upgrade >= 0
        && answer.find(Field.UPGRADE, upgrade + 1) < 0
        && answer.nominated(upgrade)
        && answer.equalsIgnoreCase(answer.valueStart(upgrade), answer.valueEnd(upgrade), NAME);
  }

  /**
   * Returns whether an answer asks its client to come again for a WebSocket (RFC 9110 §15.5.22).
   */
  static boolean isOffered(Head answer) {
    int upgrade = answer.find(Field.UPGRADE);
    return answer.status() == 426 && upgrade >= 0 && names(answer, upgrade);
  }

  private static boolean names(Head head, int first) {
    for (int i = first; i >= 0; i = head.find(Field.UPGRADE, i + 1)) {
      for (String protocol : head.value(i).split(",", -1)) {
        if (protocol.strip().equalsIgnoreCase("websocket")) {
          return true;
        }
      }
    }
    return false;
  }
}
