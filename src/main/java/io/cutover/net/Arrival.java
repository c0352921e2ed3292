package io.cutover.net;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * How a client came in, known before its first request is read.
 *
 * @param remote who it is; behind a PROXY protocol header the one that the header tells
 * @param h2 whether ALPN chose HTTP/2; a plain client may still choose it by its first bytes
 * @param certificate what it showed and proved; null: nothing
 */
public record Arrival(
    InetSocketAddress remote, boolean tls, boolean h2, @Nullable X509Certificate certificate) {
  static Arrival plain(InetSocketAddress remote) {
    return new Arrival(remote, false, false, null);
  }
}
