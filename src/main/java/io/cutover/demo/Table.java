package io.cutover.demo;

import io.cutover.demo.RouteScore.View;
import io.cutover.split.Platform;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The live table: redrawn in place on a terminal, else a block of lines. On one thread. */
final class Table {
  private static final String HEADER =
      "%-9s %6s %9s %9s %17s %11s %7s %11s"
          .formatted(
              "ROUTE",
              "ASKED",
              "EXPECTED",
              "OBSERVED",
              "BLOCKED(no-pair)",
              "REQ/S o/n",
              "ERRORS",
              "P99ms o/n");

  private final PrintStream out;
  private final boolean tty;
  private final Map<String, Map<Platform, Long>> before = new HashMap<>();
  private long drawnAt;
  private int drawn;

  Table(PrintStream out, boolean tty, long now) {
    this.out = out;
    this.tty = tty;
    this.drawnAt = now;
  }

  /**
   * Draws.
   *
   * @param title one line above
   * @param blocked by route and cause, as the gateway counts
   * @param now on the clock of {@link System#nanoTime()}
   */
  void draw(String title, List<View> routes, Map<String, Map<String, Long>> blocked, long now) {
    List<String> lines = new ArrayList<>();
    lines.add(title);
    lines.add(HEADER);
    double seconds = Math.max(1e-3, (now - drawnAt) / 1e9);
    routes.forEach(view -> lines.add(line(view, blocked, seconds)));
    drawnAt = now;
    StringBuilder text = new StringBuilder();
    if (tty && drawn > 0) {
      text.append("\u001b[").append(drawn).append('A');
    }
    for (String line : lines) {
      text.append(tty ? "\u001b[2K" : "").append(line).append(System.lineSeparator());
    }
    out.print(text);
    out.flush();
    drawn = lines.size();
  }

  private String line(View view, Map<String, Map<String, Long>> blocked, double seconds) {
    Map<Platform, Long> last = before.getOrDefault(view.route(), Map.of());
    before.put(view.route(), view.served());
    // A share that has just been raised has no requests yet: the one before it is shown a while.
    StepScore step = view.latest();
    long stuck = blocked.getOrDefault(view.route(), Map.of()).getOrDefault("no-pair", 0L);
    return "%-9s %6s %9s %9s %17s %11s %7d %11s"
        .formatted(
            view.route(),
            view.asked(),
            percent(step.expectedRatio()),
            percent(step.observedRatio()),
            number(stuck),
            perSecond(view, last, Platform.OLD, seconds)
                + "/"
                + perSecond(view, last, Platform.NEW, seconds),
            view.errors(),
            millis(view, Platform.OLD) + "/" + millis(view, Platform.NEW));
  }

  private static long perSecond(
      View view, Map<Platform, Long> last, Platform platform, double seconds) {
    return Math.round((view.served(platform) - last.getOrDefault(platform, 0L)) / seconds);
  }

  private static String millis(View view, Platform platform) {
    Duration p99 = view.p99().getOrDefault(platform, Duration.ZERO);
    return p99.isZero() ? "-" : Long.toString(Math.max(1, p99.toMillis()));
  }

  /** Returns a ratio as people read it, to a tenth of a percent. */
  static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.1f%%", ratio * 100);
  }

  /** Returns a count with its thousands apart. */
  static String number(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }
}
