package io.cutover.token;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The questions to one party that are under way: one per key, whoever asks meanwhile shares it. Any
 * thread.
 */
public final class Checks<K, V> {
  /** A question that waited longer for its turn is not asked: the caller has waited enough. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

  private final String party;
  private final Gate gate;
  private final LongSupplier nanos;
  private final ConcurrentHashMap<K, List<Asker<V>>> flights = new ConcurrentHashMap<>();

  /** Prepares the questions to a party of that name. */
  public Checks(String party, LongSupplier nanos) {
    this.party = party;
    this.gate = new Gate(party);
    this.nanos = nanos;
  }

  /**
   * Asks, unless the same is being asked; answers once.
   *
   * @param work on a virtual thread; may wait
   * @param unmade the answer when there is no room, no patience left, or the work fails
   */
  public void check(K key, Supplier<V> work, V unmade, Asker<V> asker) {
    var mine = new ArrayList<Asker<V>>();
    flights.compute(
        key,
        (_, flight) -> {
          List<Asker<V>> joined = flight == null ? mine : flight;
          joined.add(asker);
          return joined;
        });
    if (mine.isEmpty()) {
      return;
    }
    long since = nanos.getAsLong();
    if (!gate.enter(() -> land(key, made(since, work, unmade)))) {
      land(key, unmade);
    }
  }

  private V made(long since, Supplier<V> work, V unmade) {
    if (nanos.getAsLong() - since > PATIENCE.toNanos()) {
      return unmade;
    }
    try {
      return work.get();
    } catch (RuntimeException e) {
      // Its message may quote what was checked.
      LOG.error(
          "{}: a question failed by a mistake of the gateway's own ({} at {}). Report it.",
          party,
          e.getClass().getName(),
          e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
      return unmade;
    }
  }

  private void land(K key, V answer) {
    List<Asker<V>> askers = flights.remove(key);
    if (askers != null) {
      askers.forEach(asker -> asker.answer(answer));
    }
  }
}
