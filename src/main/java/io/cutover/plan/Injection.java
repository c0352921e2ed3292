package io.cutover.plan;

import io.cutover.split.Share;
import io.cutover.split.Signal;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong on the new platform, as written: {@code new-5xx=3%}, {@code
 * new-401=1%,from=10%} (once the share is there), {@code new-5xx=5%@40s} (after a while).
 *
 * @param rate of the new platform's requests that show the signal in addition
 * @param from the share at which it begins; null: at any
 * @param after how long after the start it begins
 */
public record Injection(Signal signal, double rate, @Nullable Share from, Duration after) {
  private static final Pattern SPEC =
      Pattern.compile(
          "new-([0-9a-z]+)=([0-9]{1,3}(?:\\.[0-9]{1,4})?)%(?:@([0-9]{1,6})([smh]))?(?:,from=([0-9.]+%))?");

  /** What can be written, for help and errors. */
  public static final String GRAMMAR =
      "new-SIGNAL=RATE%[@AFTER][,from=SHARE%], as new-5xx=3%,from=10%";

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none; the message says what to write
   */
  public static Injection parse(String text) {
    Matcher matcher = SPEC.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' injects nothing; write " + GRAMMAR);
    }
    Signal signal =
        Arrays.stream(Signal.values())
            .filter(each -> each != Signal.SHADOW && each.label().equals(matcher.group(1)))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'%s' is no signal; write one of %s"
                            .formatted(matcher.group(1), signals())));
    double rate = new BigDecimal(matcher.group(2)).movePointLeft(2).doubleValue();
    if (rate > 1) {
      throw new IllegalArgumentException("'" + text + "' is more than 100%");
    }
    String after = matcher.group(3);
    String from = matcher.group(5);
    return new Injection(
        signal,
        rate,
        from == null ? null : Share.parse(from),
        after == null ? Duration.ZERO : duration(Long.parseLong(after), matcher.group(4)));
  }

  private static Duration duration(long number, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static String signals() {
    return String.join(
        ", ",
        Arrays.stream(Signal.values())
            .filter(each -> each != Signal.SHADOW)
            .map(Signal::label)
            .toList());
  }
}
