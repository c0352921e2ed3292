package io.cutover.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Messages as raw bytes with what must come of them, from {@code /wire/*.txt}. */
public final class Corpus {
  private Corpus() {}

  /**
   * One message.
   *
   * @param outcome what the other side must see
   * @param fault what the parser must say; {@code -}: nothing
   */
  public record Case(String outcome, String fault, String text) {
    /** Returns the bytes that the text stands for. */
    public byte[] bytes() {
      return unescape(text).getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
      return outcome + " " + fault + " " + text;
    }
  }

  public static List<Case> requests() {
    return read("/wire/requests.txt");
  }

  public static List<Case> responses() {
    return read("/wire/responses.txt");
  }

  private static List<Case> read(String name) {
    try (InputStream in = Corpus.class.getResourceAsStream(name)) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines()
          .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
          .map(Corpus::read1)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Case read1(String line) {
    String[] parts = line.split(" ", 3);
    return new Case(parts[0], parts[1], parts.length < 3 ? "" : parts[2]);
  }

  static String unescape(String text) {
    StringBuilder bytes = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{' && text.substring(i).matches("(?s)\\{[0-9]+\\}.*")) {
        int end = text.indexOf('}', i);
        bytes.append("v".repeat(Integer.parseInt(text.substring(i + 1, end))));
        i = end;
      } else if (c != '\\') {
        bytes.append(c);
      } else {
        i++;
        switch (text.charAt(i)) {
          case 'r' -> bytes.append('\r');
          case 'n' -> bytes.append('\n');
          case 't' -> bytes.append('\t');
          case 'x' -> {
            bytes.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
            i += 2;
          }
          default -> bytes.append(text.charAt(i));
        }
      }
    }
    return bytes.toString();
  }
}
