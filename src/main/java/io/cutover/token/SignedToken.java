package io.cutover.token;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JWS in compact form, taken apart and not believed yet (RFC 7515 §5.2, RFC 7519 §7.2).
 *
 * @param algorithm what its header says; to be held against what is allowed
 * @param keyId null: none
 * @param type null: none
 * @param critical whether it demands extensions; none is known here
 * @param signed the bytes that the signature is over, exactly as they came
 */
record SignedToken(
    BearerToken token,
    String algorithm,
    @Nullable String keyId,
    @Nullable String type,
    boolean critical,
    Map<String, Object> claims,
    byte[] signed,
    byte[] signature) {

  /** Takes a token apart; null: it is malformed. */
  static @Nullable SignedToken of(BearerToken token) {
    byte[] bytes = token.reveal().getBytes(StandardCharsets.ISO_8859_1);
    int first = indexOfDot(bytes, 0);
    int second = indexOfDot(bytes, first + 1);
    if (second == bytes.length || indexOfDot(bytes, second + 1) != bytes.length) {
      return null;
    }
    try {
      Map<String, Object> header = Json.object(decoded(bytes, 0, first));
      Map<String, Object> claims = Json.object(decoded(bytes, first + 1, second));
      if (!(header.get("alg") instanceof String algorithm)) {
        return null;
      }
      return new SignedToken(
          token,
          algorithm,
          text(header, "kid"),
          text(header, "typ"),
          header.containsKey("crit"),
          claims,
          Arrays.copyOf(bytes, second),
          decoded(bytes, second + 1, bytes.length));
    } catch (ParseException | IllegalArgumentException e) {
      return null;
    }
  }

  private static int indexOfDot(byte[] bytes, int from) {
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '.') {
        return i;
      }
    }
    return bytes.length;
  }

  // Some issuers pad: RFC 7515 §2 forbids it, and their tokens are good nevertheless.
  private static byte[] decoded(byte[] bytes, int start, int end) {
    int last = end;
    while (last > start && bytes[last - 1] == '=') {
      last--;
    }
    return Base64.getUrlDecoder().decode(Arrays.copyOfRange(bytes, start, last));
  }

  private static @Nullable String text(Map<String, Object> header, String name)
      throws ParseException {
    return switch (header.get(name)) {
      case null -> null;
      case String text -> text;
      default -> throw new ParseException(name, 0);
    };
  }

  /** Returns who it says issued it; null: it does not say. Only to choose who may confirm it. */
  @Nullable String issuer() {
    return claims.get("iss") instanceof String issuer ? issuer : null;
  }

  /** Returns nothing of the token. */
  @Override
  public String toString() {
    return token.toString();
  }
}
