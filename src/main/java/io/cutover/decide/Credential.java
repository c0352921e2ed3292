package io.cutover.decide;

import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.token.BearerToken;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a request's Authorization field holds (RFC 6750 §2.1, RFC 9110 §11.6.2), or the subprotocols
 * of a WebSocket in its place ({@link ProtocolToken}).
 */
public sealed interface Credential {
  /** None, or one of another scheme, which is none of ours. */
  record None() implements Credential {}

  /** A bearer token. */
  record Bearer(BearerToken token) implements Credential {}

  /** Several credentials, or a bearer scheme without a token: nobody can say what is meant. */
  record Ambiguous() implements Credential {}

  Credential NONE = new None();
  Credential AMBIGUOUS = new Ambiguous();

  /**
   * Reads the credential that a head carries.
   *
   * @param more fields beside Authorization, in lower case, that may carry it
   */
  static Credential of(Head head, byte[][] more) {
    int i = head.find(Field.AUTHORIZATION);
    boolean several = i >= 0 && head.find(Field.AUTHORIZATION, i + 1) >= 0;
    for (byte[] name : more) {
      int other = head.find(name, 0);
      several |= other >= 0 && (i >= 0 || head.find(name, other + 1) >= 0);
      i = other >= 0 ? other : i;
    }
    ProtocolToken protocol = ProtocolToken.of(head);
    if (protocol != null) {
      BearerToken token = protocol.token();
      return i >= 0 || token == null ? AMBIGUOUS : new Bearer(token);
    }
    if (i < 0) {
      return NONE;
    }
    if (several) {
      return AMBIGUOUS;
    }
    int start = tokenStart(head, i);
    if (start < 0) {
      return NONE;
    }
    int end = head.valueEnd(i);
    return start >= end ? AMBIGUOUS : new Bearer(BearerToken.of(head.bytes(), start, end - start));
  }

  /** Returns whether a head carries a bearer token, or what would pass for one. */
  static boolean hasBearer(Head head) {
    for (int i = head.find(Field.AUTHORIZATION); i >= 0; ) {
      if (tokenStart(head, i) >= 0) {
        return true;
      }
      i = head.find(Field.AUTHORIZATION, i + 1);
    }
    return false;
  }

  /** Returns where the token of a bearer field starts, or -1 for another scheme. */
  private static int tokenStart(Head head, int i) {
    int start = head.valueStart(i);
    int end = start + BEARER.length;
    if (end > head.valueEnd(i) || !head.equalsIgnoreCase(start, end, BEARER)) {
      return -1;
    }
    int at = end;
    while (at < head.valueEnd(i) && head.bytes()[at] == ' ') {
      at++;
    }
    return at == end && at < head.valueEnd(i) ? -1 : at;
  }

  /** The scheme, in lower case. */
  byte[] BEARER = "bearer".getBytes(StandardCharsets.US_ASCII);

  /** Returns the token, or null. */
  default @Nullable BearerToken token() {
    return this instanceof Bearer(BearerToken token) ? token : null;
  }
}
