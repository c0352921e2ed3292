package io.cutover.config;

import io.cutover.split.Platform;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * {@code platforms.old} or {@code platforms.new}.
 *
 * @param name free text, for people; the platform's word unless given
 * @param url http or https; gives Host, SNI and the verified name; its path, without a slash at its
 *     end, comes before a route's
 * @param connectHost the address to connect to, that of {@code url} unless {@code connect} is
 *     given; without brackets
 * @param tokenEndpoint https, or http to loopback or with {@code insecure: true} beside it
 * @param tls {@link ClientTlsConfig#SYSTEM} for an http url
 * @param preset {@code wso2-api-cloud} or {@code choreo}; checked and kept, it fills in nothing yet
 * @param retires the platform's last day; drives a metric only
 */
public record PlatformConfig(
    Platform platform,
    String name,
    URI url,
    String connectHost,
    int connectPort,
    @Nullable URI tokenEndpoint,
    ClientTlsConfig tls,
    Connections connections,
    @Nullable String preset,
    @Nullable LocalDate retires) {

  /**
   * {@code connections:}.
   *
   * @param maxPerLoop open connections per event loop, idle ones counted
   * @param idle how long an unused connection is kept
   * @param connectTimeout how long one TCP and TLS handshake may take
   */
  public record Connections(
      int maxPerLoop, Duration idle, Duration connectTimeout, Protocol protocol) {}

  /** What is spoken to the platform; either means HTTP/1.1 until HTTP/2 to platforms is there. */
  public enum Protocol {
    AUTO,
    H1
  }
}
