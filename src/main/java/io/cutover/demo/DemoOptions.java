package io.cutover.demo;

import io.cutover.plan.Injection;
import java.time.Duration;
import java.util.Optional;

/**
 * What the demo is asked to do.
 *
 * @param duration how long it runs; empty: until it is interrupted
 * @param rate requests per second, more than 0
 * @param port where the gateway listens on loopback; 0: any free port
 * @param adminPort where its operators' API listens on loopback; 0: any free port
 * @param inject what goes wrong on the new platform, as {@code new-5xx=5%@40s}; empty: nothing
 */
public record DemoOptions(
    Optional<Duration> duration, double rate, int port, int adminPort, Optional<String> inject) {
  /** Requests per second unless asked otherwise. */
  public static final double RATE = 200;

  /** The stable URL's port unless asked otherwise. */
  public static final int PORT = 8080;

  /** The port of the operators' API unless asked otherwise. */
  public static final int ADMIN_PORT = 9900;

  /** Returns what is wrong with these options and what to do, in one line; empty: nothing. */
  public Optional<String> fault() {
    if (inject.isPresent()) {
      try {
        Injected.of(Injection.parse(inject.get()));
      } catch (IllegalArgumentException e) {
        return Optional.of("--inject: " + e.getMessage());
      }
    }
    if (!(rate > 0) || rate > 20_000) {
      return Optional.of("--rate is requests per second, more than 0 and at most 20000");
    }
    if (duration.isPresent() && duration.get().compareTo(Duration.ofSeconds(1)) < 0) {
      return Optional.of("--for is at least 1s");
    }
    if (port < 0 || port > 65_535 || adminPort < 0 || adminPort > 65_535) {
      return Optional.of("--port and --admin-port are between 0 (any free port) and 65535");
    }
    return Optional.empty();
  }
}
