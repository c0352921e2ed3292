package io.cutover.config;

import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code listeners:}.
 *
 * @param host an address or name, without brackets
 * @param port 0: any free one
 * @param tls null: plain
 */
public record ListenerConfig(String host, int port, @Nullable ServerTlsConfig tls) {
  /** A plain listener. */
  public ListenerConfig(String host, int port) {
    this(host, port, null);
  }
}
