package io.cutover.cli;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** How a command shows what it asks for: in which form, and once or every second. */
abstract class Shown {
  @Option(
      names = {"-w", "--watch"},
      description = "Print again every second until interrupted.")
  private boolean watch;

  /** Rows. */
  static final class Rows extends Shown {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "table|json|csv",
        converter = OutputFormat.Words.class,
        completionCandidates = OutputFormat.Words.class,
        description = "How to print it; a table unless given.")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    OutputFormat output() {
      return output;
    }
  }

  /** Rows, or a page for a browser. */
  static final class RowsOrPage extends Shown {
    @Option(
        names = {"-o", "--output"},
        paramLabel = "table|json|csv|html",
        converter = OutputFormat.WordsWithPage.class,
        completionCandidates = OutputFormat.WordsWithPage.class,
        description = "How to print it; a table unless given. html: a page for a browser.")
    private OutputFormat output = OutputFormat.TABLE;

    @Override
    OutputFormat output() {
      return output;
    }
  }

  abstract OutputFormat output();

  /**
   * What there is to show.
   *
   * @param json the whole answer
   * @param table its rows
   * @param text what people read
   * @param html what a browser shows; null where there is no such form
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
      boolean redraw = watch && terminal.interactive() && output() == OutputFormat.TABLE;
      // Home and clear below, in one write with the page: it does not flicker.
      terminal.print((redraw ? "\u001b[H\u001b[J" : "") + text(page));
      if (!watch) {
        return page.exit();
      }
      Thread.sleep(1000);
    }
  }

  private String text(Page page) {
    return switch (output()) {
      case JSON -> (watch ? page.json().toString() : page.json().toPrettyString()) + "\n";
      case CSV -> page.table().csv();
      case TABLE -> page.text();
      case HTML -> {
        if (page.html() == null) {
          throw new AssertionError("a command without a page takes no such word");
        }
        yield page.html();
      }
    };
  }
}
