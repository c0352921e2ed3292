package io.cutover.config;

import java.util.HashMap;
import java.util.Map;

/** Things that may be given once only, and where each was given first. */
final class Unique {
  private final Map<String, Place> first = new HashMap<>();
  private final String remedy;

  Unique(String remedy) {
    this.remedy = remedy;
  }

  /** Returns whether it is the first; all others are reported, without showing what they are. */
  boolean claim(String thing, Value at) {
    Place before = first.putIfAbsent(thing, at.place());
    if (before != null) {
      at.wrong(
          "is the same as %s in %s:%d".formatted(before.shownPath(), before.file(), before.line()),
          remedy);
    }
    return before == null;
  }

  /** Port 0 is another one each time. */
  void claimAddress(Addresses.Address address, Value at) {
    if (address.port() != 0) {
      claim(Texts.address(address.host(), address.port()), at);
    }
  }
}
