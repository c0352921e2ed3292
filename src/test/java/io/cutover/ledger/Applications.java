package io.cutover.ledger;

import io.cutover.config.ApplicationConfig;
import io.cutover.config.ApplicationConfig.DatedSecret;
import io.cutover.config.ApplicationConfig.Environment;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.Secret;
import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Applications for tests. */
public final class Applications {
  private Applications() {}

  /** Returns one without secrets. */
  public static ApplicationConfig config(
      String name, @Nullable String key, @Nullable String old, @Nullable String next) {
    return new ApplicationConfig(
        name,
        null,
        key,
        Environment.PRODUCTION,
        null,
        old == null ? null : registration(old),
        next == null ? null : registration(next),
        Platform.OLD,
        null,
        ApplicationConfig.Throttle.NONE);
  }

  /** Returns one without secrets whose requests stick by something of their own. */
  public static ApplicationConfig sticking(String name, String old, String next, StickBy stickBy) {
    return new ApplicationConfig(
        name,
        null,
        null,
        Environment.PRODUCTION,
        null,
        registration(old),
        registration(next),
        Platform.OLD,
        stickBy,
        ApplicationConfig.Throttle.NONE);
  }

  /** Returns a registration with those secrets, the first in force. */
  public static Registration registration(String clientId, String... secrets) {
    List<DatedSecret> dated =
        List.of(secrets).stream().map(text -> new DatedSecret(new Secret(text), null)).toList();
    return new Registration(clientId, dated, Set.of(), true);
  }
}
