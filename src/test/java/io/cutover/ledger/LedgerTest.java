package io.cutover.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.ApplicationConfig;
import io.cutover.split.Platform;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
  private final Ledger ledger =
      Ledger.of(
          List.of(
              application("both", null, "o1", "n1"),
              application("old-only", null, "o2", null),
              application("new-only", null, null, "n3"),
              application("keyed", "chosen", "o4", "n4"),
              application("crossed", null, "n1", "o1")),
          null);

  private static ApplicationConfig application(String name, String key, String old, String neu) {
    return Applications.config(name, key, old, neu);
  }

  @ParameterizedTest
  @CsvSource({
    "OLD, o1, both",
    "NEW, n1, both",
    "OLD, o2, old-only",
    "NEW, n3, new-only",
    "OLD, n1, crossed",
    "NEW, o1, crossed",
    "NEW, o2,",
    "OLD, n3,",
    "OLD, O1,",
    "OLD, '',",
  })
  void aClientIdNamesAnApplicationOnItsPlatformOnly(Platform platform, String id, String name) {
    Application found = ledger.byClientId(platform, id);

    assertThat(found == null ? null : found.name()).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"both, o1", "old-only, o2", "new-only, n3", "keyed, chosen"})
  void theBucketHashesTheGivenKeyElseTheOldIdElseTheNew(String name, String key) {
    assertThat(ledger.byName(name).bucketKey()).isEqualTo(key);
  }

  @Test
  void allAreThereInTheOrderOfTheFile() {
    assertThat(ledger.all())
        .extracting(Application::name)
        .containsExactly("both", "old-only", "new-only", "keyed", "crossed");
    assertThat(ledger.byName("nobody")).isNull();
  }
}
