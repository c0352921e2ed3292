package io.cutover.decide;

import io.cutover.split.TokenKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
            new DecisionRing(Math.ceilDiv(KEPT, loopsInAll)),
            new DecisionRing(Math.ceilDiv(FAILED_KEPT, loopsInAll)));
    loops.add(loop);
    return loop;
  }

  /** What one event loop remembers; written by that loop only. */
  public static final class OnLoop {
    private final DecisionRing all;
    private final DecisionRing failed;

    private OnLoop(DecisionRing all, DecisionRing failed) {
      this.all = all;
      this.failed = failed;
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
      all.remember(id, nowMillis, route, application, choice, standing, token, status);
      if (status >= FIRST_FAILURE) {
        failed.remember(id, nowMillis, route, application, choice, standing, token, status);
      }
    }
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
