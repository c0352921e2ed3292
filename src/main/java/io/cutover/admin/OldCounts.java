package io.cutover.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * API Cloud's own counts, as its statistics are exported: CSV whose head line has a column for a
 * name ({@code application}, {@code applicationName}, {@code api}, {@code apiName} or {@code name})
 * and one for a number ({@code count}, {@code hits}, {@code requests}, {@code totalRequestCount}).
 * Lines of the same name are added up.
 */
final class OldCounts {
  private static final List<String> NAMES =
      List.of("application", "applicationname", "api", "apiname", "name", "route");
  private static final List<String> NUMBERS =
      List.of("count", "hits", "requests", "totalrequestcount", "requestcount");

  private OldCounts() {}

  /** What was read. */
  sealed interface Read {
    /** Counts by name. */
    record Counts(Map<String, Long> byName) implements Read {}

    /** It is no such file. */
    record Faulty(String fault) implements Read {}
  }

  static Read of(String csv) {
    List<String> lines = csv.lines().filter(line -> !line.isBlank()).toList();
    if (lines.isEmpty()) {
      return new Read.Faulty("oldCounts is empty; export API Cloud's statistics as CSV");
    }
    List<String> head =
        cells(lines.getFirst().replace("\uFEFF", "")).stream()
            .map(cell -> cell.toLowerCase(Locale.ROOT).replaceAll("[ _-]", ""))
            .toList();
    int name = first(head, NAMES);
    int number = first(head, NUMBERS);
    if (name < 0 || number < 0) {
      return new Read.Faulty(
          "oldCounts needs a head line with a column application or api, and one count or hits");
    }
    var counts = new LinkedHashMap<String, Long>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = cells(lines.get(i));
      Long count = cells.size() > Math.max(name, number) ? parsed(cells.get(number)) : null;
      if (count == null) {
        return new Read.Faulty("oldCounts: line " + (i + 1) + " has no whole number where one is");
      }
      counts.merge(cells.get(name), count, Long::sum);
    }
    return new Read.Counts(counts);
  }

  private static int first(List<String> head, List<String> wanted) {
    return wanted.stream().mapToInt(head::indexOf).filter(at -> at >= 0).findFirst().orElse(-1);
  }

  private static @Nullable Long parsed(String cell) {
    return cell.matches("[0-9]{1,18}") ? Long.valueOf(cell) : null;
  }

  /** Splits a line at its commas, RFC 4180; no cell of these files holds a line break. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
