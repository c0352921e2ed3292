package io.cutover.token;

import io.cutover.split.TokenKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A bearer token, copied out of its request. Immutable; any thread.
 *
 * <p>It is a JWT when its first segment decodes to a JSON object, and opaque otherwise: the kind is
 * read, never guessed from the shape of the whole.
 */
public final class BearerToken {
  /** Longer tokens are not looked at. */
  static final int MOST_BYTES = 16 * 1024;

  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(BearerToken::sha256);

  private final byte[] bytes;
  private final TokenDigest digest;
  private final TokenKind kind;

  private BearerToken(byte[] bytes, TokenDigest digest, TokenKind kind) {
    this.bytes = bytes;
    this.digest = digest;
    this.kind = kind;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  /** Copies the token that stands in a part of an array. */
  public static BearerToken of(byte[] from, int start, int length) {
    byte[] bytes = Arrays.copyOfRange(from, start, start + length);
    return new BearerToken(
        bytes, TokenDigest.of(SHA_256.get().digest(bytes)), JoseHeader.kindOf(bytes));
  }

  /** Returns what kind of token it is: OPAQUE or JWT. */
  public TokenKind kind() {
    return kind;
  }

  /** Returns what it is known by. */
  public TokenDigest digest() {
    return digest;
  }

  /** Returns the token itself, for the one who must check it or exchange it. */
  public String reveal() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Returns how many bytes it has. */
  int length() {
    return bytes.length;
  }

  /**
   * Returns whether it can be a token at all: at most {@link #MOST_BYTES} of token68 (RFC 9110
   * §11.2), padding allowed at the end of each segment.
   */
  public boolean isWellFormed() {
    if (bytes.length == 0 || bytes.length > MOST_BYTES || bytes[0] == '=') {
      return false;
    }
    boolean padding = false;
    for (byte b : bytes) {
      if (b == '=') {
        padding = true;
      } else if (b == '.') {
        padding = false;
      } else if (padding || !isToken68(b)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isToken68(byte b) {
    return b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b >= '0' && b <= '9'
        || b == '-'
        || b == '_'
        || b == '~'
        || b == '+'
        || b == '/';
  }

  @Override
  public String toString() {
    return kind.label() + " token " + digest;
  }
}
