package io.cutover.config;

import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code applications:}; at least one registration is there. Names, keys in force,
 * client ids of a platform and token digests are unique.
 *
 * @param contact free text: whom to tell; for people only
 * @param key what its bucket hashes; null: {@code old.clientId}, else {@code new.clientId}
 * @param cohort the group that a plan moves together; null: none
 * @param tokens whose tokens the token service answers its old credentials with
 * @param throttle how many requests it may make
 * @param stickBy overrides every route's; null: the route's
 */
public record ApplicationConfig(
    String name,
    @Nullable String contact,
    @Nullable String key,
    Environment environment,
    @Nullable String cohort,
    @Nullable Registration old,
    @Nullable Registration next,
    Platform tokens,
    @Nullable StickBy stickBy,
    Throttle throttle) {

  /**
   * {@code throttle:}.
   *
   * @param all of all its requests; null: any number
   * @param routes of its requests to a route, by the route's name, in place of what the route says
   *     of every application
   */
  public record Throttle(@Nullable Quota all, Map<String, Quota> routes) {
    /** No quota at all. */
    public static final Throttle NONE = new Throttle(null, Map.of());

    public Throttle {
      routes = Map.copyOf(routes);
    }
  }

  /** Two key pairs, one for each, are two applications. */
  public enum Environment {
    PRODUCTION,
    SANDBOX
  }

  /**
   * What it is registered as on one platform.
   *
   * @param secrets the one in force first; empty: its secret is not ours to hold
   * @param tokenDigests SHA-256, in lower-case hex, of opaque tokens that are known to be its own
   * @param bridge whether tokens may be got with these credentials
   */
  public record Registration(
      String clientId, List<DatedSecret> secrets, Set<Secret> tokenDigests, boolean bridge) {
    public Registration {
      secrets = List.copyOf(secrets);
      tokenDigests = Set.copyOf(tokenDigests);
    }
  }

  /**
   * One of an application's secrets.
   *
   * @param until the last day on which it counts, in UTC; null: no end
   */
  public record DatedSecret(Secret secret, @Nullable LocalDate until) {}

  /** Returns its registration on a platform, or null. */
  public @Nullable Registration on(Platform platform) {
    return platform == Platform.OLD ? old : next;
  }

  /** Returns its client id on a platform, or null. */
  public @Nullable String clientId(Platform platform) {
    Registration registration = on(platform);
    return registration == null ? null : registration.clientId();
  }

  /** Returns what its bucket hashes. */
  public String effectiveKey() {
    if (key != null) {
      return key;
    }
    return old != null ? old.clientId() : String.valueOf(clientId(Platform.NEW));
  }
}
