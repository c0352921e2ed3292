package io.cutover;

import io.cutover.admin.AdminRooms;
import io.cutover.admin.AdminServer;
import io.cutover.admin.ApplicationRooms;
import io.cutover.admin.Readiness;
import io.cutover.admin.Reload;
import io.cutover.bridge.Bridge;
import io.cutover.bridge.TokenService;
import io.cutover.config.ApplicationConfig;
import io.cutover.config.ConfigError;
import io.cutover.config.ConfigFile;
import io.cutover.config.ConfigWatch;
import io.cutover.config.GatewayConfig;
import io.cutover.config.PlatformConfig;
import io.cutover.config.Redacted;
import io.cutover.config.RestartOnly;
import io.cutover.config.RouteConfig;
import io.cutover.config.TracesConfig;
import io.cutover.decide.Decisions;
import io.cutover.decide.Live;
import io.cutover.decide.Standing;
import io.cutover.http.HeadLimits;
import io.cutover.ledger.Announcements;
import io.cutover.ledger.Ledger;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.OutcomesFile;
import io.cutover.ledger.SeenFile;
import io.cutover.ledger.Verifications;
import io.cutover.metric.ApplicationMetrics;
import io.cutover.metric.BridgeMetrics;
import io.cutover.metric.CertificateMetrics;
import io.cutover.metric.Metrics;
import io.cutover.metric.PlanMetrics;
import io.cutover.metric.RouteMetrics;
import io.cutover.metric.StateMetrics;
import io.cutover.metric.TokenMetrics;
import io.cutover.net.AddressSet;
import io.cutover.net.Certificates;
import io.cutover.net.Clients;
import io.cutover.net.Listeners;
import io.cutover.net.Loops;
import io.cutover.notify.Notifier;
import io.cutover.plan.Planned;
import io.cutover.plan.Plans;
import io.cutover.plan.RouteSubjects;
import io.cutover.proxy.AccessLog;
import io.cutover.proxy.Exchanges;
import io.cutover.route.Route;
import io.cutover.route.RouteTable;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.state.Actor;
import io.cutover.state.CutoverState;
import io.cutover.state.PlanRun;
import io.cutover.state.RouteState;
import io.cutover.state.StateKeeper;
import io.cutover.store.FileStore;
import io.cutover.store.Opened;
import io.cutover.store.SealedMarks;
import io.cutover.throttle.Guard;
import io.cutover.throttle.Guards;
import io.cutover.throttle.Throttles;
import io.cutover.token.Authorities;
import io.cutover.trace.Tracing;
import io.cutover.upstream.Endpoint;
import io.cutover.upstream.Upstreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway that runs: builds every room once, in {@link #start}, and holds the one reference by
 * which what a request uses is swapped.
 *
 * <p>Two things change that reference: a configuration that comes into force, and a state that
 * does. Thread-safe.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Path file;
  private final UnaryOperator<@Nullable String> env;
  private final InstantSource clock = InstantSource.system();
  private final LongSupplier nanos = System::nanoTime;
  private final Metrics metrics;
  private final TokenMetrics tokenMetrics;
  private final CertificateMetrics certificateMetrics;
  private final BridgeMetrics bridgeMetrics;
  private final SealedMarks revoked;
  private final Loops loops;
  private final StateKeeper state;
  private final Outcomes outcomes;
  private final Plans plans;
  private final OutcomesFile outcomesFile;
  private final Verifications verifications = new Verifications();
  private final SeenFile seenFile;
  private final Notifier notifier = new Notifier(clock);
  private final Decisions decisions = new Decisions();
  private final Upstreams upstreams;
  private final Clients clients;
  private final Exchanges exchanges;
  private final ConfigWatch watch;
  private final Listeners listeners;
  private final ReentrantLock reloading = new ReentrantLock();
  private final Object swap = new Object();
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable AdminServer admin;
  private volatile Readiness readiness = Readiness.STARTING;
  private volatile GatewayConfig config;
  private volatile AccessLog accessLog;
  private volatile @Nullable Tracing tracing;
  private volatile Live live;

  /**
   * Starts a gateway; returns when it serves.
   *
   * @param env looks up environment variables
   * @throws GatewayException if it cannot start
   */
  public static Gateway start(Path file, UnaryOperator<@Nullable String> env)
      throws GatewayException {
    return switch (ConfigFile.load(file, env)) {
      case ConfigFile.Loaded(GatewayConfig loaded) -> start(file, env, loaded);
      case ConfigFile.Refused refused ->
          throw new GatewayException(
              refused.errors().stream()
                  .map(ConfigError::toString)
                  .collect(Collectors.joining("\n")),
              true);
    };
  }

  private static Gateway start(Path file, UnaryOperator<@Nullable String> env, GatewayConfig config)
      throws GatewayException {
    FileStore store =
        switch (FileStore.open(config.state().path())) {
          case Opened.Ready ready -> ready.store();
          case Opened.Refused refused -> throw new GatewayException(refused.detail(), false);
        };
    Gateway gateway;
    try {
      gateway = new Gateway(file, env, config, store);
    } catch (IllegalStateException e) {
      store.close();
      throw new GatewayException(said(e), false);
    }
    try {
      gateway.open();
    } catch (IllegalStateException e) {
      gateway.close();
      throw new GatewayException(said(e), false);
    }
    return gateway;
  }

  private static String said(IllegalStateException e) {
    return Objects.requireNonNullElse(e.getMessage(), "the gateway cannot start");
  }

  private Gateway(
      Path file, UnaryOperator<@Nullable String> env, GatewayConfig config, FileStore store) {
    this.file = file;
    this.env = env;
    this.config = config;
    this.loops = Loops.open(config.runtime(), nanos, clock);
    this.metrics = new Metrics(version(), clock, nanos);
    this.tokenMetrics = new TokenMetrics(metrics.registry());
    this.certificateMetrics = new CertificateMetrics(metrics.registry());
    this.bridgeMetrics = new BridgeMetrics(metrics.registry());
    this.state =
        StateKeeper.open(store, clock, shares(config), new StateMetrics(metrics.registry()));
    this.revoked = SealedMarks.open(config.state().path(), "revoked", clock);
    this.outcomes = new Outcomes(clock);
    this.outcomesFile =
        new OutcomesFile(config.state().path().resolve("outcomes.jsonl.gz"), outcomes);
    outcomesFile.load();
    this.plans =
        new Plans(
            state,
            outcomes,
            new PlanMetrics(metrics.registry()),
            this::planned,
            this::oldIsDown,
            clock,
            nanos);
    this.upstreams = new Upstreams(loops, metrics);
    this.clients = new Clients(config.limits().connections());
    limit(clients, config);
    this.accessLog = new AccessLog(config.accessLog(), System.out);
    this.tracing = tracing(config.traces());
    this.live = build(config, null);
    this.seenFile =
        new SeenFile(
            config.state().path().resolve("seen.jsonl.gz"),
            live.ledger().sightings(),
            verifications,
            clock);
    seenFile.load(live.ledger());
    ApplicationMetrics.register(metrics.registry(), () -> live.ledger().progress(returned()));
    upstreams.watch(config.platforms(), live.endpoints());
    this.exchanges =
        new Exchanges(
            loops,
            () -> live,
            upstreams,
            metrics,
            outcomes,
            () -> accessLog,
            clock,
            () -> readiness == Readiness.DRAINING,
            () -> tracing,
            decisions);
    this.listeners = new Listeners(loops, clients, exchanges::handler);
    this.watch = new ConfigWatch(() -> this.config.files());
  }

  /** Opens every door; the operators' first, so that a gateway that serves can be steered. */
  private void open() {
    state.name(keys(config));
    state.listen(this::take);
    notifier.configure(config.webhooks());
    notifier.follow(state.history(), this::named);
    if (config.admin() != null) {
      admin =
          switch (AdminServer.start(config.admin(), adminRooms())) {
            case AdminServer.Started.Listening(AdminServer server) -> server;
            case AdminServer.Started.Refused(String detail) ->
                throw new IllegalStateException(detail);
          };
    }
    listeners.open(config.listeners());
    metrics.configApplied();
    Certificates.measure(config, certificateMetrics);
    config.warnings().forEach(LOG::warn);
    watch.start(this::reload);
    Thread.ofVirtual().name("outcomes").start(this::keepOutcomes);
    plans.tick();
    Thread.ofVirtual().name("plans").start(this::keepPlans);
    readiness = Readiness.READY;
  }

  private AdminRooms adminRooms() {
    return new AdminRooms(
        "local",
        state,
        plans,
        metrics,
        () -> config.routes().stream().map(RouteConfig::name).toList(),
        () -> readiness,
        this::reload,
        () -> Redacted.of(config),
        clock,
        nanos,
        new ApplicationRooms(
            () -> live,
            outcomes,
            decisions,
            upstreams,
            verifications,
            this::returned,
            this::tokens,
            this::path,
            clock),
        this::key,
        () -> live,
        decisions,
        outcomes);
  }

  private @Nullable Platform tokens(String application) {
    return state.current().tokensOf(application);
  }

  /** Returns the first path that a route matches. */
  private String path(String route) {
    return config.routes().stream()
        .filter(each -> each.name().equals(route))
        .map(each -> each.matches().getFirst().path())
        .findFirst()
        .orElse("/");
  }

  /** Returns whether nothing can be rolled back onto the old platform. */
  private boolean oldIsDown() {
    return upstreams.health(Platform.OLD).isDown(nanos.getAsLong());
  }

  /** Once a minute, until the end: what was counted is noted and written down. */
  private void keepOutcomes() {
    try {
      while (!stopped.await(1, TimeUnit.MINUTES)) {
        outcomes.tick();
        outcomesFile.save();
        seenFile.save(live.ledger());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String key(String route) {
    return config.routes().stream()
        .filter(each -> each.name().equals(route))
        .map(RouteConfig::key)
        .findFirst()
        .orElse(route);
  }

  /** Returns the routes that go by a key of the state. */
  private List<String> named(String key) {
    return config.routes().stream()
        .filter(each -> each.key().equals(key))
        .map(RouteConfig::name)
        .toList();
  }

  /** Builds the whole snapshot that requests use; what has not changed is carried over. */
  private Live build(GatewayConfig next, @Nullable Live previous) {
    var limits =
        new HeadLimits(next.limits().header(), next.limits().headers(), next.limits().uri());
    Map<Platform, Endpoint> endpoints = new EnumMap<>(Platform.class);
    next.platforms()
        .forEach((platform, each) -> endpoints.put(platform, Endpoint.of(each, limits)));
    CutoverState now = state.current();
    RouteTable routes = new RouteTable(next);
    Map<String, String> cohorts = cohorts(next);
    List<Live.InForce> inForce = new ArrayList<>();
    Guards guards = Guards.of(next, previous == null ? null : previous.guards());
    for (Route route : routes.routes()) {
      Guard guard = guards.of(route.index());
      RouteMetrics counted = metrics.route(route.name());
      counted.capacity(() -> guard == null ? 0 : guard.used(clock.millis()));
      inForce.add(
          new Live.InForce(
              route, standing(now, next.routes().get(route.index()), cohorts), counted, guard));
    }
    String unmatched = next.passUnmatched() ? Metrics.UNMATCHED : Metrics.NO_ROUTE;
    for (PlatformConfig platform : next.platforms().values()) {
      LocalDate end = platform.retires();
      metrics.retires(
          platform.platform(),
          end == null ? null : end.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }
    Ledger before = previous == null ? null : previous.ledger();
    Ledger ledger = Ledger.of(next.applications(), before);
    Authorities authorities =
        Authorities.of(
            next.authorities(),
            next.applications(),
            previous == null ? null : previous.authorities(),
            tokenMetrics,
            revoked,
            clock,
            nanos);
    Bridge bridge =
        Bridge.of(
            next.bridge(),
            next.platforms(),
            ledger,
            previous == null ? null : previous.bridge(),
            before,
            bridgeMetrics,
            clock,
            nanos);
    return new Live(
        routes,
        inForce,
        new Live.InForce(
            routes.unmatched(),
            new Standing(Share.NONE, Platform.OLD, false, Map.of(), Set.of(), now.retired(), 0),
            metrics.route(unmatched),
            null),
        now.switchState().position(),
        authorities,
        ledger,
        Announcements.of(next.announce()),
        bridge,
        tokenService(next, ledger, bridge, authorities, previous),
        Throttles.of(next, previous == null ? null : previous.throttles(), nanos),
        guards,
        endpoints,
        Endpoint.sandbox(Objects.requireNonNull(next.platforms().get(Platform.NEW)), limits),
        new AddressSet(next.trustedProxies()),
        limits);
  }

  private @Nullable TokenService tokenService(
      GatewayConfig next,
      Ledger ledger,
      Bridge bridge,
      Authorities authorities,
      @Nullable Live previous) {
    return next.tokenService() == null
        ? null
        : new TokenService(
            next.tokenService(),
            next.platforms(),
            ledger,
            bridge,
            authorities,
            new TokenService.Surroundings(
                this::home, () -> state.current().retired(), this::tokens, clock, nanos),
            previous == null ? null : previous.tokenService());
  }

  /** Returns where goes who belongs to no route: the new platform once every route's home is. */
  private Platform home() {
    List<Live.InForce> all = live.inForce();
    return !all.isEmpty() && all.stream().allMatch(each -> each.standing().home() == Platform.NEW)
        ? Platform.NEW
        : Platform.OLD;
  }

  private static Standing standing(
      CutoverState now, RouteConfig route, Map<String, String> cohorts) {
    RouteState known = now.routes().get(route.key());
    return known == null
        ? new Standing(route.share(), Platform.OLD, false, Map.of())
        : new Standing(
            known.share(),
            known.home(),
            known.latch() != null,
            known.pins(),
            moving(known.running(), cohorts),
            now.retired(),
            known.revision());
  }

  /** Returns the applications that no person but the gateway itself sent back. */
  private Set<String> returned() {
    return state.current().routes().values().stream()
        .flatMap(route -> route.pins().entrySet().stream())
        .filter(pin -> pin.getValue().by().equals(Actor.GATEWAY.name()))
        .filter(pin -> pin.getValue().platform() == Platform.OLD)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static Set<String> moving(@Nullable PlanRun run, Map<String, String> cohorts) {
    return run == null || run.cohorts().isEmpty()
        ? Set.of()
        : cohorts.entrySet().stream()
            .filter(each -> run.cohorts().contains(each.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the cohort of each application that is in one. */
  private static Map<String, String> cohorts(GatewayConfig config) {
    Map<String, String> cohorts = new HashMap<>();
    for (ApplicationConfig application : config.applications()) {
      if (application.cohort() != null) {
        cohorts.put(application.name(), application.cohort());
      }
    }
    return cohorts;
  }

  /** Returns what plans need to know of the routes, by what their state goes by. */
  private Map<String, Planned> planned() {
    Live now = live;
    GatewayConfig configured = config;
    Map<String, String> cohorts = cohorts(configured);
    Map<String, Planned> planned = new LinkedHashMap<>();
    for (RouteConfig route : configured.routes()) {
      Live.InForce inForce = now.byName(route.name());
      if (inForce != null && route.respond() == 0) {
        planned.merge(
            route.key(),
            Planned.of(
                route,
                configured.plans(),
                new RouteSubjects(inForce.route(), now.ledger(), cohorts),
                new Planned.Traffic(
                    inForce.standing().revision(),
                    inForce.metrics().mismatch(),
                    inForce.metrics().spilledSoFar())),
            Planned::with);
      }
    }
    return planned;
  }

  /** Looks at the plans every few seconds, until the end. */
  private void keepPlans() {
    try {
      while (!stopped.await(Plans.PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          plans.tick();
        } catch (RuntimeException e) {
          LOG.atError().setCause(e).log("the plans stumbled, and hold; they are looked at again");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes a state into force: the next request of every connection goes by it. */
  private void take(CutoverState now) {
    synchronized (swap) {
      Live before = live;
      Map<String, RouteConfig> byName =
          config.routes().stream().collect(Collectors.toMap(RouteConfig::name, each -> each));
      Map<String, String> cohorts = cohorts(config);
      List<Live.InForce> inForce =
          before.inForce().stream()
              .map(
                  each ->
                      new Live.InForce(
                          each.route(),
                          standing(
                              now,
                              Objects.requireNonNull(byName.get(each.route().name())),
                              cohorts),
                          each.metrics(),
                          each.guard()))
              .toList();
      live = before.with(inForce, now.switchState().position(), now.retired());
    }
  }

  /** Reads the configuration file again: all of it comes into force, or none. */
  public Reload.Result reload() {
    reloading.lock();
    try {
      if (readiness == Readiness.DRAINING) {
        return new Reload.Result.Refused(List.of("the gateway is stopping; start it again"));
      }
      return switch (ConfigFile.load(file, env)) {
        case ConfigFile.Loaded(GatewayConfig next) -> reload(next);
        case ConfigFile.Refused refused ->
            refused(refused.errors().stream().map(ConfigError::toString).toList());
      };
    } finally {
      reloading.unlock();
    }
  }

  private Reload.Result reload(GatewayConfig next) {
    List<String> restart = RestartOnly.differences(config, next);
    if (!restart.isEmpty()) {
      return refused(restart);
    }
    try {
      listeners.open(next.listeners());
    } catch (IllegalStateException e) {
      return refused(List.of(said(e)));
    }
    synchronized (swap) {
      Live before = live;
      live = build(next, before);
      config = next;
    }
    listeners.retain(next.listeners());
    upstreams.retain(live.places());
    upstreams.watch(next.platforms(), live.endpoints());
    limit(clients, next);
    if (admin != null && next.admin() != null) {
      admin.reconfigure(next.admin());
    }
    retrace(next.traces());
    notifier.configure(next.webhooks());
    AccessLog former = accessLog;
    if (!former.target().equals(next.accessLog())) {
      accessLog = new AccessLog(next.accessLog(), System.out);
      former.close();
    }
    state.name(keys(next));
    state.declare(shares(next), Actor.GATEWAY);
    metrics.configApplied();
    Certificates.measure(next, certificateMetrics);
    next.warnings().forEach(LOG::warn);
    LOG.atInfo().addKeyValue("file", file).log("the configuration was read again");
    return new Reload.Result.Reloaded(next.warnings());
  }

  private @Nullable Tracing tracing(@Nullable TracesConfig traces) {
    return traces == null ? null : new Tracing(traces, version(), clock);
  }

  private void retrace(@Nullable TracesConfig next) {
    Tracing former = tracing;
    if (former == null ? next != null : !former.isOf(next)) {
      tracing = tracing(next);
      if (former != null) {
        // Its last spans are sent aside: a collector that is away must not hold up a reload.
        Thread.ofVirtual().start(former::close);
      }
    }
  }

  private Reload.Result refused(List<String> errors) {
    metrics.configRefused();
    LOG.error("the configuration is refused, the last good one stays in force");
    errors.forEach(LOG::error);
    notifier.configRefused(file, errors);
    return new Reload.Result.Refused(errors);
  }

  private static Map<String, String> keys(GatewayConfig config) {
    return config.routes().stream().collect(Collectors.toMap(RouteConfig::name, RouteConfig::key));
  }

  private static void limit(Clients clients, GatewayConfig by) {
    clients.limit(
        by.limits().connections(),
        by.limits().connectionsPerAddress(),
        new AddressSet(by.trustedProxies()));
  }

  private static Map<String, Share> shares(GatewayConfig config) {
    Map<String, Share> shares = new LinkedHashMap<>();
    config.routes().forEach(route -> shares.put(route.key(), route.share()));
    return shares;
  }

  /** Returns where consumers call it. */
  public List<InetSocketAddress> addresses() {
    return listeners.addresses();
  }

  /** Returns where operators call it; null without an admin listener. */
  public @Nullable InetSocketAddress adminAddress() {
    return admin == null ? null : admin.address();
  }

  /** Returns the one line that says it is ready, with every address. */
  public String ready() {
    String where = String.join(", ", listeners.urls());
    InetSocketAddress operators = adminAddress();
    return "cutover %s ready: %s; admin %s; %d routes; %s, %d event loops"
        .formatted(
            version(),
            where,
            operators == null
                ? "none"
                : Listeners.url(
                    config.admin() != null && config.admin().tls() != null ? "https" : "http",
                    operators),
            config.routes().size(),
            loops.transport(),
            loops.all().size());
  }

  /** Begins the end: unready at once, accepting for the delay, then the drain. Returns at once. */
  public void stop() {
    if (stopping.compareAndSet(false, true)) {
      readiness = Readiness.DRAINING;
      Thread.ofPlatform().name("stop").start(this::drainAndEnd);
    }
  }

  private void drainAndEnd() {
    try {
      Duration delay = config.shutdown().delay();
      Duration drain = config.shutdown().drain();
      LOG.atInfo().addKeyValue("delay", delay).addKeyValue("drain", drain).log("stopping");
      Thread.sleep(delay);
      listeners.retain(List.of());
      clients.drain();
      long deadline = System.nanoTime() + drain.toNanos();
      while (clients.count() > 0 && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      if (clients.count() > 0) {
        LOG.atWarn()
            .addKeyValue("connections", clients.count())
            .log("the drain's time is over: what is still open is cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end();
    }
  }

  private void end() {
    watch.close();
    notifier.close();
    if (admin != null) {
      admin.close();
    }
    clients.cut();
    loops.close();
    upstreams.close();
    Tracing last = tracing;
    if (last != null) {
      last.close();
    }
    live.authorities().close();
    outcomesFile.save();
    seenFile.save(live.ledger());
    live.bridge().close();
    if (live.tokenService() != null) {
      live.tokenService().close();
    }
    state.close();
    accessLog.close();
    metrics.close();
    LOG.info("stopped");
    stopped.countDown();
  }

  /** Waits until it has ended. */
  public void awaitStop() throws InterruptedException {
    stopped.await();
  }

  /** Ends at once: nothing is waited for. Returns when it has ended. */
  @Override
  public void close() {
    if (stopping.compareAndSet(false, true)) {
      readiness = Readiness.DRAINING;
      listeners.retain(List.of());
      end();
    } else {
      try {
        var _ = stopped.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String version() {
    try (InputStream in = Gateway.class.getResourceAsStream("/cutover.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
