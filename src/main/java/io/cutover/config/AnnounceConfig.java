package io.cutover.config;

import java.net.URI;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code announce:}: what consumers that still use their old credentials are told.
 *
 * @param all what every one of them is told; null: nothing
 * @param cohorts in place of it, by the cohort of their application
 */
public record AnnounceConfig(@Nullable Notice all, Map<String, Notice> cohorts) {
  /** Nobody is told anything. */
  public static final AnnounceConfig NONE = new AnnounceConfig(null, Map.of());

  public AnnounceConfig {
    cohorts = Map.copyOf(cohorts);
  }

  /**
   * What is told.
   *
   * @param from the day, in UTC, from which on the old credentials are deprecated; past or future
   * @param sunset the last day on which they work; never before {@code from}; null: not said
   * @param link where to read more; null: nowhere
   */
  public record Notice(LocalDate from, @Nullable LocalDate sunset, @Nullable URI link) {}
}
