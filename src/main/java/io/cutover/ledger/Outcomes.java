package io.cutover.ledger;

import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How the requests of each application fared, per route and platform: what a gate compares, what a
 * preview adds up, what a report proves.
 *
 * <p>Counted for good, as one running total per cell; {@link #tick} takes note of the totals each
 * hour, so that the last day is a difference. A cell that was not used for {@link #KEPT} is
 * forgotten. There are at most {@value #MAX_CELLS} of them; when that is reached, callers that are
 * not registered share one cell per route, platform and token kind.
 *
 * <p>Counting: any thread, nothing waits. Everything else: any thread but an event loop.
 */
public final class Outcomes {
  /** How long it is known when somebody was last seen. */
  public static final Duration KEPT = Duration.ofDays(90);

  private static final int MAX_CELLS = 16_384;

  private final ConcurrentHashMap<Key, Cell> cells = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private volatile Instant since;

  /** Where an exchange is counted. */
  public record Key(String route, Who who, Platform platform, TokenKind token) {}

  /**
   * What is known of one key.
   *
   * @param total since counting began; grows only
   * @param lastDay of that, what came in the last 24 to 25 hours
   */
  public record Entry(Key key, Instant lastSeen, Tally total, Tally lastDay) {}

  /** Begins without any. */
  public Outcomes(InstantSource clock) {
    this.clock = clock;
    this.since = clock.instant();
  }

  /** Returns from when on it is known who was seen: the last time that counting began anew. */
  public Instant since() {
    return since;
  }

  /** Goes on with what was counted since then. */
  void goOn(Instant from) {
    since = from;
  }

  /** Counts one exchange, at its end. */
  public void count(Key key, Outcome outcome) {
    Cell cell = cells.get(key);
    if (cell == null) {
      cell = enter(key);
    }
    cell.count(outcome, clock.millis());
  }

  private Cell enter(Key key) {
    boolean room = key.who().application() != null || cells.size() < MAX_CELLS;
    Key entered = room ? key : new Key(key.route(), Who.ANYBODY, key.platform(), key.token());
    return cells.computeIfAbsent(entered, _ -> new Cell());
  }

  /** Returns all that is known of a route, in no order. */
  public List<Entry> of(String route) {
    return cells.entrySet().stream()
        .filter(each -> each.getKey().route().equals(route))
        .map(each -> each.getValue().entry(each.getKey(), hour()))
        .toList();
  }

  /** Returns all that is known, in no order. */
  public List<Entry> all() {
    return cells.entrySet().stream()
        .map(each -> each.getValue().entry(each.getKey(), hour()))
        .toList();
  }

  /** Takes note of the hour and forgets what is old; to be called about once a minute. */
  public void tick() {
    long hour = hour();
    long oldest = clock.millis() - KEPT.toMillis();
    cells.values().removeIf(cell -> cell.lastSeenMillis() < oldest);
    cells.values().forEach(cell -> cell.note(hour));
  }

  /** Puts back what was known before a restart. Whatever was counted since is added to it. */
  void restore(Key key, Cell.Kept kept) {
    cells.computeIfAbsent(key, _ -> new Cell()).restore(kept);
  }

  /** Returns what is to be known after a restart. */
  List<OutcomesFile.Line> kept() {
    return cells.entrySet().stream()
        .map(each -> new OutcomesFile.Line(each.getKey(), each.getValue().kept()))
        .toList();
  }

  private long hour() {
    return Math.floorDiv(clock.millis(), Duration.ofHours(1).toMillis());
  }
}
