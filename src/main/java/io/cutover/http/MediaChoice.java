package io.cutover.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which form of a fault an Accept field asks for (RFC 9110 §12.5.1). */
enum MediaChoice {
  JSON,
  APPLICATION_XML,
  TEXT_XML;

  /** Reads the field; JSON unless a kind of XML ranks higher. */
  static MediaChoice of(@Nullable String accept) {
    MediaChoice best = JSON;
    int bestRank = 0;
    for (String part : accept == null ? new String[0] : accept.split(",", -1)) {
      int semicolon = part.indexOf(';');
      String range = (semicolon < 0 ? part : part.substring(0, semicolon)).strip();
      MediaChoice choice =
          switch (range.toLowerCase(Locale.ROOT)) {
            case "application/json", "application/*", "*/*" -> JSON;
            case "application/xml", "application/soap+xml" -> APPLICATION_XML;
            case "text/xml", "text/*" -> TEXT_XML;
            default -> null;
          };
      // What is named comes before what a wildcard takes in; else the first.
      int rank = quality(part) * 2 + (range.endsWith("*") ? 0 : 1);
      if (choice != null && quality(part) > 0 && rank > bestRank) {
        best = choice;
        bestRank = rank;
      }
    }
    return best;
  }

  /** Returns the weight in thousandths; 1000 without one or with one that cannot be read. */
  private static int quality(String part) {
    for (String parameter : part.split(";", -1)) {
      String stripped = parameter.strip().toLowerCase(Locale.ROOT);
      if (stripped.matches("q=(0(\\.[0-9]{0,3})?|1(\\.0{0,3})?)")) {
        return (int) Math.round(Double.parseDouble(stripped.substring(2)) * 1000);
      }
    }
    return 1000;
  }
}
