package io.cutover.net;

import io.cutover.config.Cidr;
import java.net.InetAddress;
import java.util.List;

/** A set of address blocks. Immutable. */
public final class AddressSet {
  private final List<Cidr> blocks;

  public AddressSet(List<Cidr> blocks) {
    this.blocks = List.copyOf(blocks);
  }

  /** Returns whether one of the blocks holds the address. */
  public boolean contains(InetAddress address) {
    if (blocks.isEmpty()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    for (Cidr block : blocks) {
      if (holds(block, bytes)) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(Cidr block, byte[] address) {
    byte[] base = block.base().getAddress();
    if (base.length != address.length) {
      return false;
    }
    int whole = block.prefix() / 8;
    for (int i = 0; i < whole; i++) {
      if (base[i] != address[i]) {
        return false;
      }
    }
    int rest = block.prefix() % 8;
    int mask = 0xff00 >> rest;
    return rest == 0 || (base[whole] & mask) == (address[whole] & mask);
  }
}
