package io.cutover.token;

import java.nio.ByteBuffer;

/** SHA-256 of a whole token: what it is known by in memory. Value-based. */
public record TokenDigest(long a, long b, long c, long d) {

  /** Takes the 32 bytes of a digest. */
  public static TokenDigest of(byte[] sha256) {
    ByteBuffer bytes = ByteBuffer.wrap(sha256);
    return new TokenDigest(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }

  /** Returns the 32 bytes. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(32).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  @Override
  public int hashCode() {
    return Long.hashCode(a);
  }

  /** Returns too little of it to look anything up by. */
  @Override
  public String toString() {
    return "%08x…".formatted(a >>> 32);
  }
}
