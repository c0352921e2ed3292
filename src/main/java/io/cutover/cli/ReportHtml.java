package io.cutover.cli;

import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The report as a page that stands alone, to be sent to whoever decides. */
final class ReportHtml {
  private static final String STYLE =
      "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}"
          + "table{border-collapse:collapse;width:100%}"
          + "th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ccc}";

  private ReportHtml() {}

  static String of(JsonNode report, Table users, List<String> words) {
    return """
    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Use of the old platform</title><style>%s</style></head>
    <body>
    <h1>Use of the old platform</h1>
    <p>From %s to %s; counted since %s.</p>
    %s<table>
    <thead>%s</thead>
    <tbody>
    %s</tbody>
    </table>
    </body>
    </html>
    """
        .formatted(
            STYLE,
            escaped(report.path("from").asString("")),
            escaped(report.path("to").asString("")),
            escaped(report.path("countedSince").asString("")),
            words.stream()
                .map(line -> "<p><strong>" + escaped(line) + "</strong></p>\n")
                .collect(Collectors.joining()),
            row(users.head(), "th"),
            users.rows().stream()
                .map(cells -> row(cells, "td") + "\n")
                .collect(Collectors.joining()));
  }

  private static String row(List<String> cells, String tag) {
    return cells.stream()
        .map(cell -> "<%s>%s</%s>".formatted(tag, escaped(cell), tag))
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
