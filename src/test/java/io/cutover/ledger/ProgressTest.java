package io.cutover.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.ApplicationConfig;
import io.cutover.config.ApplicationConfig.Environment;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.split.Platform;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far an application has come, and what can be done with it. */
class ProgressTest {
  private static final long NOW = 1_700_000_000_000L;

  private static ApplicationConfig application(
      String name, Registration old, Registration next, Environment environment) {
    return new ApplicationConfig(
        name,
        null,
        name,
        environment,
        null,
        old,
        next,
        Platform.OLD,
        null,
        ApplicationConfig.Throttle.NONE);
  }

  private static Registration pair(String kind, String id) {
    return switch (kind) {
      case "none" -> null;
      case "id" -> Applications.registration(id);
      case "off" ->
          new Registration(id, Applications.registration(id, "s").secrets(), Set.of(), false);
      default -> Applications.registration(id, "s");
    };
  }

  @ParameterizedTest
  @CsvSource({
    // registered on, tokens seen, bridged to new, returned -> progress
    "old,  '',      false, false, old-only",
    "old,  old,     false, false, old-only",
    "both, '',      false, false, new-ready",
    "both, old,     false, false, new-ready",
    "both, old,     true,  false, bridged",
    "both, old new, true,  false, dual",
    "both, new,     false, false, new-only",
    "new,  '',      false, false, new-only",
    "both, old,     true,  true,  returned",
  })
  void progressIsWhatIsRegisteredAndWhatWasSeen(
      String on, String seen, boolean bridged, boolean returned, String progress) {
    Ledger ledger =
        Ledger.of(
            List.of(
                application(
                    "a",
                    on.equals("new") ? null : pair("pair", "o"),
                    on.equals("old") ? null : pair("pair", "n"),
                    Environment.PRODUCTION)),
            null);
    Application application = ledger.byName("a");
    if (seen.contains("old")) {
      ledger.sightings().token(application, "o", Platform.OLD, NOW);
    }
    if (seen.contains("new")) {
      ledger.sightings().token(application, "n", Platform.NEW, NOW);
    }
    if (bridged) {
      ledger.sightings().bridged(application, Platform.NEW, NOW);
    }

    Map<String, Integer> counts = ledger.progress(returned ? Set.of("a") : Set.of());

    assertThat(counts).hasSize(Progress.values().length).containsEntry(progress, 1);
    assertThat(counts.values().stream().mapToInt(n -> n).sum()).isEqualTo(1);
  }

  @Test
  void whatIsSeenOutlivesAReloadAndWhoIsNotRegisteredIsLearntInBounds() {
    Ledger before = Ledger.of(List.of(Applications.config("a", null, "o", "n")), null);
    before.sightings().token(before.byName("a"), "o", Platform.OLD, NOW);
    for (int i = 0; i < Sightings.MOST_LEARNT + 10; i++) {
      before.sightings().token(null, "x" + i, Platform.OLD, NOW);
    }
    before.sightings().token(null, null, Platform.OLD, NOW);

    Ledger after =
        Ledger.of(
            List.of(
                Applications.config("a", null, "o", "n"),
                Applications.config("x", null, "x0", null)),
            before);

    assertThat(after.sightings().seen("a").token(Platform.OLD)).isEqualTo(NOW);
    assertThat(after.sightings().seen("nobody").token(Platform.OLD)).isZero();
    assertThat(after.progress(Set.of()))
        .containsEntry("unknown", Sightings.MOST_LEARNT - 1)
        .containsEntry("new-ready", 1)
        .containsEntry("old-only", 1);
    assertThat(Ledger.of(List.of(), after).sightings().seen("a").token(Platform.OLD)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "pair, pair, false, false, 1 can be moved and moved back",
    "id,   pair, false, false, 1 can be moved; only their old tokens",
    "off,  pair, false, false, 1 can be moved; only their old tokens",
    "pair, id,   false, false, 1 move by their new tokens only",
    "pair, none, false, false, 1 can not be moved",
    "none, pair, false, false, 1 are on the new platform",
    "id,   id,   false, false, 1 go where their token belongs",
    "pair, pair, true,  false, 1 are sandbox ones and stay",
    "pair, pair, true,  true,  1 can be moved and moved back",
  })
  void abilitiesAreWhatIsRegistered(
      String old, String next, boolean sandbox, boolean there, String line) {
    Ledger ledger =
        Ledger.of(
            List.of(
                application(
                    "a",
                    pair(old, "o"),
                    pair(next, "n"),
                    sandbox ? Environment.SANDBOX : Environment.PRODUCTION)),
            null);

    assertThat(Abilities.of(ledger.all(), there).lines())
        .singleElement()
        .asString()
        .startsWith(line);
  }
}
