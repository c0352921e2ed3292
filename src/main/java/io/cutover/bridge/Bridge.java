package io.cutover.bridge;

import io.cutover.config.ApplicationConfig.Registration;
import io.cutover.config.BridgeConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.ledger.Application;
import io.cutover.ledger.Ledger;
import io.cutover.metric.BridgeMetrics;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import io.cutover.token.BearerToken;
import io.cutover.token.Identity;
import io.cutover.token.Outgoing;
import io.cutover.token.TokenDigest;
import java.net.URI;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whose token can be swapped for what, and has it swapped. Any thread; {@link #held} never
 * waits.
 */
public final class Bridge implements AutoCloseable {
  static final Set<String> NO_PERMISSIONS = Set.of("default", "am_application_scope");

  private final BridgeConfig config;
  private final Map<Platform, Source> sources;
  private final @Nullable Application fallback;
  private final boolean sandbox;
  private final ScopeNames names;
  private final Swaps swaps;

  private Bridge(
      BridgeConfig config,
      Map<Platform, Source> sources,
      @Nullable Application fallback,
      boolean sandbox,
      Swaps swaps) {
    this.config = config;
    this.sources = sources;
    this.fallback = fallback;
    this.sandbox = sandbox;
    this.names = new ScopeNames(config.scopes());
    this.swaps = swaps;
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
            new Swaps(
                sources,
                config.refreshAhead(),
                previous == null ? null : previous.swaps,
                metrics,
                clock,
                nanos));
    if (previous != null) {
      bridge.forgetChanged(previous, ledger, before);
    }
    return bridge;
  }

  private void forgetChanged(Bridge previous, Ledger ledger, @Nullable Ledger before) {
    previous.sources.forEach(
        (platform, source) -> {
          if (sources.get(platform) != source) {
            swaps.forget(wanted -> wanted.target() == platform);
            source.close();
          }
        });
    swaps.forget(
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
    return identity.applicationOwn()
        ? swaps.refusal(new Wanted(whose.name(), target, permissions(identity, target), null))
        : null;
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

  private Set<String> permissions(Identity identity, Platform target) {
    return permissions(identity.scopes(), target);
  }

  private Set<String> permissions(Set<String> scopes, Platform target) {
    Set<String> wanted = new HashSet<>(scopes);
    wanted.removeAll(NO_PERMISSIONS);
    return names.on(target, Set.copyOf(wanted));
  }

  /** Returns whether a token has scopes, which may be called by either platform's names. */
  public boolean grants(Identity identity, Set<String> scopes) {
    return names.grants(identity, scopes);
  }

  /** Returns the names that scopes of the new platform have on the old one. */
  Set<String> asOnOld(Set<String> scopes) {
    return names.on(Platform.OLD, scopes);
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
        new Wanted(
            whose.name(), target, permissions(identity, target), own ? null : token.digest()),
        pair,
        own ? null : token,
        own ? null : identity.expiresAt(),
        whose != application);
  }

  /** Returns what is known already, or null; on an event loop. */
  public @Nullable Swap held(Ask ask) {
    return swaps.held(ask);
  }

  /** Has it got, unless somebody does already; {@code then} is called once, by {@code answerOn}. */
  public void fetch(Ask ask, Executor answerOn, Consumer<Swap> then) {
    swaps.fetch(ask, answerOn, then);
  }

  /**
   * Has another one got, for the platform did not take this one; {@code then} is called once, with
   * the same one when no other is to be had.
   */
  public void refresh(Ask ask, Swap.Token refused, Executor answerOn, Consumer<Swap.Token> then) {
    swaps.refresh(ask, refused, answerOn, then);
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
    return source.get(
        new Ask(
            new Wanted(application.name(), platform, permissions(scopes, platform), null),
            pair,
            null,
            null,
            false));
  }

  /** Forgets what a user's token was exchanged for. */
  void forget(TokenDigest user) {
    swaps.forget(wanted -> user.equals(wanted.user()));
  }

  /** Ends it at once; what is under way fails. */
  @Override
  public void close() {
    sources.values().forEach(Source::close);
  }
}
