package io.cutover.config;

import io.cutover.config.AnnounceConfig.Notice;
import java.net.URI;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code announce:}. */
final class AnnounceReader {
  private static final Terms COHORT = new Terms(new Keys());
  private static final Terms ALL = new Terms(new Keys());
  private static final Key<Map<String, Block>> COHORTS =
      ALL.keys.key(
          "cohorts",
          Kind.named(Scalars.NAME_TEXT, Kind.block(COHORT.keys)),
          "other days for the applications of a cohort, by its name");

  static final Kind<Block> KIND = Kind.block(ALL.keys);

  private AnnounceReader() {}

  /** The keys that a notice has, for all or for a cohort. */
  private static final class Terms {
    private final Keys keys;
    private final Key<LocalDate> from;
    private final Key<LocalDate> sunset;
    private final Key<URI> link;

    Terms(Keys keys) {
      this.keys = keys;
      this.from =
          keys.key(
              "from", Scalars.DATE, "the day from which on old credentials are deprecated, in UTC");
      this.sunset = keys.key("sunset", Scalars.DATE, "the last day on which they work, in UTC");
      this.link = keys.key("link", Addresses.URL, "where consumers read what to do");
    }

    @Nullable Notice read(Block block) {
      LocalDate start = block.need(from);
      LocalDate end = block.get(sunset);
      URI where = block.get(link);
      if (start != null && end != null && end.isBefore(start)) {
        // RFC 9745 §4: a sunset must not be earlier than the deprecation.
        return block
            .at(sunset)
            .wrong(
                block.at(sunset).shown() + " is before from",
                "let them work until they are deprecated, at least");
      }
      return start == null ? null : new Notice(start, end, where);
    }
  }

  static AnnounceConfig read(@Nullable Block block) {
    if (block == null) {
      return AnnounceConfig.NONE;
    }
    Map<String, Notice> cohorts = new LinkedHashMap<>();
    block
        .get(COHORTS, Map.<String, Block>of())
        .forEach(
            (name, one) -> {
              Notice notice = COHORT.read(one);
              if (notice != null) {
                cohorts.put(name, notice);
              }
            });
    boolean some = block.has(ALL.from) || block.has(ALL.sunset) || block.has(ALL.link);
    // Days for some cohorts only are days for nobody else.
    return new AnnounceConfig(some || cohorts.isEmpty() ? ALL.read(block) : null, cohorts);
  }
}
