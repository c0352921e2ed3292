package io.cutover.token;

import io.cutover.metric.TokenMetrics;
import io.cutover.metric.TokenMetrics.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authority's keys, kept up to date by those who use them. Any thread.
 *
 * <p>They are read again at four fifths of their life by the first who uses them then, and waited
 * for once it is over. The last good ones stay through outages; the pause between attempts doubles
 * from 1 s to 60 s.
 */
final class Keys implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int LONGEST_PAUSE = 60;

  private final String authority;
  private final JwksSource source;
  private final TokenMetrics.Series series;
  private final LongSupplier nanos;
  private volatile Held held;
  private volatile boolean closed;
  private @Nullable CompletableFuture<Void> underWay;
  private long soonestForced;

  /**
   * What is held, all times in monotonic nanoseconds.
   *
   * @param json what the keys were read from; empty: nothing yet
   * @param dueAt when to read again
   * @param overAt when the keys' life is over
   * @param failures since the last success
   */
  private record Held(byte[] json, @Nullable KeySet keys, long dueAt, long overAt, int failures) {}

  /** Starts to read the keys; a file is read before this returns. */
  Keys(String authority, JwksSource source, TokenMetrics.Series series, LongSupplier nanos) {
    this.authority = authority;
    this.source = source;
    this.series = series;
    this.nanos = nanos;
    long now = nanos.getAsLong();
    this.soonestForced = now;
    this.held = new Held(new byte[0], null, now, now, 0);
    if (source instanceof JwksSource.OnDisk) {
      read();
    } else {
      var _ = refresh();
    }
  }

  /** Returns the keys held; null: none yet. Starts to read them again when it is time to. */
  @Nullable KeySet current() {
    Held now = held;
    if (nanos.getAsLong() - now.dueAt >= 0) {
      var _ = refresh();
    }
    return now.keys;
  }

  /** Returns whether the keys' life is over, and nothing has been tried about it yet. */
  boolean isOver() {
    Held now = held;
    return source instanceof JwksSource.OnNetwork
        && now.failures == 0
        && nanos.getAsLong() - now.overAt >= 0;
  }

  /** Returns whether the last attempt to read the keys failed. */
  boolean isOut() {
    return held.failures > 0;
  }

  /** Returns keys that are not over, or else the last good ones; waits. Null: none can be had. */
  @Nullable KeySet ready() {
    Held now = held;
    boolean maybe = now.failures == 0 || nanos.getAsLong() - now.dueAt >= 0;
    if (maybe && (now.keys == null || isOver())) {
      refresh().join();
    }
    return current();
  }

  /** Returns keys read after those, if another look is allowed now; waits. Else the same. */
  @Nullable KeySet newerThan(KeySet known) {
    if (held.keys != known) {
      return held.keys;
    }
    CompletableFuture<Void> look = null;
    synchronized (this) {
      long now = nanos.getAsLong();
      if (underWay != null) {
        look = underWay;
      } else if (now - soonestForced >= 0 && (held.failures == 0 || now - held.dueAt >= 0)) {
        soonestForced = now + source.pause().toNanos();
        look = refresh();
      }
    }
    if (look != null) {
      look.join();
    }
    return held.keys;
  }

  /** Reads the keys, unless that is under way. */
  private synchronized CompletableFuture<Void> refresh() {
    if (underWay != null) {
      return underWay;
    }
    var done = new CompletableFuture<Void>();
    underWay = done;
    Thread.ofVirtual()
        .name("keys-" + authority)
        .start(
            () -> {
              try {
                read();
              } finally {
                synchronized (this) {
                  underWay = null;
                }
                done.complete(null);
              }
            });
    return done;
  }

  private void read() {
    Held before = held;
    try {
      JwksSource.Document document = source.read();
      boolean same = before.keys != null && Arrays.equals(document.json(), before.json);
      KeySet keys = same ? before.keys : KeySet.of(document.json());
      if (keys == null) {
        failed(before, Outcome.REJECTED, "it has no usable key");
        return;
      }
      long now = nanos.getAsLong();
      long life = document.life().toNanos();
      held =
          new Held(
              document.json(),
              keys,
              now + (source instanceof JwksSource.OnDisk ? life : life / 5 * 4),
              now + life,
              0);
      if (!same || before.failures > 0 || source instanceof JwksSource.OnNetwork) {
        series.jwksRefresh(Outcome.OK);
      }
      if (before.failures > 0) {
        LOG.info("Authority {}: its keys can be read again.", authority);
      }
    } catch (IOException e) {
      failed(before, Outcome.UNAVAILABLE, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      // Whatever it is, keys are tried for again: a thread that dies here would end that.
      failed(before, Outcome.REJECTED, "they confuse the gateway (" + e.getClass().getName() + ")");
    }
  }

  private void failed(Held before, Outcome outcome, String why) {
    long pause = Math.min(LONGEST_PAUSE, 1L << Math.min(before.failures, 6));
    long dueAt = nanos.getAsLong() + pause * SECOND;
    held = new Held(before.json, before.keys, dueAt, before.overAt, before.failures + 1);
    series.jwksRefresh(outcome);
    if (before.failures == 0 && !closed) {
      LOG.warn(
          "Authority {}: its keys cannot be read: {}. Check jwks and whether {} has them; {}.",
          authority,
          why,
          source.shown(),
          before.keys == null ? "until then no token can be checked" : "the last ones stay");
    }
  }

  @Override
  public void close() {
    closed = true;
    source.close();
  }
}
