package io.cutover.state;

import org.jspecify.annotations.Nullable;

/**
 * Who asks for a change.
 *
 * @param name of the operator, or {@code config}, {@code gateway} for what no person asked for
 * @param as the person that a shared operator's token says it is used by: claimed, not proven; null
 *     without one
 * @param from where it was asked: {@code admin 10.0.0.7}, the configuration file, {@code start}
 */
public record Actor(String name, @Nullable String as, String from) {
  /** The gateway itself, when it starts. */
  public static final Actor GATEWAY = new Actor("gateway", "start");

  /** Names an actor that acts for nobody else. */
  public Actor(String name, String from) {
    this(name, null, from);
  }
}
