package io.cutover.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.config.AnnounceConfig;
import io.cutover.config.AnnounceConfig.Notice;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What answers tell consumers that still use their old credentials: {@code Deprecation} (RFC 9745),
 * {@code Sunset} (RFC 8594) and where to read more. Immutable; any thread.
 */
public final class Announcements {
  private static final byte[] NOTHING = {};
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final byte[] all;
  private final Map<String, byte[]> cohorts = new HashMap<>();

  private Announcements(byte[] all) {
    this.all = all;
  }

  /** Prepares what the configuration says. */
  public static Announcements of(AnnounceConfig config) {
    var announcements = new Announcements(config.all() == null ? NOTHING : lines(config.all()));
    config.cohorts().forEach((name, notice) -> announcements.cohorts.put(name, lines(notice)));
    return announcements;
  }

  /**
   * Returns whole lines for an answer; empty: nothing is to be said.
   *
   * @param application whose old credential it was; null: of nobody who is known
   */
  public byte[] to(@Nullable Application application) {
    String cohort = application == null ? null : application.cohort();
    return cohort == null ? all : cohorts.getOrDefault(cohort, all);
  }

  private static byte[] lines(Notice notice) {
    StringBuilder lines = new StringBuilder();
    lines
        .append("Deprecation: @")
        .append(notice.from().atStartOfDay(ZoneOffset.UTC).toEpochSecond())
        .append("\r\n");
    LocalDate sunset = notice.sunset();
    if (sunset != null) {
      // The last day is a whole one.
      lines
          .append("Sunset: ")
          .append(IMF_FIXDATE.format(sunset.plusDays(1).atStartOfDay(ZoneOffset.UTC)))
          .append("\r\n");
    }
    if (notice.link() != null) {
      String link = "<" + notice.link().toASCIIString() + ">; rel=";
      lines.append("Link: ").append(link).append("\"deprecation\"");
      if (sunset != null) {
        lines.append(", ").append(link).append("\"sunset\"");
      }
      lines.append("\r\n");
    }
    return lines.toString().getBytes(US_ASCII);
  }
}
