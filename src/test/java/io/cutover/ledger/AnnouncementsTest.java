package io.cutover.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.AnnounceConfig;
import io.cutover.config.AnnounceConfig.Notice;
import io.cutover.split.Platform;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnnouncementsTest {
  private static final Notice ALL =
      new Notice(
          LocalDate.of(2026, 1, 31),
          LocalDate.of(2030, 12, 5),
          URI.create("https://example.com/move"));
  private static final Notice PILOT = new Notice(LocalDate.of(1970, 1, 2), null, null);
  private static final Announcements BOTH =
      Announcements.of(new AnnounceConfig(ALL, Map.of("pilot", PILOT)));

  private static Application of(String cohort) {
    return new Application("a", "a", false, cohort, null, null, null, Platform.OLD, null);
  }

  private static String told(Announcements by, Application application) {
    return new String(by.to(application), StandardCharsets.US_ASCII);
  }

  @Test
  void daysAreWrittenAsTheirStandardsHaveThem() {
    assertThat(told(BOTH, null))
        .isEqualTo(
            "Deprecation: @1769817600\r\n"
                + "Sunset: Fri, 06 Dec 2030 00:00:00 GMT\r\n"
                + "Link: <https://example.com/move>; rel=\"deprecation\","
                + " <https://example.com/move>; rel=\"sunset\"\r\n");
  }

  @Test
  void aCohortHasItsOwnDays() {
    assertThat(told(BOTH, of("pilot"))).isEqualTo("Deprecation: @86400\r\n");
    assertThat(told(BOTH, of("other"))).isEqualTo(told(BOTH, null));
    assertThat(told(BOTH, of(null))).isEqualTo(told(BOTH, null));
  }

  @Test
  void nothingIsSaidUnlessItWasAskedFor() {
    assertThat(told(Announcements.of(AnnounceConfig.NONE), of("pilot"))).isEmpty();
    assertThat(
            told(Announcements.of(new AnnounceConfig(null, Map.of("pilot", PILOT))), of("other")))
        .isEmpty();
  }
}
