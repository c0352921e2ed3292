package io.cutover.config;

import io.cutover.split.Platform;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code platforms.old} or {@code platforms.new}.
 *
 * @param name free text, for people
 * @param url http or https; gives Host, SNI and the verified name; its path comes before a route's
 * @param connectHost the address to connect to, that of {@code url} unless {@code connect} is given
 */
public record PlatformConfig(
    Platform platform,
    String name,
    URI url,
    String connectHost,
    int connectPort,
    @Nullable URI tokenEndpoint,
    Connections connections) {

  /**
   * {@code connections:}.
   *
   * @param maxPerLoop open connections per event loop, idle ones counted
   * @param idle how long an unused connection is kept
   */
  public record Connections(int maxPerLoop, Duration idle, Duration connectTimeout) {}
}
