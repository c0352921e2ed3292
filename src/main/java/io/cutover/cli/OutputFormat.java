package io.cutover.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How an answer is printed. */
enum OutputFormat {
  TABLE,
  JSON,
  CSV,
  /** A page for a browser. */
  HTML;

  /** The words of {@code -o}, as help and completion name them. */
  static class Words extends ArrayList<String> implements ITypeConverter<OutputFormat> {
    private static final long serialVersionUID = 1;

    Words() {
      this(List.of("table", "json", "csv"));
    }

    private Words(List<String> words) {
      super(words);
    }

    @Override
    public OutputFormat convert(String said) {
      String word = said.toLowerCase(Locale.ROOT);
      if (!contains(word)) {
        throw new TypeConversionException(
            "'%s' is none of %s".formatted(said, String.join(", ", this)));
      }
      return OutputFormat.valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** The words of a command that has a page for a browser too. */
  static final class WordsWithPage extends Words {
    private static final long serialVersionUID = 1;

    WordsWithPage() {
      super(List.of("table", "json", "csv", "html"));
    }
  }
}
