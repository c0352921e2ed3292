package io.cutover.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one list of the product's metrics: {@code docs/metrics.md}, read as people read it. What is
 * on it and not in the code is promised; what is in the code and not on it is a fault.
 */
public final class MetricsReference {
  private static final Pattern ROW =
      Pattern.compile("\\| `(cutover_\\w+)` \\| (\\w+) \\|([^|]*)\\| (.+) \\|");
  private static final Pattern LABEL = Pattern.compile("`(\\w+)`=([^;]*)");

  /**
   * One metric.
   *
   * @param labels each with its values; empty: the operator's own
   */
  public record Metric(String name, String type, Map<String, Set<String>> labels) {}

  private static final Map<String, Metric> METRICS = read();

  private MetricsReference() {}

  /** Returns every metric by its name. */
  public static Map<String, Metric> metrics() {
    return METRICS;
  }

  /** Returns the metric that a series belongs to; null: none of ours. */
  public static Metric of(String series) {
    Metric exact = METRICS.get(series);
    if (exact != null && !exact.type().equals("histogram")) {
      return exact;
    }
    Metric histogram = METRICS.get(series.replaceFirst("_(bucket|sum|count)$", ""));
    return histogram != null && histogram.type().equals("histogram") ? histogram : exact;
  }

  private static Map<String, Metric> read() {
    try {
      Map<String, Metric> metrics = new TreeMap<>();
      for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
        Matcher row = ROW.matcher(line);
        if (row.matches()) {
          var metric = new Metric(row.group(1), row.group(2), labels(row.group(3)));
          if (metrics.put(metric.name(), metric) != null) {
            throw new AssertionError("twice in docs/metrics.md: " + metric.name());
          }
        } else if (line.startsWith("| `cutover_")) {
          throw new AssertionError("no row as the others in docs/metrics.md: " + line);
        }
      }
      return metrics;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Set<String>> labels(String cell) {
    Map<String, Set<String>> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(cell);
    while (label.find()) {
      Set<String> values = new TreeSet<>();
      if (!label.group(2).startsWith("*")) {
        for (String value : label.group(2).split(",", -1)) {
          values.add(value.strip());
        }
      }
      labels.put(label.group(1), values);
    }
    return labels;
  }
}
