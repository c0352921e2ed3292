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
 * The checks of one authority that are under way: one per token, whoever asks meanwhile shares it.
 * Any thread.
 */
final class Checks {
  /** A check that waited longer for its turn is not made: the caller has waited enough. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Checks.class);

  private final String authority;
  private final Gate gate;
  private final LongSupplier nanos;
  private final ConcurrentHashMap<TokenDigest, List<Asker>> flights = new ConcurrentHashMap<>();

  Checks(String authority, LongSupplier nanos) {
    this.authority = authority;
    this.gate = new Gate(authority);
    this.nanos = nanos;
  }

  /**
   * Makes a check, unless the same is being made; answers once.
   *
   * @param work on a virtual thread; may wait
   * @param unmade the answer when there is no room, no patience left, or the work fails
   */
  void check(TokenDigest digest, Supplier<Verdict> work, Verdict unmade, Asker asker) {
    var mine = new ArrayList<Asker>();
    flights.compute(
        digest,
        (key, flight) -> {
          List<Asker> joined = flight == null ? mine : flight;
          joined.add(asker);
          return joined;
        });
    if (mine.isEmpty()) {
      return;
    }
    long since = nanos.getAsLong();
    if (!gate.enter(() -> land(digest, made(since, work, unmade)))) {
      land(digest, unmade);
    }
  }

  private Verdict made(long since, Supplier<Verdict> work, Verdict unmade) {
    if (nanos.getAsLong() - since > PATIENCE.toNanos()) {
      return unmade;
    }
    try {
      return work.get();
    } catch (RuntimeException e) {
      // Its message may quote what was checked.
      LOG.error(
          "Authority {}: a check failed by a mistake of the gateway's own ({} at {}). Report it.",
          authority,
          e.getClass().getName(),
          e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
      return unmade;
    }
  }

  private void land(TokenDigest digest, Verdict verdict) {
    List<Asker> askers = flights.remove(digest);
    if (askers != null) {
      askers.forEach(asker -> asker.answer(verdict));
    }
  }
}
