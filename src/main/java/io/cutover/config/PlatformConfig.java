package io.cutover.config;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
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
 * @param revokeEndpoint where they are given back; null: there is no token endpoint
 * @param authorizeEndpoint where users consent; null: there is no token endpoint
 * @param preset {@code wso2-api-cloud} or {@code choreo}: what it fills in is filled in
 * @param authHeader the field that carries its bearer tokens, in lower case
 * @param keyHeaders fields, in lower case, that carry keys which this platform alone accepts
 * @param sandbox where its sandbox applications go; null: there is none
 * @param capacity how much it takes; null: any number, or nobody said; of the new platform only
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
    @Nullable URI revokeEndpoint,
    @Nullable URI authorizeEndpoint,
    Connections connections,
    @Nullable Capacity capacity,
    @Nullable String preset,
    String authHeader,
    List<String> keyHeaders,
    @Nullable Sandbox sandbox,
    @Nullable LocalDate retires,
    HealthConfig health) {

  public PlatformConfig {
    keyHeaders = List.copyOf(keyHeaders);
  }

  /** What carries a bearer token unless the file says otherwise. */
  public static final String AUTHORIZATION = "authorization";

  /** {@code sandbox:}, reached as its platform is, elsewhere. */
  public record Sandbox(URI url, String connectHost, int connectPort) {}

  /**
   * {@code connections:}.
   *
   * @param maxPerLoop open connections per event loop, idle ones counted
   * @param idle how long an unused connection is kept
   * @param connectTimeout how long one TCP and TLS handshake may take
   */
  public record Connections(
      int maxPerLoop, Duration idle, Duration connectTimeout, Protocol protocol) {}

  /**
   * {@code capacity:}.
   *
   * @param perMinute how many requests the platform takes in a clock minute
   * @param perRoute whether of each route; else of all together
   * @param headroom how many of a hundred are left to others
   */
  public record Capacity(int perMinute, boolean perRoute, double headroom) {
    /** Returns how many requests a minute are ours to send; at least one. */
    public int permits() {
      return Math.max(1, (int) Math.floor(perMinute * (100 - headroom) / 100));
    }

    /**
     * Returns the share of a route from which on it spills; null: at none.
     *
     * @param requestsPerMinute of the route, all of them able to move
     */
    public @Nullable Share spillsFrom(double requestsPerMinute) {
      double share = permits() / requestsPerMinute * Share.WHOLE;
      return share < Share.WHOLE ? new Share((int) share) : null;
    }
  }

  /** What is spoken to the platform. */
  public enum Protocol {
    /** In TLS what ALPN chooses, in plain HTTP/1.1. */
    AUTO,
    H1,
    /** In TLS by ALPN or not at all, in plain by prior knowledge. */
    H2
  }
}
