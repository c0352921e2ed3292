package io.cutover.config;

import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of single values that have nothing to do with HTTP: numbers with units, words, names.
 */
final class Scalars {
  /** Whatever a placeholder stands in is for the reader to check, not for the schema. */
  private static final String OR_FILLED = "|.*\\$\\{.*";

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB)");
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,4})?) ?%");
  private static final Pattern POINT = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,4})?) ?pt");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);

  private Scalars() {}

  /** Free text on one line; not empty. */
  static final Kind<String> TEXT =
      text(Map.of("type", "string", "minLength", 1), (text, _) -> text);

  /** What routes, applications, authorities and operators are called. */
  static final Kind<String> NAME_TEXT =
      text(
          pattern(NAME.pattern()),
          (text, at) ->
              NAME.matcher(text).matches()
                  ? text
                  : at.wrong(
                      at.shown() + " is no name",
                      "start with a letter or digit, then at most 62 letters, digits, '.', '_',"
                          + " '-'"));

  static final Kind<Boolean> BOOLEAN =
      Kind.of(
          Map.of("type", "boolean"),
          at -> {
            String written = at.written();
            if (written == null) {
              return null;
            }
            boolean word = (written.equals("true") || written.equals("false")) && !at.isQuoted();
            return word
                ? Boolean.valueOf(written)
                : at.wrong(at.shown() + " is no boolean", "write true or false, without quotes");
          });

  static final Kind<Share> SHARE =
      Kind.filled(
          pattern("[0-9]{1,3}(\\.[0-9]{1,9})? *%" + OR_FILLED),
          (text, at) -> {
            try {
              return Share.parse(text);
            } catch (IllegalArgumentException e) {
              return quoted(at, text, e, "write a share as 5% or 0.25%");
            }
          });

  static final Kind<StickBy> STICK_BY =
      text(
          pattern(
              "request|application|subject|token|ip|(header|cookie):[!#$%&'*+.^_`|~0-9A-Za-z-]+"
                  + OR_FILLED),
          (text, at) -> {
            try {
              return StickBy.parse(text);
            } catch (IllegalArgumentException e) {
              return quoted(at, text, e, "write one of those words, or header:NAME, cookie:NAME");
            }
          });

  static final Kind<LocalDate> DATE =
      text(
          pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}" + OR_FILLED),
          (text, at) -> {
            try {
              return LocalDate.parse(text);
            } catch (DateTimeParseException _) {
              return at.wrong(at.shown() + " is no date", "write it as 2030-12-31");
            }
          });

  /** 20% is 20.0. */
  static final Kind<Double> PERCENT_VALUE =
      Kind.filled(
          pattern(PERCENT.pattern() + OR_FILLED),
          (text, at) -> {
            Matcher matcher = PERCENT.matcher(text);
            if (!matcher.matches()) {
              return at.wrong(
                  at.shown() + (text.endsWith("%") ? " is no percentage" : " has no percent sign"),
                  "write it as 20%");
            }
            double percent = new BigDecimal(matcher.group(1)).doubleValue();
            return percent <= 100
                ? percent
                : at.wrong(at.shown() + " is more than 100%", "write 0% to 100%");
          });

  /** A difference of two rates, in points of a percent: 0.5pt is 0.005. */
  static final Kind<Double> POINTS =
      Kind.filled(
          pattern(POINT.pattern() + OR_FILLED),
          (text, at) -> {
            Matcher matcher = POINT.matcher(text);
            if (!matcher.matches()) {
              return at.wrong(at.shown() + " is no difference of rates", "write it as 0.5pt");
            }
            double points = new BigDecimal(matcher.group(1)).doubleValue();
            return points <= 100
                ? points / 100
                : at.wrong(at.shown() + " is more than 100pt", "write 0pt to 100pt");
          });

  /** A text that is not shown; written plainly, it is worth a warning. */
  static final Kind<Secret> SECRET =
      Kind.of(
          Map.of("type", "string", "minLength", 1),
          at -> {
            String written = at.written();
            String text = written == null || !mustBeText(at) ? null : at.filled();
            if (text == null || written == null) {
              return null;
            }
            if (text.isEmpty()) {
              return at.wrong("is empty", "write ${env:NAME} or ${file:PATH}");
            }
            if (!Placeholders.in(written)) {
              at.warn("is written in the file itself; better write ${env:NAME} or ${file:PATH}");
            }
            return text.chars().allMatch(c -> c >= ' ' && c != 0x7F)
                ? new Secret(text)
                : at.wrong("holds a line break or control character", "keep it on one line");
          });

  static Map<String, Object> pattern(String regex) {
    return Map.of("type", "string", "pattern", "^(" + regex + ")$");
  }

  /** A text on one line that is not empty, its placeholders filled in. */
  static <T> Kind<T> text(Map<String, Object> schema, Kind.Parser<T> parser) {
    return Kind.filled(
        schema,
        (text, at) -> {
          if (!mustBeText(at)) {
            return null;
          }
          if (text.isEmpty()) {
            return at.wrong("is empty", "give it a value, or remove the key");
          }
          return text.codePoints().anyMatch(Character::isISOControl)
              ? at.wrong("holds a line break or control character", "keep it on one line")
              : parser.parse(text, at);
        });
  }

  private static boolean mustBeText(Value at) {
    if (!at.isText()) {
      at.wrong("is a number or boolean where a text is expected", "put it in quotes");
    }
    return at.isText();
  }

  /** A message of another room about a text, which it quotes; what stands in the file is shown. */
  private static <T> @Nullable T quoted(
      Value at, String text, IllegalArgumentException e, String remedy) {
    String message = String.valueOf(e.getMessage());
    if (Placeholders.in(String.valueOf(at.written())) || text.length() > 60) {
      return at.wrong(at.shown() + " gives no valid value", remedy);
    }
    int semicolon = message.indexOf("; ");
    return semicolon < 0
        ? at.wrong(Value.printable(message, 300), remedy)
        : at.wrong(
            Value.printable(message.substring(0, semicolon), 300),
            message.substring(semicolon + 2));
  }

  /** One of these words, which are their meanings' names in lower case. */
  static <E extends Enum<E>> Kind<E> words(Class<E> meanings, String... later) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E meaning : meanings.getEnumConstants()) {
      words.put(Texts.word(meaning), meaning);
    }
    return words(words, later);
  }

  /** One of these words, which are their own meaning. */
  static Kind<String> oneOf(String... words) {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (String word : words) {
      meanings.put(word, word);
    }
    return words(meanings);
  }

  /** The first word, which means false, or the second, which means true. */
  static Kind<Boolean> either(String no, String yes) {
    Map<String, Boolean> words = new LinkedHashMap<>();
    words.put(no, false);
    words.put(yes, true);
    return words(words);
  }

  /**
   * One of these words, as written.
   *
   * @param later words that are known and not there yet
   */
  static <T> Kind<T> words(Map<String, T> words, String... later) {
    String all =
        (words.size() == 1 ? "write " : "write one of ") + String.join(", ", words.keySet());
    return Kind.filled(
        Map.of("enum", List.copyOf(words.keySet())),
        (text, at) -> {
          if (List.of(later).contains(text)) {
            return at.wrong(
                at.shown() + " is not there yet: it comes with a later version", all + " for now");
          }
          T meaning = words.get(text);
          return meaning != null ? meaning : at.wrong(at.shown() + " is not known here", all);
        });
  }

  static Kind<Integer> integer(int least, int most) {
    String bounds = least == most ? "write " + least : "write " + least + " to " + most;
    return Kind.of(
        Map.of("type", "integer", "minimum", least, "maximum", most),
        at -> {
          String written = at.written();
          if (written == null) {
            return null;
          }
          boolean digits = written.matches("-?[0-9]{1,10}") && !at.isQuoted();
          long number = digits ? Long.parseLong(written) : 0;
          if (!digits) {
            return at.wrong(at.shown() + " is no whole number", bounds + " in digits");
          }
          return number >= least && number <= most
              ? (Integer) (int) number
              : at.wrong(at.shown() + " is out of bounds", bounds);
        });
  }

  static Kind<Duration> duration(Duration least, Duration most) {
    return Kind.filled(
        pattern(DURATION.pattern() + OR_FILLED),
        (text, at) -> {
          Long millis = unit(DURATION, MILLIS, text);
          if (millis == null) {
            return at.wrong(
                at.shown() + (text.matches("[0-9]+") ? " has no unit" : " is no duration"),
                "write it as 500ms, 30s, 5m, 2h or 14d");
          }
          Duration duration = Duration.ofMillis(millis);
          return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0
              ? duration
              : at.wrong(
                  at.shown() + " is out of bounds",
                  "write " + Texts.duration(least) + " to " + Texts.duration(most));
        });
  }

  static Kind<Long> size(long least, long most) {
    return Kind.filled(
        pattern(SIZE.pattern() + OR_FILLED),
        (text, at) -> {
          Long bytes = unit(SIZE, BYTES, text);
          if (bytes == null) {
            return at.wrong(
                at.shown() + (text.matches("[0-9]+") ? " has no unit" : " is no size"),
                "write it as 64KiB or 10MiB");
          }
          return bytes >= least && bytes <= most
              ? bytes
              : at.wrong(
                  at.shown() + " is out of bounds",
                  "write " + Texts.size(least) + " to " + Texts.size(most));
        });
  }

  static Kind<Integer> smallSize(int least, int most) {
    Kind<Long> size = size(least, most);
    return Kind.of(
        size.schema(),
        at -> {
          Long bytes = size.read(at);
          return bytes == null ? null : (Integer) Math.toIntExact(bytes);
        });
  }

  private static @Nullable Long unit(Pattern pattern, Map<String, Long> units, String text) {
    Matcher matcher = pattern.matcher(text);
    Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
    return unit == null ? null : (Long) (Long.parseLong(matcher.group(1)) * unit);
  }
}
