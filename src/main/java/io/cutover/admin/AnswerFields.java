package io.cutover.admin;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import java.util.List;

/** What every answer carries, so that no browser keeps it, guesses its kind or runs it. */
final class AnswerFields {
  static final List<Header> ALWAYS =
      List.of(
          HeaderValues.create("Cache-Control", "no-store"),
          HeaderValues.create("X-Content-Type-Options", "nosniff"),
          HeaderValues.create(
              "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          HeaderValues.create("Referrer-Policy", "no-referrer"));

  private AnswerFields() {}
}
