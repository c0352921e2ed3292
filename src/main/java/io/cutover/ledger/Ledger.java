package io.cutover.ledger;

import io.cutover.config.ApplicationConfig;
import io.cutover.split.Platform;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The applications that the configuration names, by name and by either client id. Immutable. */
public final class Ledger {
  private final Map<String, Application> byName = new LinkedHashMap<>();
  private final Map<String, Application> byOldClientId = new HashMap<>();
  private final Map<String, Application> byNewClientId = new HashMap<>();

  private Ledger() {}

  /** Enters applications, whose names and client ids the configuration has made sure are unique. */
  public static Ledger of(List<ApplicationConfig> configs) {
    var ledger = new Ledger();
    for (ApplicationConfig config : configs) {
      var application =
          new Application(
              config.name(), bucketKey(config), config.oldClientId(), config.newClientId());
      ledger.byName.put(application.name(), application);
      if (application.oldClientId() != null) {
        ledger.byOldClientId.put(application.oldClientId(), application);
      }
      if (application.newClientId() != null) {
        ledger.byNewClientId.put(application.newClientId(), application);
      }
    }
    return ledger;
  }

  /** The key that was given, else the old client id, else the new one. */
  private static String bucketKey(ApplicationConfig config) {
    if (config.key() != null) {
      return config.key();
    }
    return Objects.requireNonNullElseGet(
        config.oldClientId(),
        () -> Objects.requireNonNullElse(config.newClientId(), config.name()));
  }

  /** Returns the application that has this client id on that platform, or null. */
  public @Nullable Application byClientId(Platform platform, String clientId) {
    return (platform == Platform.OLD ? byOldClientId : byNewClientId).get(clientId);
  }

  /** Returns the application of that name, or null. */
  public @Nullable Application byName(String name) {
    return byName.get(name);
  }

  /** Returns all of them, in the order of the file. */
  public List<Application> all() {
    return List.copyOf(byName.values());
  }
}
