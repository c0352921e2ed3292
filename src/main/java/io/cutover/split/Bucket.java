package io.cutover.split;

import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Where keys fall: one of {@value Share#WHOLE} buckets, the same on every replica and across
 * restarts.
 *
 * <p>{@code XXH3-64(seed 0, splitKey 0x00 kind 0x00 key) mod 10000}, unsigned. An instance holds
 * the part that a route's requests have in common. Immutable; any thread.
 */
public final class Bucket {
  private final String splitKey;
  private final byte[] prefix;

  /**
   * Prepares the buckets of one route.
   *
   * @param splitKey the route's group, else its name
   * @param kind the word for what the key is, see {@link StickBy#kind()}
   */
  public Bucket(String splitKey, String kind) {
    this.splitKey = splitKey;
    this.prefix = (splitKey + '\0' + kind + '\0').getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the buckets of the same route for keys of another kind. */
  public Bucket ofKind(String kind) {
    return new Bucket(splitKey, kind);
  }

  /** Returns the bucket of a key, from 0 to {@value Share#WHOLE} - 1. */
  public int of(byte[] key) {
    return of(key, 0, key.length);
  }

  /** Returns the bucket of the key that stands in a part of an array. */
  public int of(byte[] bytes, int start, int length) {
    byte[] all = new byte[prefix.length + length];
    System.arraycopy(prefix, 0, all, 0, prefix.length);
    System.arraycopy(bytes, start, all, prefix.length, length);
    return (int) Long.remainderUnsigned(Hashing.xxh3_64().hashBytesToLong(all), Share.WHOLE);
  }

  /** Returns the bucket of a key given as text, in UTF-8. */
  public int of(String key) {
    return of(key.getBytes(StandardCharsets.UTF_8));
  }
}
