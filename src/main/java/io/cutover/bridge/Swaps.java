package io.cutover.bridge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cutover.metric.BridgeMetrics;
import io.cutover.metric.BridgeMetrics.Outcome;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import io.cutover.token.Asker;
import io.cutover.token.Checks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens that were swapped for others: kept, refreshed ahead, each got once for all who wait.
 * Any thread; {@link #held} never waits.
 *
 * <p>A token is given until it ends; from {@code refreshAhead} of its life on the first who comes
 * has the next one got, and waits for nothing. API Cloud gives the same token until its last
 * second: what is left of that is divided again.
 */
final class Swaps {
  private static final Logger LOG = LoggerFactory.getLogger(Swaps.class);

  /** Tokens kept at once, refusals among them. */
  private static final int MOST = 100_000;

  /** However much an answer says is left, a token got just now is given for so long. */
  static final Duration SHORTEST = Duration.ofMillis(250);

  /** A token is not kept for longer, whatever its issuer says: API Cloud has immortal ones. */
  static final Duration LONGEST = Duration.ofDays(1);

  /** Between two swaps that a platform's 401 forces, for one application. */
  static final Duration FORCED = Duration.ofSeconds(10);

  private static final Swap AWAY = new Swap.Away();

  private final Map<Platform, Source> sources;
  private final double refreshAhead;
  private final Cache<Wanted, Held> kept;
  private final Checks<Wanted, Swap> questions;
  private final BridgeMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanos;

  /**
   * Goes on with what was kept before.
   *
   * @param sources of tokens, by platform
   * @param refreshAhead percent of a token's life
   * @param previous null: nothing was
   */
  Swaps(
      Map<Platform, Source> sources,
      double refreshAhead,
      @Nullable Swaps previous,
      BridgeMetrics metrics,
      InstantSource clock,
      LongSupplier nanos) {
    this.sources = sources;
    this.refreshAhead = refreshAhead;
    this.metrics = metrics;
    this.clock = clock;
    this.nanos = nanos;
    this.kept =
        previous != null
            ? previous.kept
            : Caffeine.newBuilder()
                .maximumSize(MOST)
                .ticker(nanos::getAsLong)
                .expireAfterAccess(Duration.ofHours(1))
                .build();
    this.questions = previous != null ? previous.questions : new Checks<>("bridge", nanos);
  }

  /** Returns why a token was refused of late; null: it was not. */
  @Nullable Blocked refusal(Wanted wanted) {
    Held held = kept.getIfPresent(wanted);
    return held instanceof Held.Bad bad && bad.until() - nanos.getAsLong() > 0 ? bad.cause() : null;
  }

  /** Forgets what was kept for some. */
  void forget(Predicate<Wanted> which) {
    kept.asMap().keySet().removeIf(which);
  }

  /** Returns what is known already, or null; on an event loop. */
  @Nullable Swap held(Ask ask) {
    Wanted wanted = ask.wanted();
    long now = nanos.getAsLong();
    Held held = kept.getIfPresent(wanted);
    if (held instanceof Held.Good good && good.ends() - now > 0) {
      if (good.refreshAt() - now <= 0 && !rests(wanted.target())) {
        // Until the next one is here, or is not to be had, nobody else starts on it.
        kept.put(wanted, good.refreshingAt(now + Backoff.nanos(1, 0)));
        question(ask, Why.AHEAD, null, new Asker<>(Runnable::run, _ -> {}));
      }
      count(ask, Outcome.CACHED);
      return good.token();
    }
    if (held instanceof Held.Bad bad && bad.until() - now > 0) {
      count(ask, Outcome.REJECTED);
      return new Swap.Refused(bad.cause());
    }
    if (rests(wanted.target())) {
      count(ask, Outcome.UNAVAILABLE);
      return AWAY;
    }
    return null;
  }

  private boolean rests(Platform target) {
    Source source = sources.get(target);
    return source == null || source.rests();
  }

  /** Has it got, unless somebody does already; {@code then} is called once, by {@code answerOn}. */
  void fetch(Ask ask, Executor answerOn, Consumer<Swap> then) {
    question(
        ask,
        Why.MISSING,
        null,
        new Asker<>(
            answerOn,
            swap -> {
              count(
                  ask,
                  switch (swap) {
                    case Swap.Token _ -> Outcome.OK;
                    case Swap.Refused _ -> Outcome.REJECTED;
                    case Swap.Away _ -> Outcome.UNAVAILABLE;
                  });
              then.accept(swap);
            }));
  }

  /**
   * Has another one got, for the platform did not take this one; {@code then} is called once, with
   * the same one when no other is to be had.
   */
  void refresh(Ask ask, Swap.Token refused, Executor answerOn, Consumer<Swap.Token> then) {
    question(
        ask,
        Why.FORCED,
        refused,
        new Asker<>(
            answerOn, swap -> then.accept(swap instanceof Swap.Token token ? token : refused)));
  }

  /** Why a platform is asked. */
  private enum Why {
    /** There is no token that is good. */
    MISSING,
    /** It ends soon. */
    AHEAD,
    /** The platform did not take it. */
    FORCED
  }

  private void question(Ask ask, Why why, Swap.@Nullable Token refused, Asker<Swap> asker) {
    questions.check(ask.wanted(), () -> get(ask, why, refused), AWAY, asker);
  }

  /** On a virtual thread, alone for what is wanted. */
  private Swap get(Ask ask, Why why, Swap.@Nullable Token refused) {
    Wanted wanted = ask.wanted();
    Held before = kept.getIfPresent(wanted);
    long now = nanos.getAsLong();
    if (before instanceof Held.Good good && good.ends() - now > 0) {
      boolean wait = why == Why.FORCED && (good.token() != refused || good.mayForce() - now > 0);
      if (why == Why.MISSING || wait) {
        return good.token();
      }
      if (why == Why.FORCED) {
        before = good.forcedAgainAt(now + FORCED.toNanos());
        kept.put(wanted, before);
      }
    }
    Source source = sources.get(wanted.target());
    if (source == null || source.rests()) {
      return AWAY;
    }
    return switch (source.get(ask)) {
      case Issued.Token token when exceeds(token, wanted) ->
          refused(ask, before, Blocked.SCOPE, "more scopes than were asked for");
      case Issued.Token token -> keep(ask, before, token);
      case Issued.Refused(String error) -> refused(ask, before, cause(error), error);
      case Issued.Nothing _ -> AWAY;
    };
  }

  private static Blocked cause(String error) {
    return switch (error) {
      case "invalid_scope" -> Blocked.SCOPE;
      case "invalid_grant", "unsupported_grant_type" -> Blocked.USER_TOKEN;
      default -> Blocked.NO_PAIR;
    };
  }

  private static boolean exceeds(Issued.Token token, Wanted wanted) {
    return token.scopes() != null
        && !token.scopes().stream()
            .allMatch(
                scope -> wanted.scopes().contains(scope) || Bridge.NO_PERMISSIONS.contains(scope));
  }

  private Swap keep(Ask ask, @Nullable Held before, Issued.Token issued) {
    long now = nanos.getAsLong();
    byte[] value = ("Bearer " + issued.value()).getBytes(StandardCharsets.US_ASCII);
    Swap.Token token =
        before instanceof Held.Good good && Arrays.equals(good.token().authorization(), value)
            ? good.token()
            : new Swap.Token(value);
    Duration left = Duration.ofSeconds(issued.seconds());
    if (ask.userEnds() != null) {
      Duration user = Duration.between(clock.instant(), ask.userEnds());
      left = left.compareTo(user) < 0 ? left : user;
    }
    long life =
        left.compareTo(LONGEST) > 0
            ? LONGEST.toNanos()
            : Math.max(left.toNanos(), SHORTEST.toNanos());
    long refresh = Math.max((long) (life * refreshAhead / 100), SHORTEST.toNanos());
    long mayForce = before instanceof Held.Good good ? good.mayForce() : now;
    kept.put(ask.wanted(), new Held.Good(token, now + refresh, now + life, mayForce));
    return token;
  }

  /** A token that is good still goes on; only where there is none the refusal is kept. */
  private Swap refused(Ask ask, @Nullable Held before, Blocked cause, String why) {
    long now = nanos.getAsLong();
    int times = before instanceof Held.Bad bad ? bad.times() + 1 : 1;
    kept.put(
        ask.wanted(),
        before instanceof Held.Good good && good.ends() - now > 0
            ? good.refreshingAt(now + Backoff.LONGEST.toNanos())
            : new Held.Bad(cause, now + Backoff.nanos(times, 0), times));
    if (times == 1) {
      LOG.warn(
          "The {} platform gives application {} no token ({}). Check its {}.clientId and"
              + " clientSecret, and what it is subscribed to there.",
          ask.wanted().target().label(),
          ask.wanted().application(),
          why,
          ask.wanted().target().label());
    }
    return new Swap.Refused(cause);
  }

  private void count(Ask ask, Outcome outcome) {
    boolean given = outcome == Outcome.OK || outcome == Outcome.CACHED;
    metrics.swap(ask.wanted().target(), given && ask.byFallback() ? Outcome.FALLBACK : outcome);
  }
}
