package io.cutover.token;

import io.cutover.split.TokenKind;
import java.util.Arrays;

/**
 * Tells a JWT from an opaque token by its first segment (RFC 7515 §3.1), for every request: nothing
 * is allocated, and no JSON is read.
 */
final class JoseHeader {
  private static final byte[] SEXTETS = new byte[128];

  static {
    Arrays.fill(SEXTETS, (byte) -1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (int i = 0; i < alphabet.length(); i++) {
      SEXTETS[alphabet.charAt(i)] = (byte) i;
    }
  }

  private JoseHeader() {}

  /**
   * Returns JWT when the first segment is base64url (RFC 4648 §5) of what begins with a brace and
   * ends with one, white space aside; padding is put up with.
   */
  static TokenKind kindOf(byte[] token) {
    int end = 0;
    while (end < token.length && token[end] != '.') {
      end++;
    }
    if (end == token.length) {
      return TokenKind.OPAQUE;
    }
    while (end > 0 && token[end - 1] == '=') {
      end--;
    }
    if (end % 4 == 1) {
      return TokenKind.OPAQUE;
    }
    for (int i = 0; i < end; i++) {
      if (token[i] < 0 || SEXTETS[token[i]] < 0) {
        return TokenKind.OPAQUE;
      }
    }
    int first = 0;
    int last = end * 3 / 4 - 1;
    while (first < last && isSpace(decoded(token, first))) {
      first++;
    }
    while (first < last && isSpace(decoded(token, last))) {
      last--;
    }
    return first < last && decoded(token, first) == '{' && decoded(token, last) == '}'
        ? TokenKind.JWT
        : TokenKind.OPAQUE;
  }

  /** Returns the byte at an index of what the segment decodes to. */
  private static int decoded(byte[] token, int index) {
    int at = index / 3 * 4 + index % 3;
    int shift = 2 * (index % 3);
    return (SEXTETS[token[at]] << (shift + 2) | SEXTETS[token[at + 1]] >> (4 - shift)) & 0xff;
  }

  /** JSON's white space (RFC 8259 §2). */
  private static boolean isSpace(int b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
