package io.cutover.ledger;

import static java.util.Objects.requireNonNull;

import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where {@link Outcomes} outlive a restart, one line a cell. What was counted since it was last
 * written is lost by a crash. Not on an event loop.
 */
public final class OutcomesFile {
  private final LinesFile file;
  private final Outcomes outcomes;

  record Line(Outcomes.Key key, Cell.Kept kept) {}

  /** The first line: when counting began. */
  private record Head(long since) {}

  /**
   * One cell as it is stored; counts as pairs of index and value.
   *
   * @param hours each the hour's number, then its counts
   */
  private record Stored(
      String route,
      @Nullable String application,
      int bucket,
      Platform platform,
      TokenKind token,
      long lastSeen,
      long[] total,
      List<long[]> hours) {}

  /** Names the file, whose folder is there. */
  public OutcomesFile(Path path, Outcomes outcomes) {
    this.file = new LinesFile(path, "what was counted per application");
    this.outcomes = outcomes;
  }

  /** Puts back what the file holds. */
  public void load() {
    file.load(
        lines -> {
          Instant since = outcomes.since();
          List<Line> read = new ArrayList<>();
          for (String line : lines) {
            if (line.startsWith("{\"since\":")) {
              since = Instant.ofEpochMilli(LinesFile.JSON.readValue(line, Head.class).since());
            } else {
              read.add(read(requireNonNull(LinesFile.JSON.readValue(line, Stored.class))));
            }
          }
          outcomes.goOn(since);
          read.forEach(line -> outcomes.restore(line.key(), line.kept()));
        });
  }

  /** Writes all of it down. */
  public void save() {
    file.save(
        Stream.concat(
            Stream.of(new Head(outcomes.since().toEpochMilli())),
            outcomes.kept().stream().map(OutcomesFile::stored)));
  }

  private static Stored stored(Line line) {
    Outcomes.Key key = line.key();
    Cell.Kept kept = line.kept();
    return new Stored(
        key.route(),
        key.who().application(),
        key.who().bucket(),
        key.platform(),
        key.token(),
        kept.lastSeenMillis(),
        pairs(null, kept.total()),
        kept.hours().stream().map(hour -> pairs(hour.number(), hour.total())).toList());
  }

  private static Line read(Stored stored) {
    return new Line(
        new Outcomes.Key(
            requireNonNull(stored.route()),
            Who.of(stored.application(), stored.bucket()),
            requireNonNull(stored.platform()),
            requireNonNull(stored.token())),
        new Cell.Kept(
            stored.lastSeen(),
            tally(stored.total(), 0),
            stored.hours().stream().map(hour -> new Cell.Hour(hour[0], tally(hour, 1))).toList()));
  }

  private static long[] pairs(@Nullable Long first, Tally tally) {
    long[] pairs = new long[2 * Tally.WIDTH + 1];
    int size = 0;
    if (first != null) {
      pairs[size++] = first;
    }
    for (int i = 0; i < Tally.WIDTH; i++) {
      if (tally.count(i) != 0) {
        pairs[size++] = i;
        pairs[size++] = tally.count(i);
      }
    }
    return Arrays.copyOf(pairs, size);
  }

  private static Tally tally(long[] pairs, int from) {
    if ((pairs.length - from) % 2 != 0) {
      throw new IllegalArgumentException("counts that do not come in pairs");
    }
    long[] counts = new long[Tally.WIDTH];
    for (int i = from; i < pairs.length; i += 2) {
      if (pairs[i] < 0 || pairs[i] >= counts.length) {
        throw new IllegalArgumentException("a count that does not exist");
      }
      counts[(int) pairs[i]] = pairs[i + 1];
    }
    return new Tally(counts);
  }
}
