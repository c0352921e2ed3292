package io.cutover;

import io.cutover.admin.AdminRooms;
import io.cutover.admin.AdminServer;
import io.cutover.admin.ApplicationRooms;
import io.cutover.admin.Readiness;
import io.cutover.admin.Reload;
import io.cutover.config.ConfigError;
import io.cutover.config.ConfigFile;
import io.cutover.config.ConfigWatch;
import io.cutover.config.GatewayConfig;
import io.cutover.config.Redacted;
import io.cutover.config.RestartOnly;
import io.cutover.config.RouteConfig;
import io.cutover.config.TracesConfig;
import io.cutover.decide.Decisions;
import io.cutover.decide.Live;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.OutcomesFile;
import io.cutover.ledger.SeenFile;
import io.cutover.ledger.Verifications;
import io.cutover.metric.ApplicationMetrics;
import io.cutover.metric.CertificateMetrics;
import io.cutover.metric.Metrics;
import io.cutover.metric.PlanMetrics;
import io.cutover.metric.StateMetrics;
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
import io.cutover.split.Platform;
import io.cutover.state.Actor;
import io.cutover.state.CutoverState;
import io.cutover.state.StateKeeper;
import io.cutover.store.FileStore;
import io.cutover.store.Opened;
import io.cutover.store.SealedMarks;
import io.cutover.trace.Tracing;
import io.cutover.upstream.Upstreams;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
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
  private final CertificateMetrics certificateMetrics;
  private final Snapshots snapshots;
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
    this.certificateMetrics = new CertificateMetrics(metrics.registry());
    this.state =
        StateKeeper.open(store, clock, Names.shares(config), new StateMetrics(metrics.registry()));
    this.snapshots =
        new Snapshots(
            state::current,
            metrics,
            SealedMarks.open(config.state().path(), "revoked", clock),
            verifications,
            () -> live.home(),
            clock,
            nanos);
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
    this.live = snapshots.build(config, null);
    this.seenFile =
        new SeenFile(
            config.state().path().resolve("seen.jsonl.gz"),
            live.ledger().sightings(),
            verifications,
            clock);
    seenFile.load(live.ledger());
    take(state.current());
    verifications.listen(() -> take(state.current()));
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
    state.name(Names.keys(config));
    state.listen(this::take);
    notifier.configure(config.webhooks());
    notifier.follow(state.history(), key -> Names.named(config, key));
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
    var rounds = new Rounds(stopped);
    rounds.start("counters", Duration.ofMinutes(1), this::keepCounters);
    plans.tick();
    rounds.start("plans", Plans.PERIOD, plans::tick);
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
            application -> state.current().tokensOf(application),
            route -> Names.path(config, route),
            clock),
        route -> Names.key(config, route),
        () -> live,
        decisions,
        outcomes);
  }

  /** Returns whether nothing can be rolled back onto the old platform. */
  private boolean oldIsDown() {
    return upstreams.health(Platform.OLD).isDown(nanos.getAsLong());
  }

  private void keepCounters() {
    outcomes.tick();
    outcomesFile.save();
    seenFile.save(live.ledger());
  }

  /** Takes a state into force: the next request of every connection goes by it. */
  private void take(CutoverState now) {
    synchronized (swap) {
      live = snapshots.with(live, config, now);
    }
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

  /** Returns what plans need to know of the routes, by what their state goes by. */
  private Map<String, Planned> planned() {
    Live now = live;
    GatewayConfig configured = config;
    Map<String, String> cohorts = Snapshots.cohorts(configured);
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
      live = snapshots.build(next, before);
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
    state.name(Names.keys(next));
    state.declare(Names.shares(next), Actor.GATEWAY);
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

  private static void limit(Clients clients, GatewayConfig by) {
    clients.limit(
        by.limits().connections(),
        by.limits().connectionsPerAddress(),
        new AddressSet(by.trustedProxies()));
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
    return "cutover %s ready: %s; admin %s; %d routes; %s, %d event loops"
        .formatted(
            version(),
            String.join(", ", listeners.urls()),
            admin == null ? "none" : String.join(", probes ", admin.urls()),
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
      LOG.info("stopped");
      stopped.countDown();
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
      stopped.countDown();
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
