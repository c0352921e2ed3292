package io.cutover.metric;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * All series as a scraper reads them: text 0.0.4, or OpenMetrics 1.0 where it is asked for.
 *
 * @param contentType the value of Content-Type
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Exposition(String contentType, byte[] body) {
  private static final ExpositionFormatWriter TEXT = PrometheusTextFormatWriter.create();
  private static final ExpositionFormatWriter OPEN_METRICS = OpenMetricsTextFormatWriter.create();

  static Exposition of(MetricSnapshots snapshots, @Nullable String accept) {
    ExpositionFormatWriter writer = prefersOpenMetrics(accept) ? OPEN_METRICS : TEXT;
    var body = new ByteArrayOutputStream(64 * 1024);
    try {
      writer.write(body, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Exposition(writer.getContentType(), body.toByteArray());
  }

  /** Only what names it gets it, and only if it does not rank the plain text higher. */
  private static boolean prefersOpenMetrics(@Nullable String accept) {
    double openMetrics = 0;
    double text = 0;
    for (String range : accept == null ? new String[0] : accept.split(",", -1)) {
      String lower = range.strip().toLowerCase(Locale.ROOT);
      if (lower.startsWith("application/openmetrics-text")) {
        openMetrics = Math.max(openMetrics, quality(lower));
      } else if (lower.startsWith("text/plain")) {
        text = Math.max(text, quality(lower));
      }
    }
    return openMetrics > 0 && openMetrics >= text;
  }

  private static double quality(String range) {
    for (String parameter : range.split(";", -1)) {
      String stripped = parameter.strip();
      if (stripped.matches("q=[01](\\.[0-9]{0,3})?")) {
        return Double.parseDouble(stripped.substring(2));
      }
    }
    return 1;
  }
}
