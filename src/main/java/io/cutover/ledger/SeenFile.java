package io.cutover.ledger;

import static java.util.Objects.requireNonNull;

import io.cutover.ledger.Verifications.Trial;
import io.cutover.ledger.Verifications.Verification;
import io.cutover.split.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where outlives a restart what was seen of applications, for 90 days, and what trying them out
 * came to, until it is tried again. What came since it was last written is lost by a crash. Not on
 * an event loop.
 */
public final class SeenFile {
  static final Duration KEPT = Outcomes.KEPT;

  private final LinesFile file;
  private final Sightings sightings;
  private final Verifications verifications;
  private final InstantSource clock;

  /**
   * One line: an application, or a client that nobody registered.
   *
   * @param of the platform that an unregistered client is known on; null: it is registered
   * @param times in milliseconds of the epoch, as {@link Sightings.Seen} has them
   * @param at when it was tried out, in milliseconds of the epoch; 0: never
   */
  private record Stored(
      String name, @Nullable Platform of, long[] times, long at, List<Trial> trials) {
    Stored {
      requireNonNull(name);
      trials = List.copyOf(trials);
      if (times.length != Sightings.Seen.TIMES) {
        throw new IllegalArgumentException("times of another kind");
      }
    }
  }

  /** Names the file, whose folder is there. */
  public SeenFile(
      Path path, Sightings sightings, Verifications verifications, InstantSource clock) {
    this.file = new LinesFile(path, "what was seen of applications");
    this.sightings = sightings;
    this.verifications = verifications;
    this.clock = clock;
  }

  /** Puts back what the file holds of applications that are still registered, and of others. */
  public void load(Ledger ledger) {
    long oldest = clock.millis() - KEPT.toMillis();
    file.load(
        lines -> {
          List<Stored> read = new ArrayList<>();
          for (String line : lines) {
            read.add(requireNonNull(LinesFile.JSON.readValue(line, Stored.class)));
          }
          for (Stored stored : read) {
            if (stored.of() != null) {
              sightings.restore(stored.of(), stored.name(), stored.times(), oldest);
            } else if (ledger.byName(stored.name()) != null) {
              sightings.restore(stored.name(), stored.times(), oldest);
              restoreTrials(stored);
            }
          }
        });
  }

  private void restoreTrials(Stored stored) {
    if (stored.at() != 0) {
      verifications.restore(
          stored.name(), new Verification(Instant.ofEpochMilli(stored.at()), stored.trials()));
    }
  }

  /** Writes all of it down. */
  public void save(Ledger ledger) {
    file.save(
        Stream.concat(
            ledger.all().stream().map(each -> registered(each.name())),
            sightings.unregistered().entrySet().stream()
                .map(
                    each ->
                        new Stored(
                            each.getKey().clientId(),
                            each.getKey().platform(),
                            each.getValue().toArray(),
                            0,
                            List.of()))));
  }

  private Stored registered(String name) {
    Verification tried = verifications.of(name);
    return new Stored(
        name,
        null,
        sightings.seen(name).toArray(),
        tried == null ? 0 : tried.at().toEpochMilli(),
        tried == null ? List.of() : tried.trials());
  }
}
