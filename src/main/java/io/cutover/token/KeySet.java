package io.cutover.token;

import java.text.ParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An authority's keys at one time (RFC 7517 §5). Immutable; each is itself only. */
final class KeySet {
  /** So many keys are tried for one token. */
  static final int MOST_TRIED = 8;

  private final Set<VerificationKey> keys;

  private KeySet(Set<VerificationKey> keys) {
    this.keys = keys;
  }

  /** Reads a JWK set; keys that cannot be used are left out. Null: none is left, or it is none. */
  static @Nullable KeySet of(byte[] json) {
    Set<VerificationKey> keys = new LinkedHashSet<>();
    try {
      if (!(Json.object(json).get("keys") instanceof List<?> list)) {
        return null;
      }
      for (Object entry : list) {
        VerificationKey key = entry instanceof Map<?, ?> map ? key(map) : null;
        if (key != null) {
          keys.add(key);
        }
      }
    } catch (ParseException e) {
      return null;
    }
    return keys.isEmpty() ? null : new KeySet(keys);
  }

  @SuppressWarnings("unchecked") // the names of a JSON object are strings
  private static @Nullable VerificationKey key(Map<?, ?> map) {
    return VerificationKey.of((Map<String, Object>) map);
  }

  /** Returns whether a key is one of these. */
  boolean holds(@Nullable VerificationKey key) {
    return keys.contains(key);
  }

  /** Returns those that may have signed a token. */
  List<VerificationKey> suiting(SignedToken token) {
    return keys.stream()
        .filter(key -> key.suits(token.algorithm(), token.keyId()))
        .limit(MOST_TRIED)
        .toList();
  }
}
