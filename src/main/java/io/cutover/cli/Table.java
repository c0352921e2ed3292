package io.cutover.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** Rows under a head, as people or as spreadsheets read them. */
record Table(List<String> head, List<List<String>> rows) {
  private static final Pattern INSTANT = Pattern.compile("^([0-9-]{10}T[0-9:]{8})[.][0-9]+Z$");

  /** Returns a row for each object, with these of its members. */
  static Table of(JsonNode objects, String... members) {
    List<String> columns = List.of(members);
    return new Table(
        columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList(),
        objects
            .valueStream()
            .map(row -> columns.stream().map(name -> row.path(name).asString("")).toList())
            .toList());
  }

  /** Returns columns in line, two spaces apart, one line per row; times to the second. */
  String text() {
    return inLine(rows.stream().map(row -> row.stream().map(Table::shown).toList()).toList());
  }

  private static String shown(String cell) {
    return INSTANT.matcher(cell).replaceFirst("$1Z");
  }

  private String inLine(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, head.size())
            .map(
                column ->
                    Math.max(
                        head.get(column).length(),
                        rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)))
            .toArray();
    return line(head, widths)
        + rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  private static String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String cell = cells.get(column);
      line.append(cell);
      if (column < cells.size() - 1) {
        char[] gap = new char[widths[column] - cell.length() + 2];
        Arrays.fill(gap, ' ');
        line.append(gap);
      }
    }
    return line.append('\n').toString();
  }

  /** Returns RFC 4180, with a head line. */
  String csv() {
    return csvLine(head) + rows.stream().map(Table::csvLine).collect(Collectors.joining());
  }

  private static String csvLine(List<String> cells) {
    return cells.stream()
            .map(
                cell ->
                    cell.matches("(?s).*[\",\r\n].*")
                        ? '"' + cell.replace("\"", "\"\"") + '"'
                        : cell)
            .collect(Collectors.joining(","))
        + "\r\n";
  }
}
