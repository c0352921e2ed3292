package io.cutover.bridge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.BridgeConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.ledger.Application;
import io.cutover.ledger.Ledger;
import io.cutover.metric.BridgeMetrics;
import io.cutover.metric.BridgeMetrics.Outcome;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import io.cutover.token.Asker;
import io.cutover.token.BearerToken;
import io.cutover.token.Checks;
import io.cutover.token.Identity;
import io.cutover.token.Outgoing;
import io.cutover.token.TokenDigest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Swaps tokens. Any thread; {@link #held} never waits.
 *
 * <p>A token is given until it ends; from {@code refreshAhead} of its life on the first who comes
 * has the next one got, and waits for nothing. API Cloud gives the same token until its last
 * second: what is left of that is divided again.
 */
public final class Bridge implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

  /** Tokens kept at once, refusals among them. */
  private static final int MOST = 100_000;

  /** However much an answer says is left, a token got just now is given for so long. */
  static final Duration SHORTEST = Duration.ofMillis(250);

  /** A token is not kept for longer, whatever its issuer says: API Cloud has immortal ones. */
  static final Duration LONGEST = Duration.ofDays(1);

  /** Between two swaps that a platform's 401 forces, for one application. */
  static final Duration FORCED = Duration.ofSeconds(10);

  private static final Swap AWAY = new Swap.Away();
  private static final Set<String> NO_PERMISSIONS = Set.of("default", "am_application_scope");

  private final BridgeConfig config;
  private final Map<Platform, Source> sources;
  private final @Nullable Application fallback;
  private final boolean sandbox;
  private final Cache<Wanted, Held> kept;
  private final Checks<Wanted, Swap> questions;
  private final BridgeMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanos;

  private Bridge(
      BridgeConfig config,
      Map<Platform, Source> sources,
      @Nullable Application fallback,
      boolean sandbox,
      @Nullable Bridge previous,
      BridgeMetrics metrics,
      InstantSource clock,
      LongSupplier nanos) {
    this.config = config;
    this.sources = sources;
    this.fallback = fallback;
    this.sandbox = sandbox;
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

  /**
   * Prepares the swaps between two platforms; what was got before goes on being good, but for
   * applications whose pairs have changed.
   */
  public static Bridge of(
      BridgeConfig config,
      Map<Platform, PlatformConfig> platforms,
      Ledger ledger,
      @Nullable Bridge previous,
      @Nullable Ledger before,
      BridgeMetrics metrics,
      InstantSource clock,
      LongSupplier nanos) {
    Map<Platform, Source> sources = new EnumMap<>(Platform.class);
    platforms.forEach(
        (platform, each) -> {
          URI url = each.tokenEndpoint();
          Source known = previous == null ? null : previous.sources.get(platform);
          if (known != null && known.endpoint().url().equals(url)) {
            sources.put(platform, known);
          } else if (url != null) {
            sources.put(
                platform,
                new Source(
                    platform, new TokenEndpoint(url, new Outgoing(Outgoing.TOTAL), clock), nanos));
          }
        });
    PlatformConfig next = platforms.get(Platform.NEW);
    var bridge =
        new Bridge(
            config,
            sources,
            config.fallback() == null ? null : ledger.byName(config.fallback().application()),
            next != null && next.sandbox() != null,
            previous,
            metrics,
            clock,
            nanos);
    if (previous != null) {
      bridge.forgetChanged(previous, ledger, before);
    }
    return bridge;
  }

  private void forgetChanged(Bridge previous, Ledger ledger, @Nullable Ledger before) {
    previous.sources.forEach(
        (platform, source) -> {
          if (sources.get(platform) != source) {
            kept.asMap().keySet().removeIf(wanted -> wanted.target() == platform);
            source.close();
          }
        });
    kept.asMap()
        .keySet()
        .removeIf(
            wanted -> {
              Application now = ledger.byName(wanted.application());
              Application then = before == null ? null : before.byName(wanted.application());
              return now == null
                  || then == null
                  || !Objects.equals(now.on(wanted.target()), then.on(wanted.target()));
            });
  }

  /**
   * Says why a good token can not be used on a platform, by itself or swapped; null: it can be.
   *
   * @param route by name
   */
  public @Nullable Blocked hindrance(
      Identity identity, @Nullable Application application, Platform target, String route) {
    if (application != null && application.sandbox() && target == Platform.NEW && !sandbox) {
      return Blocked.ENVIRONMENT;
    }
    if (identity.nativeTo().contains(target)) {
      return null;
    }
    if (!identity.applicationOwn() && !config.exchangeUsers()) {
      return Blocked.USER_TOKEN;
    }
    Application whose = whose(application, target, route);
    if (whose == null || !sources.containsKey(target)) {
      return Blocked.NO_PAIR;
    }
    Held held =
        identity.applicationOwn()
            ? kept.getIfPresent(new Wanted(whose.name(), target, permissions(identity), null))
            : null;
    return held instanceof Held.Bad bad && bad.until() - nanos.getAsLong() > 0 ? bad.cause() : null;
  }

  private @Nullable Application whose(
      @Nullable Application application, Platform target, String route) {
    if (application != null && application.hasPair(target)) {
      return application;
    }
    BridgeConfig.Fallback standIn = config.fallback();
    return standIn != null
            && fallback != null
            && fallback.hasPair(target)
            && standIn.routes().contains(route)
        ? fallback
        : null;
  }

  private static Set<String> permissions(Identity identity) {
    Set<String> scopes = new HashSet<>(identity.scopes());
    scopes.removeAll(NO_PERMISSIONS);
    return Set.copyOf(scopes);
  }

  /** Says what is to be asked for; null: nothing could be. */
  public @Nullable Ask ask(
      BearerToken token,
      Identity identity,
      @Nullable Application application,
      Platform target,
      String route) {
    Application whose = whose(application, target, route);
    var pair = whose == null ? null : whose.on(target);
    if (whose == null || pair == null) {
      return null;
    }
    boolean own = identity.applicationOwn();
    return new Ask(
        new Wanted(whose.name(), target, permissions(identity), own ? null : token.digest()),
        pair,
        own ? null : token,
        own ? null : identity.expiresAt(),
        whose != application);
  }

  /** Returns what is known already, or null; on an event loop. */
  public @Nullable Swap held(Ask ask) {
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
  public void fetch(Ask ask, Executor answerOn, Consumer<Swap> then) {
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
  public void refresh(Ask ask, Swap.Token refused, Executor answerOn, Consumer<Swap.Token> then) {
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

  /**
   * Gets a token to try an application's pair out, each time anew. On virtual threads: it waits.
   */
  public Tried trial(Application application, Platform platform) {
    return switch (issue(application, platform, Set.of())) {
      case Issued.Token token -> new Tried("Bearer " + token.value(), "gives a token");
      case Issued.Refused(String error) ->
          new Tried(
              null,
              "refuses its pair (%s): check its %s.clientId and clientSecret"
                  .formatted(error, platform.label()));
      case Issued.Nothing(String why, long _) ->
          new Tried(null, "gives no tokens now (%s): try again later".formatted(why));
    };
  }

  /** Gets a token for the application itself, each time anew. On virtual threads: it waits. */
  Issued issue(Application application, Platform platform, Set<String> scopes) {
    Source source = sources.get(platform);
    Registration pair = application.on(platform);
    if (source == null || pair == null || source.rests()) {
      return new Issued.Nothing("it is left in peace", 0);
    }
    Set<String> wanted = new HashSet<>(scopes);
    wanted.removeAll(NO_PERMISSIONS);
    return source.get(
        new Ask(
            new Wanted(application.name(), platform, Set.copyOf(wanted), null),
            pair,
            null,
            null,
            false));
  }

  /** Forgets what a user's token was exchanged for. */
  void forget(TokenDigest user) {
    kept.asMap().keySet().removeIf(wanted -> user.equals(wanted.user()));
  }

  private static boolean exceeds(Issued.Token token, Wanted wanted) {
    return token.scopes() != null
        && !token.scopes().stream()
            .allMatch(scope -> wanted.scopes().contains(scope) || NO_PERMISSIONS.contains(scope));
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
    long refresh = Math.max((long) (life * config.refreshAhead() / 100), SHORTEST.toNanos());
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

  /** Ends it at once; what is under way fails. */
  @Override
  public void close() {
    sources.values().forEach(Source::close);
  }
}
