package io.cutover.demo;

import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which platform issued which token, by SHA-256 digest: what both simulated platforms share, so
 * that either can tell a token that should never have reached it. Any thread.
 */
final class IssuedTokens {
  private final Map<String, Platform> issuers = new ConcurrentHashMap<>();

  void add(String token, Platform issuer) {
    issuers.put(digest(token), issuer);
  }

  /** Returns who issued a token; null: neither platform. */
  @Nullable Platform issuer(String token) {
    return issuers.get(digest(token));
  }

  private static String digest(String token) {
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
