package io.cutover.proxy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Who is at the other end of a client's connection.
 *
 * @param address as seen here; IPv4-mapped ones as IPv4
 * @param forwarded the lines that tell a platform of it when nothing that the client says is
 *     believed
 */
record Peer(InetAddress address, byte[] text, String scheme, byte[] forwarded) {
  static Peer of(InetSocketAddress remote, String scheme) {
    // Java turns IPv4-mapped addresses into IPv4 ones by itself.
    InetAddress address = remote.getAddress();
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    text = zone < 0 ? text : text.substring(0, zone);
    String lines = "X-Forwarded-For: " + text + "\r\nX-Forwarded-Proto: " + scheme + "\r\n";
    return new Peer(
        address,
        text.getBytes(StandardCharsets.US_ASCII),
        scheme,
        lines.getBytes(StandardCharsets.US_ASCII));
  }
}
