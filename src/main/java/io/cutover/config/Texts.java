package io.cutover.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Values in the words of the file: what the readers of scalars read back. */
final class Texts {
  private Texts() {}

  /** Returns the longest unit that leaves no rest: {@code 90s}, {@code 2h}. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    long[] units = {86_400_000, 3_600_000, 60_000, 1_000};
    String[] names = {"d", "h", "m", "s"};
    for (int i = 0; i < units.length; i++) {
      if (millis % units[i] == 0 && (millis != 0 || names[i].equals("s"))) {
        return millis / units[i] + names[i];
      }
    }
    return millis + "ms";
  }

  static String size(long bytes) {
    String[] names = {"GiB", "MiB", "KiB"};
    for (int i = 0; i < names.length; i++) {
      long unit = 1L << (30 - 10 * i);
      if (bytes % unit == 0 && bytes != 0) {
        return bytes / unit + names[i];
      }
    }
    return bytes + "B";
  }

  static String percent(double percent) {
    return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString() + "%";
  }

  static String word(Enum<?> meaning) {
    return meaning.name().toLowerCase(Locale.ROOT);
  }

  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
