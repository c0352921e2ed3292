package io.cutover.state;

/**
 * Who asks for a change.
 *
 * @param name of the operator, or {@code config}, {@code gateway} for what no person asked for
 * @param from where it was asked: {@code admin 10.0.0.7}, the configuration file, {@code start}
 */
public record Actor(String name, String from) {
  /** The gateway itself, when it starts. */
  public static final Actor GATEWAY = new Actor("gateway", "start");
}
