package io.cutover.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How an answer is printed. */
enum OutputFormat {
  TABLE,
  JSON,
  CSV,
  /** Of a report only. */
  HTML;

  /** Reads the word of {@code -o}. */
  static final class Converter implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String word) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "table" -> TABLE;
        case "json" -> JSON;
        case "csv" -> CSV;
        case "html" -> HTML;
        default -> throw new TypeConversionException("'" + word + "' is none of table, json, csv");
      };
    }
  }
}
