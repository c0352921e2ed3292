package io.cutover.decide;

import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import io.cutover.token.BearerToken;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A credential that stands among the subprotocols of a WebSocket, since a browser can send it
 * nowhere else: {@code Sec-WebSocket-Protocol: choreo-oauth2-token, TOKEN, subprotocols}, or {@code
 * choreo-test-key} in place of the first word. Only Choreo knows that form, so that the old
 * platform is never sent it.
 *
 * @param marker the word before it
 * @param text null: the word stands there and nothing behind it
 * @param others the subprotocols proper, as a list; empty: none
 */
public record ProtocolToken(String marker, @Nullable String text, String others) {
  private static final String OAUTH = "choreo-oauth2-token";
  private static final String TEST_KEY = "choreo-test-key";
  private static final byte[] FIELD = ascii("Sec-WebSocket-Protocol: ");
  private static final byte[] BEARER = ascii("Authorization: Bearer ");

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns what a request carries, or null. */
  public static @Nullable ProtocolToken of(Head head) {
    int i = head.find(Field.SEC_WEBSOCKET_PROTOCOL);
    return i < 0 ? null : read(head, i);
  }

  private static @Nullable ProtocolToken read(Head head, int first) {
    String marker = null;
    String text = null;
    var others = new StringBuilder();
    for (int i = first; i >= 0; i = head.find(Field.SEC_WEBSOCKET_PROTOCOL, i + 1)) {
      for (String item : head.value(i).split(",", -1)) {
        String word = item.strip();
        if (marker == null && (word.equals(OAUTH) || word.equals(TEST_KEY))) {
          marker = word;
        } else if (marker != null && text == null) {
          text = word;
        } else if (!word.isEmpty()) {
          others.append(others.isEmpty() ? "" : ", ").append(word);
        }
      }
    }
    return marker == null
        ? null
        : new ProtocolToken(
            marker, text == null || text.isEmpty() ? null : text, others.toString());
  }

  /** Returns the token, to be checked like any bearer token; null: there is none. */
  public @Nullable BearerToken token() {
    if (text == null) {
      return null;
    }
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return BearerToken.of(bytes, 0, bytes.length);
  }

  /**
   * Takes the credential out of a request to a platform that is not to see it there: the
   * subprotocols alone go on.
   *
   * @param bearer whether the token is good where it goes, and belongs into its usual field
   */
  public void adapt(OutgoingRequest request, boolean bearer) {
    request.drop(Field.SEC_WEBSOCKET_PROTOCOL);
    if (!others.isEmpty()) {
      request.add(FIELD, others.getBytes(StandardCharsets.ISO_8859_1));
    }
    if (bearer && text != null && marker.equals(OAUTH)) {
      request.add(BEARER, text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  /** Chooses the marker where a platform that was not shown it chose nothing: browsers insist. */
  public void answered(OutgoingResponse response) {
    if (response.head().find(Field.SEC_WEBSOCKET_PROTOCOL) < 0) {
      response.add(FIELD, ascii(marker));
    }
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "ProtocolToken[" + marker + "]";
  }
}
