package io.cutover.upstream;

import io.cutover.config.ClientTlsConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.config.PlatformConfig.Protocol;
import io.cutover.http.HeadLimits;
import io.cutover.split.Platform;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a platform is reached, and how. Equal endpoints share their connections, also across a
 * reload.
 *
 * @param host the address or name to connect to
 * @param tlsName the name that is sent and verified; null: plain
 * @param tls whom to trust and what to show
 * @param protocol what is spoken there
 * @param maxPerLoop open connections per event loop
 * @param idle nanoseconds that an unused connection is kept
 * @param connectTimeout nanoseconds that a connection may take, or a request wait for a free one
 * @param limits how large an answer's head may be
 */
public record Endpoint(
    Platform platform,
    String host,
    int port,
    @Nullable String tlsName,
    ClientTlsConfig tls,
    Protocol protocol,
    int maxPerLoop,
    long idle,
    long connectTimeout,
    HeadLimits limits) {

  /** Returns whether HTTP/2 may be what is spoken there. */
  boolean mayShare() {
    return protocol == Protocol.H2 || (protocol == Protocol.AUTO && tlsName != null);
  }

  /** Returns the same place as one where each exchange has a connection for itself. */
  public Endpoint alone() {
    return mayShare()
        ? new Endpoint(
            platform,
            host,
            port,
            tlsName,
            tls,
            Protocol.H1,
            maxPerLoop,
            idle,
            connectTimeout,
            limits)
        : this;
  }

  /** Makes the endpoint of a platform; answers may have heads as large as requests may. */
  public static Endpoint of(PlatformConfig config, HeadLimits limits) {
    return of(config, config.url(), config.connectHost(), config.connectPort(), limits);
  }

  /** Makes the endpoint of a platform's sandbox, or returns null when it has none. */
  public static @Nullable Endpoint sandbox(PlatformConfig config, HeadLimits limits) {
    PlatformConfig.Sandbox there = config.sandbox();
    return there == null
        ? null
        : of(config, there.url(), there.connectHost(), there.connectPort(), limits);
  }

  private static Endpoint of(
      PlatformConfig config, URI url, String host, int port, HeadLimits limits) {
    boolean tls = "https".equalsIgnoreCase(url.getScheme());
    return new Endpoint(
        config.platform(),
        host,
        port,
        tls ? url.getHost() : null,
        config.tls(),
        config.connections().protocol(),
        config.connections().maxPerLoop(),
        config.connections().idle().toNanos(),
        config.connections().connectTimeout().toNanos(),
        limits);
  }
}
