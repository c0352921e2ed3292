package io.cutover.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How a command shows what it asks for: in which form, and once or every second. */
final class Shown {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|csv",
      converter = OutputFormat.Converter.class,
      description = "How to print it; a table unless given.")
  private OutputFormat output = OutputFormat.TABLE;

  @Option(
      names = {"-w", "--watch"},
      description = "Print again every second until interrupted.")
  private boolean watch;

  /**
   * What there is to show.
   *
   * @param json the whole answer
   * @param table its rows
   * @param text what people read
   * @param html what a browser shows; null: there is no such form
   * @param exit the command's exit code, if this is the last that it shows
   */
  record Page(JsonNode json, Table table, String text, @Nullable String html, int exit) {
    Page(JsonNode json, Table table, String text) {
      this(json, table, text, null, Exit.OK);
    }
  }

  /** Shows what is asked for, and returns the exit code. */
  int show(Terminal terminal, Supplier<Page> ask) throws InterruptedException {
    while (true) {
      Page page = ask.get();
      boolean redraw = watch && terminal.interactive() && output == OutputFormat.TABLE;
      // Home and clear below, in one write with the page: it does not flicker.
      terminal.print((redraw ? "\u001b[H\u001b[J" : "") + text(page));
      if (!watch) {
        return page.exit();
      }
      Thread.sleep(1000);
    }
  }

  private String text(Page page) {
    return switch (output) {
      case JSON -> (watch ? page.json().toString() : page.json().toPrettyString()) + "\n";
      case CSV -> page.table().csv();
      case TABLE -> page.text();
      case HTML -> {
        if (page.html() == null) {
          throw new Failure(Exit.USAGE, "-o html is for report only; use table, json or csv");
        }
        yield page.html();
      }
    };
  }
}
