package io.cutover.cli;

import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** A preview in words and a table. */
final class PreviewText {
  private PreviewText() {}

  static String of(JsonNode preview) {
    var text = new StringBuilder();
    text.append(
        "%s: %s → %s moves %d callers, %d requests of the last day (%s)%n"
            .formatted(
                preview.path("route").asString(),
                preview.path("from").asString(),
                preview.path("to").asString(),
                preview.path("moving").asInt(),
                preview.path("movedRequests").asLong(),
                preview.path("movedPart").asString()));
    table(text, "MOVES", preview.path("moves"), List.of("who", "from", "to", "requests", "part"));
    table(text, "CANNOT", preview.path("cannot"), List.of("who", "why", "on", "requests"));
    return text.toString();
  }

  private static void table(StringBuilder text, String first, JsonNode rows, List<String> columns) {
    if (rows.isEmpty()) {
      return;
    }
    List<String> head =
        columns.stream()
            .map(name -> name.equals("who") ? first : name.toUpperCase(Locale.ROOT))
            .toList();
    text.append(
        new Table(
                head,
                rows.valueStream()
                    .map(row -> columns.stream().map(name -> row.path(name).asString("")).toList())
                    .toList())
            .text());
  }
}
