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
        "%s: %s → %s moves %s, %s of the last day (%s)%n"
            .formatted(
                preview.path("route").asString(),
                preview.path("from").asString(),
                preview.path("to").asString(),
                count(preview.path("moving").asLong(), "caller"),
                count(preview.path("movedRequests").asLong(), "request"),
                preview.path("movedPart").asString()));
    table(text, "MOVES", preview.path("moves"), List.of("who", "from", "to", "requests", "part"));
    table(text, "CANNOT", preview.path("cannot"), List.of("who", "why", "on", "requests"));
    String spills = preview.path("capacity").path("spillsFrom").asString("");
    if (!spills.isEmpty()) {
      text.append(
          "SPILLS above about %s: %d requests a minute are expected, new takes %d%n"
              .formatted(
                  spills,
                  preview.path("capacity").path("expectedPerMinute").asLong(),
                  preview.path("capacity").path("perMinute").asLong()));
    }
    return text.toString();
  }

  private static String count(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
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
