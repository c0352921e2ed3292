package io.cutover.proxy;

import io.cutover.http.Authority;
import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.net.AddressSet;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** Tells the platform who asked, and for which host; knows a request that has been here before. */
final class Forwarding {
  private static final byte[] FOR = ascii("X-Forwarded-For: ");
  private static final byte[] PROTO = ascii("X-Forwarded-Proto: ");
  private static final byte[] HOST = ascii("X-Forwarded-Host: ");
  private static final byte[] PSEUDONYM = ascii("cutover");

  private Forwarding() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Adds the fields about a client; those that it sent are kept only if it is believed. */
  static void describe(Head head, Peer peer, boolean believed, OutgoingRequest out) {
    if (believed) {
      extend(head, peer, out);
    } else {
      out.drop(Field.FORWARDED);
      out.add(peer.forwarded());
    }
    out.add(peer.certificate());
    int host = believed ? head.find(Field.X_FORWARDED_HOST) : -1;
    if (host >= 0) {
      out.add(HOST, head.bytes(), head.valueStart(host), head.valueEnd(host));
    } else {
      int start = Authority.start(head);
      if (start >= 0) {
        out.add(HOST, head.bytes(), start, Authority.endOf(head));
      }
    }
  }

  private static void extend(Head head, Peer peer, OutgoingRequest out) {
    StringBuilder chain = new StringBuilder();
    for (int i = head.find(Field.X_FORWARDED_FOR); i >= 0; ) {
      chain.append(head.value(i)).append(", ");
      i = head.find(Field.X_FORWARDED_FOR, i + 1);
    }
    chain.append(new String(peer.text(), StandardCharsets.US_ASCII));
    out.add(FOR, chain.toString().getBytes(StandardCharsets.ISO_8859_1));
    int proto = head.find(Field.X_FORWARDED_PROTO);
    if (proto >= 0) {
      out.add(PROTO, head.bytes(), head.valueStart(proto), head.valueEnd(proto));
    } else {
      out.add(PROTO, ascii(peer.scheme()));
    }
  }

  /**
   * Returns the address of the client behind proxies that are believed: the last one named that is
   * not such a proxy itself.
   */
  static InetAddress client(Head head, Peer peer, AddressSet trusted) {
    StringBuilder chain = new StringBuilder();
    for (int i = head.find(Field.X_FORWARDED_FOR); i >= 0; ) {
      chain.append(head.value(i)).append(',');
      i = head.find(Field.X_FORWARDED_FOR, i + 1);
    }
    String[] hops = chain.toString().split(",");
    InetAddress nearest = peer.address();
    for (int i = hops.length - 1; i >= 0; i--) {
      byte[] address = NetUtil.createByteArrayFromIpAddressString(hops[i].strip());
      if (address == null) {
        return nearest;
      }
      try {
        nearest = InetAddress.getByAddress(address);
      } catch (UnknownHostException e) {
        throw new AssertionError("an address of 4 or 16 bytes", e);
      }
      if (!trusted.contains(nearest)) {
        return nearest;
      }
    }
    return nearest;
  }

  /** Returns whether the request has passed here before (RFC 9110 §7.6.3). */
  static boolean isLoop(Head head) {
    for (int i = head.find(Field.VIA); i >= 0; i = head.find(Field.VIA, i + 1)) {
      if (names(head, head.valueStart(i), head.valueEnd(i))) {
        return true;
      }
    }
    return false;
  }

  /** Looks for our pseudonym as a whole word, which in a Via field is the receiver's name. */
  private static boolean names(Head head, int start, int end) {
    for (int at = start; at + PSEUDONYM.length <= end; at++) {
      int stop = at + PSEUDONYM.length;
      if (head.equalsIgnoreCase(at, stop, PSEUDONYM)
          && (at == start || isBreak(head.bytes()[at - 1]))
          && (stop == end || isBreak(head.bytes()[stop]))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBreak(byte b) {
    return b == ' ' || b == '\t' || b == ',';
  }
}
