package io.cutover.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many connections each client has, told apart by address: IPv4 as a whole, IPv6 by its first
 * 64 bits, since whoever has one such address has all of them. Thread-safe.
 */
final class PerAddress {
  private final ConcurrentHashMap<Key, Integer> counts = new ConcurrentHashMap<>();

  private record Key(boolean six, long bits) {
    static Key of(InetAddress address) {
      byte[] bytes = address.getAddress();
      return bytes.length == 4
          ? new Key(false, ByteBuffer.wrap(bytes).getInt())
          : new Key(true, ByteBuffer.wrap(bytes).getLong());
    }
  }

  /** Counts a connection; returns how many there are with it. */
  int enter(InetAddress address) {
    return counts.merge(Key.of(address), 1, Integer::sum);
  }

  /** Counts a connection no more. */
  void leave(InetAddress address) {
    counts.computeIfPresent(Key.of(address), (_, count) -> count == 1 ? null : count - 1);
  }
}
