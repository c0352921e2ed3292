package io.cutover.e2e;

import java.util.stream.Stream;

/** Numbers out of what {@code /metrics} says. */
final class Series {
  private Series() {}

  /**
   * Adds up series.
   *
   * @param metrics the text
   * @param start what their lines begin with: the name, and labels in the order of their names
   * @param more what their lines hold besides
   */
  static long sum(String metrics, String start, String... more) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(start) && Stream.of(more).allMatch(line::contains))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
        .sum();
  }
}
