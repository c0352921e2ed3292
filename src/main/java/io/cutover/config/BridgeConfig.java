package io.cutover.config;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code bridge:}.
 *
 * @param refreshAhead the part of a token's life, in percent, after which another is got
 * @param exchangeUsers whether users' tokens are exchanged (RFC 8693); else they stay
 * @param scopes what a scope is called on the new platform, by its name on the old one; no two
 *     alike
 * @param fallback null: each application by its own pair alone
 */
public record BridgeConfig(
    double refreshAhead,
    boolean exchangeUsers,
    Map<String, String> scopes,
    @Nullable Fallback fallback) {
  public BridgeConfig {
    scopes = Map.copyOf(scopes);
  }

  /** What holds where the file says nothing. */
  public static final BridgeConfig DEFAULT = new BridgeConfig(80, false, Map.of(), null);

  /**
   * The application whose pair is used for those without one.
   *
   * @param routes the only ones on which it is
   */
  public record Fallback(String application, Set<String> routes) {
    public Fallback {
      routes = Set.copyOf(routes);
    }
  }
}
