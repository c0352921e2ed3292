package io.cutover.split;

import java.util.Locale;

/** Why one request went where it went. */
public enum Decision {
  /** The global switch stands at {@code old} or {@code new}. */
  SWITCH,
  /** The route is latched after a rollback. */
  LATCH,
  /** The application is held on one platform. */
  PIN,
  /** An admitted tester asked for a platform. */
  OVERRIDE,
  /** The bucket of the request's key against the route's share. */
  SHARE,
  /** Its token or application cannot be used on the platform that was meant. */
  CREDENTIAL,
  /** The platform that was meant failed it. */
  FAILOVER,
  /** The new platform is at its capacity. */
  SPILL,
  /** No rule decides: no key, passthrough, or an unmatched path. */
  HOME,
  /** The gateway answered by itself. */
  NONE;

  private final String label = name().toLowerCase(Locale.ROOT);

  /**
   * Returns whether a request that was sent by it tells how its platform fares: people's choices
   * and overflow do not, for they say whom was sent where.
   */
  public boolean isEvidence() {
    return switch (this) {
      case LATCH, SHARE, CREDENTIAL, HOME -> true;
      case SWITCH, PIN, OVERRIDE, FAILOVER, SPILL, NONE -> false;
    };
  }

  /** Returns the word used in metrics, logs and answers. */
  public String label() {
    return label;
  }
}
