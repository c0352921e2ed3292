package io.cutover.config;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code listeners:}.
 *
 * @param host an address or name, without brackets
 * @param port 0: any free one
 * @param tls null: plain
 * @param proxyProtocol whether every connection begins with who its client is
 */
public record ListenerConfig(
    String host, int port, @Nullable ServerTlsConfig tls, boolean proxyProtocol) {
  /** A plain listener. */
  public ListenerConfig(String host, int port) {
    this(host, port, null, false);
  }
}
