package io.cutover.decide;

import io.cutover.split.Platform;
import io.cutover.split.TokenKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The recent decisions of all event loops: the last {@value #KEPT} of any kind, and of those that
 * failed the last {@value #FAILED_KEPT}, for two days, so that many good ones do not push out what
 * somebody will ask about.
 */
public final class Decisions {
  /** How many are remembered, over all loops. */
  public static final int KEPT = 100_000;

  private static final int FAILED_KEPT = 20_000;
  private static final Duration FAILED_FOR = Duration.ofDays(2);
  private static final int FIRST_FAILURE = 400;

  private final List<OnLoop> loops = new CopyOnWriteArrayList<>();

  /** Makes the memory of one loop out of so many. */
  public OnLoop on(int loopsInAll) {
    var loop =
        new OnLoop(
            new DecisionRing(Math.ceilDiv(KEPT, loopsInAll), false),
            new DecisionRing(Math.ceilDiv(FAILED_KEPT, loopsInAll), true));
    loops.add(loop);
    return loop;
  }

  /** A request by its id, and how it was decided. */
  public record Named(String requestId, Remembered decision) {}

  /** What one event loop remembers; written by that loop only. */
  public static final class OnLoop {
    private final DecisionRing all;
    private final DecisionRing failed;
    private final Map<String, Samples> samples = new ConcurrentHashMap<>();

    private OnLoop(DecisionRing all, DecisionRing failed) {
      this.all = all;
      this.failed = failed;
    }

    private void sample(
        String application,
        byte[] requestId,
        long nowMillis,
        String route,
        @Nullable Platform platform,
        int status) {
      Samples known = samples.get(application);
      if (known == null) {
        known = new Samples();
        samples.put(application, known);
      }
      known.offer(requestId, nowMillis, route, platform, status);
    }

    /** Remembers how a request was decided and what came of it. */
    public void remember(
        byte[] requestId,
        long nowMillis,
        String route,
        @Nullable String application,
        Choice choice,
        Standing standing,
        TokenKind token,
        int status) {
      long id = id(requestId);
      all.remember(id, requestId, nowMillis, route, application, choice, standing, token, status);
      if (application != null) {
        sample(application, requestId, nowMillis, route, choice.platform(), status);
      }
      if (status >= FIRST_FAILURE) {
        failed.remember(
            id, requestId, nowMillis, route, application, choice, standing, token, status);
      }
    }
  }

  /**
   * Returns the failures of an application's requests in the last two days, as far as they are
   * remembered, the newest first. Any thread but an event loop.
   */
  public List<Named> failuresOf(String application, Instant now) {
    List<Named> all = new ArrayList<>();
    long since = now.minus(FAILED_FOR).toEpochMilli();
    loops.forEach(loop -> loop.failed.collect(application, since, all));
    all.sort(Comparator.comparing((Named each) -> each.decision().at()).reversed());
    return all;
  }

  /**
   * Returns some of an application's last requests, one a second at most, the newest first. Any
   * thread.
   */
  public List<Sample> samplesOf(String application) {
    return loops.stream()
        .map(loop -> loop.samples.get(application))
        .filter(Objects::nonNull)
        .flatMap(each -> each.all().stream())
        .sorted(Comparator.comparing(Sample::at).reversed())
        .limit(Samples.KEPT)
        .toList();
  }

  /** Returns what is remembered of a request, or null. Any thread but an event loop. */
  public @Nullable Remembered find(String requestId, Instant now) {
    long id = id(requestId.getBytes(StandardCharsets.US_ASCII));
    for (OnLoop loop : loops) {
      Remembered found = loop.all.find(id);
      if (found == null) {
        found = loop.failed.find(id);
        if (found != null && found.at().isBefore(now.minus(FAILED_FOR))) {
          found = null;
        }
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** FNV-1a of 64 bits; never 0, which stands for no entry. */
  private static long id(byte[] requestId) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : requestId) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return hash == 0 ? 1 : hash;
  }
}
