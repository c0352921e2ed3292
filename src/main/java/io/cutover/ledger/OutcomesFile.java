package io.cutover.ledger;

import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where {@link Outcomes} outlive a restart: compressed JSON lines, one a cell, replaced as a whole.
 *
 * <p>It is a help, not a truth: one that cannot be read is said loudly and begun anew. What was
 * counted since it was last written is lost by a crash. Not on an event loop.
 */
public final class OutcomesFile {
  private static final Logger LOG = LoggerFactory.getLogger(OutcomesFile.class);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final Path path;
  private final Outcomes outcomes;
  private boolean failing;

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
    this.path = path;
    this.outcomes = outcomes;
  }

  /** Puts back what the file holds. */
  public void load() {
    List<Line> lines = new ArrayList<>();
    Instant since = outcomes.since();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("{\"since\":")) {
          since = Instant.ofEpochMilli(MAPPER.readValue(line, Head.class).since());
        } else {
          lines.add(read(MAPPER.readValue(line, Stored.class)));
        }
      }
    } catch (NoSuchFileException _) {
      return;
    } catch (IOException | JacksonException | IllegalArgumentException e) {
      LOG.atWarn()
          .addKeyValue("file", path)
          .addKeyValue("error", e.getClass().getSimpleName())
          .log("what was counted per application cannot be read; counting begins anew");
      return;
    }
    outcomes.goOn(since);
    lines.forEach(line -> outcomes.restore(line.key(), line.kept()));
  }

  /** Writes all of it down. */
  public synchronized void save() {
    Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      try (Writer writer =
          new OutputStreamWriter(
              new GZIPOutputStream(Files.newOutputStream(fresh)), StandardCharsets.UTF_8)) {
        writer.write(MAPPER.writeValueAsString(new Head(outcomes.since().toEpochMilli())));
        writer.write('\n');
        for (Line line : outcomes.kept()) {
          writer.write(MAPPER.writeValueAsString(stored(line)));
          writer.write('\n');
        }
      }
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
      failing = false;
    } catch (IOException | JacksonException e) {
      if (!failing) {
        LOG.atWarn()
            .addKeyValue("file", path)
            .addKeyValue("error", e)
            .log("what is counted per application cannot be saved; it is tried again each minute");
      }
      failing = true;
    }
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
            stored.route(),
            Who.of(stored.application(), stored.bucket()),
            stored.platform(),
            stored.token()),
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
