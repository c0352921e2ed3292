package io.cutover.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.AdminConfig;
import io.cutover.config.AdminConfig.OperatorConfig;
import io.cutover.config.AdminConfig.Role;
import io.cutover.config.Secret;
import io.cutover.decide.Decisions;
import io.cutover.decide.Live;
import io.cutover.ledger.Outcomes;
import io.cutover.metric.Metrics;
import io.cutover.metric.PlanMetrics;
import io.cutover.metric.StateMetrics;
import io.cutover.plan.Plans;
import io.cutover.split.Share;
import io.cutover.state.StateKeeper;
import io.cutover.store.Committed;
import io.cutover.store.Document;
import io.cutover.store.DocumentRead;
import io.cutover.store.FileStore;
import io.cutover.store.LogRead;
import io.cutover.store.Opened;
import io.cutover.store.Store;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real admin server over a real state on a file store, with three operators and two routes. */
public final class AdminRig implements AutoCloseable {
  public static final String VIEWER = "token-of-the-viewer";
  public static final String OPERATOR = "token-of-the-operator";
  public static final String ADMIN = "token-of-the-admin";
  static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  final AtomicReference<Readiness> readiness = new AtomicReference<>(Readiness.READY);
  final AtomicReference<Reload.Result> reload =
      new AtomicReference<>(new Reload.Result.Reloaded(List.of("a warning")));
  final AtomicReference<List<String>> routes = new AtomicReference<>(List.of("orders", "billing"));

  /** As it is shown: without secrets. */
  final AtomicReference<Map<String, Object>> config =
      new AtomicReference<>(Map.of("version", 1, "admin", Map.of("token", "***")));

  /** What a route's state goes by, where that is not its name. */
  final Map<String, String> keys = new ConcurrentHashMap<>();

  final AtomicLong nanos = new AtomicLong();
  final Decisions decisions = new Decisions();
  final Outcomes outcomes;
  final Metrics metrics;
  final AdminServer server;
  volatile Live live;
  final StateKeeper state;
  private final StoppableStore store;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Starts it on a free port of loopback. */
  public AdminRig(Path folder) {
    this(folder, config("127.0.0.1"), Duration.ofSeconds(10));
  }

  AdminRig(Path folder, AdminConfig config, Duration patience) {
    if (!(FileStore.open(folder) instanceof Opened.Ready(FileStore files))) {
      throw new AssertionError("the store opens");
    }
    InstantSource clock = InstantSource.fixed(START);
    outcomes = new Outcomes(clock);
    store = new StoppableStore(files);
    metrics = new Metrics("test", clock, nanos::get);
    state =
        StateKeeper.open(
            store,
            clock,
            Map.of("orders", Share.parse("5%"), "billing", Share.NONE),
            new StateMetrics(new PrometheusRegistry()));
    live = LiveOf.config(folder.resolveSibling("cutover.yaml"), state, metrics, clock, nanos::get);
    state.listen(now -> live = LiveOf.with(live, now));
    var rooms =
        new AdminRooms(
            "replica-1",
            state,
            new Plans(
                state,
                new Outcomes(clock),
                new PlanMetrics(new PrometheusRegistry()),
                Map::of,
                () -> false,
                clock,
                nanos::get),
            metrics,
            routes::get,
            readiness::get,
            reload::get,
            this.config::get,
            clock,
            nanos::get,
            null,
            name -> keys.getOrDefault(name, name),
            () -> live,
            decisions,
            outcomes);
    if (!(AdminServer.start(config, rooms, patience)
        instanceof AdminServer.Started.Listening(var started))) {
      throw new AssertionError("the server starts");
    }
    server = started;
  }

  static AdminConfig config(String host) {
    return new AdminConfig(
        host,
        0,
        "127.0.0.1",
        0,
        null,
        Set.of(),
        List.of(
            new OperatorConfig("vera", Role.VIEWER, new Secret(VIEWER)),
            new OperatorConfig("oleg", Role.OPERATOR, new Secret(OPERATOR)),
            new OperatorConfig("anna", Role.ADMIN, new Secret(ADMIN))));
  }

  /** Returns where it listens, as {@code http://127.0.0.1:PORT}. */
  public URI base() {
    return URI.create("http://127.0.0.1:" + server.address().getPort());
  }

  /** Takes the store away, or gives it back. */
  public void storeAway(boolean away) {
    store.away = away;
  }

  /** Returns what a call is answered. */
  public Got call(String method, String path, String token, String body, String... fields) {
    return call(base(), method, path, token, body, fields);
  }

  Got probes(String path) {
    return call(URI.create(server.urls().get(1)), "GET", path, null, null);
  }

  private Got call(
      URI base, String method, String path, String token, String body, String... fields) {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < fields.length; i += 2) {
      request.setHeader(fields[i], fields[i + 1]);
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      return new Got(response);
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An answer. */
  public record Got(HttpResponse<String> response) {
    public int status() {
      return response.statusCode();
    }

    public String field(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    public JsonNode json() {
      return JSON.readTree(response.body());
    }

    public String text() {
      return response.body();
    }

    /** Asserts that it is a problem, and returns what is said about it. */
    public String problem(int status) {
      assertThat(status()).as(text()).isEqualTo(status);
      assertThat(field("Content-Type")).isEqualTo("application/problem+json");
      assertThat(json().path("status").intValue()).isEqualTo(status);
      assertThat(json().path("title").stringValue()).isNotEmpty();
      return json().path("detail").stringValue();
    }
  }

  @Override
  public void close() {
    server.close();
    state.close();
    http.close();
    metrics.close();
  }

  /** A store that can be taken away. */
  private static final class StoppableStore implements Store {
    private final Store store;
    private volatile boolean away;

    private StoppableStore(Store store) {
      this.store = store;
    }

    @Override
    public DocumentRead read() {
      return store.read();
    }

    @Override
    public LogRead log(long after) {
      return store.log(after);
    }

    @Override
    public long version() {
      return store.version();
    }

    @Override
    public Committed commit(long expected, String record, String document) {
      return away
          ? new Committed.Away("taken away by the test")
          : store.commit(expected, record, document);
    }

    @Override
    public Committed complete(Document document) {
      return store.complete(document);
    }

    @Override
    public Runnable watch(Consumer<Document> watcher) {
      return store.watch(watcher);
    }

    @Override
    public void close() {
      store.close();
    }
  }
}
