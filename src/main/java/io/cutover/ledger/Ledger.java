package io.cutover.ledger;

import io.cutover.config.ApplicationConfig;
import io.cutover.split.Platform;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The applications that the configuration names, by name and by either client id. Immutable, but
 * for what is seen of them, which the next ledger takes over.
 */
public final class Ledger {
  private final Map<String, Application> byName = new LinkedHashMap<>();
  private final Map<Platform, Map<String, Application>> byClientId = new EnumMap<>(Platform.class);

  private final Sightings sightings;

  private Ledger(Sightings sightings) {
    this.sightings = sightings;
    for (Platform platform : Platform.values()) {
      byClientId.put(platform, new HashMap<>());
    }
  }

  /**
   * Enters applications, whose names and client ids the configuration has made sure are unique.
   *
   * @param previous whose sightings go on; null: nothing was seen yet
   */
  public static Ledger of(List<ApplicationConfig> configs, @Nullable Ledger previous) {
    var ledger = new Ledger(previous == null ? new Sightings() : previous.sightings);
    for (ApplicationConfig config : configs) {
      var application =
          new Application(
              config.name(),
              config.effectiveKey(),
              config.environment() == ApplicationConfig.Environment.SANDBOX,
              config.cohort(),
              config.contact(),
              config.old(),
              config.next(),
              config.tokens(),
              config.stickBy());
      ledger.byName.put(application.name(), application);
      ledger.byClientId.forEach(
          (platform, byId) -> {
            String clientId = application.clientId(platform);
            if (clientId != null) {
              byId.put(clientId, application);
            }
          });
    }
    ledger.sightings.retain(ledger.byName.keySet());
    return ledger;
  }

  /** Returns what is seen of applications. */
  public Sightings sightings() {
    return sightings;
  }

  /**
   * Counts applications by how far they have come, by the words of {@link Progress#label()}.
   *
   * @param returned those that were sent back alone
   */
  public Map<String, Integer> progress(Set<String> returned) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Progress each : Progress.values()) {
      counts.put(each.label(), 0);
    }
    for (Application each : byName.values()) {
      Progress progress =
          Progress.of(each, sightings.seen(each.name()), returned.contains(each.name()));
      counts.merge(progress.label(), 1, Integer::sum);
    }
    counts.put(Progress.UNKNOWN.label(), sightings.learnt(this).size());
    return counts;
  }

  /** Returns the application that has this client id on that platform, or null. */
  public @Nullable Application byClientId(Platform platform, String clientId) {
    Map<String, Application> byId = byClientId.get(platform);
    return byId == null ? null : byId.get(clientId);
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
