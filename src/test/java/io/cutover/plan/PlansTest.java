package io.cutover.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.config.ConfigFile;
import io.cutover.config.GatewayConfig;
import io.cutover.config.RouteConfig;
import io.cutover.ledger.Ledger;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Who;
import io.cutover.metric.PlanMetrics;
import io.cutover.metric.StateMetrics;
import io.cutover.plan.Controller.Command;
import io.cutover.route.Route;
import io.cutover.route.RouteTable;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.Signal;
import io.cutover.split.TokenKind;
import io.cutover.state.Actor;
import io.cutover.state.Change;
import io.cutover.state.Outcome;
import io.cutover.state.PlanRun.Phase;
import io.cutover.state.RouteState;
import io.cutover.state.StateKeeper;
import io.cutover.store.FileStore;
import io.cutover.store.Opened;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans at work over a real state and real counters, the time in the test's hands. */
class PlansTest {
  private static final String CONFIG =
      """
      version: 1
      listeners: [ { address: "127.0.0.1:0" } ]
      platforms: { old: { url: "http://127.0.0.1:1" }, new: { url: "http://127.0.0.1:2" } }
      defaults: { auth: none, stickBy: request }
      routes:
        - { name: orders, formerly: sales, match: { path: /orders }, plan: open }
        - { name: cart, group: checkout, match: { path: /cart }, plan: short }
        - { name: payment, group: checkout, match: { path: /payment } }
      plans:
        short:
          steps: [ 10%, 50% ]
          hold: 1m
          gate: { minRequests: 100, tooFew: { extend: 1 }, errors: { worseThanOldBy: 0.5pt, max: 2% } }
        open: { steps: [ 10%, 50% ], hold: 1m, gate: { minRequests: 100 } }
      """;
  private static final Actor ALICE = new Actor("alice", "test");

  @TempDir Path folder;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private Instant now = Instant.parse("2026-11-27T10:00:00Z");
  private long nanos;
  private boolean oldIsDown;
  private GatewayConfig config;
  private StateKeeper state;
  private Outcomes outcomes;
  private Plans plans;

  /** What differs from a route whose traffic goes by its state: by route. */
  private final Map<String, Planned.Traffic> traffic = new HashMap<>();

  @BeforeEach
  void open() throws IOException {
    Path file = Files.writeString(folder.resolve("cutover.yaml"), CONFIG);
    if (!(ConfigFile.load(file, _ -> null) instanceof ConfigFile.Loaded(GatewayConfig loaded))
        || !(FileStore.open(folder.resolve("var")) instanceof Opened.Ready(FileStore store))) {
      throw new AssertionError("it can be read");
    }
    config = loaded;
    state =
        StateKeeper.open(
            store,
            () -> now,
            Map.of("sales", Share.NONE, "checkout", Share.NONE),
            new StateMetrics(new PrometheusRegistry()));
    outcomes = new Outcomes(() -> now);
    plans =
        new Plans(
            state,
            outcomes,
            new PlanMetrics(registry),
            this::planned,
            () -> oldIsDown,
            () -> now,
            () -> nanos);
  }

  @AfterEach
  void close() {
    state.close();
  }

  private Map<String, Planned> planned() {
    Ledger ledger = Ledger.of(config.applications(), null);
    Map<String, Planned> planned = new LinkedHashMap<>();
    for (Route route : new RouteTable(config).routes()) {
      RouteConfig configured = config.routes().get(route.index());
      Planned.Traffic usual = new Planned.Traffic(revision(configured.key()), false, 0);
      planned.merge(
          configured.key(),
          Planned.of(
              configured,
              config.plans(),
              new RouteSubjects(route, ledger, Map.of()),
              traffic.getOrDefault(route.name(), usual)),
          Planned::with);
    }
    return planned;
  }

  private long revision(String key) {
    return of(key).revision();
  }

  private RouteState of(String key) {
    return Objects.requireNonNull(state.current().routes().get(key));
  }

  private Outcome command(String route, Command command) {
    return plans.command(route, command, null, ALICE, "test", null);
  }

  private void start(String route) {
    assertThat(command(route, new Command.Start(null, "alice", now)))
        .isInstanceOf(Outcome.Applied.class);
    plans.tick();
  }

  /**
   * Lets so many requests end on each platform.
   *
   * @param failures on the new platform, by 500s
   */
  private void serve(String route, int requests, int failures) {
    serve(route, Platform.OLD, TokenKind.NONE, requests, 0);
    serve(route, Platform.NEW, TokenKind.NONE, requests, failures);
  }

  private void serve(String route, Platform platform, TokenKind token, int requests, int failures) {
    var key = new Outcomes.Key(route, Who.ANYBODY, platform, token);
    for (int i = 0; i < requests; i++) {
      Signal signal = i < failures ? Signal.SERVER_ERROR : null;
      outcomes.count(key, new io.cutover.ledger.Outcome(true, signal, 5_000_000, 100));
    }
  }

  /** Lets two seconds go by. */
  private void tick() {
    nanos += Duration.ofSeconds(2).toNanos();
    now = now.plusSeconds(2);
    plans.tick();
  }

  private void serveUntilTheHoldIsOver(int cart, int payment) {
    for (int i = 0; i < 31; i++) {
      serve("cart", cart, 0);
      serve("payment", payment, 0);
      tick();
    }
  }

  private Phase phase(String key) {
    return Objects.requireNonNull(of(key).plan()).phase();
  }

  private String series() {
    StringBuilder all = new StringBuilder();
    registry
        .scrape()
        .forEach(
            metric ->
                metric
                    .getDataPoints()
                    .forEach(
                        point ->
                            all.append(metric.getMetadata().getName())
                                .append(point.getLabels())
                                .append(
                                    point
                                            instanceof
                                            io.prometheus.metrics.model.snapshots.GaugeSnapshot
                                                    .GaugeDataPointSnapshot
                                                gauge
                                        ? gauge.getValue()
                                        : "")
                                .append('\n')));
    return all.toString();
  }

  @Test
  void aRouteThatHadAnotherNameKeepsItsStateInAPlan() {
    start("orders");
    assertThat(of("sales").share()).hasToString("10%");
    assertThat(state.current().routes()).doesNotContainKey("orders");
    assertThat(plans.view("orders").run()).isNotNull();
    assertThat(series()).contains("cutover_plan_step{route=\"orders\"}1.0");

    for (int i = 0; i < 20 && phase("sales") == Phase.RUNNING; i++) {
      serve("orders", 50, 10);
      tick();
    }

    assertThat(phase("sales")).isEqualTo(Phase.ROLLED_BACK);
    assertThat(of("sales").latch()).isNotNull();
    assertThat(of("sales").share()).isEqualTo(Share.NONE);
    assertThat(plans.view("orders").verdict().words()).contains("5xx");
    assertThat(plans.view("orders").evidence()).containsOnlyKeys("orders");
  }

  @Test
  void whatWasCountedUnderTheFormerNameIsHistory() {
    assertThat(planned().get("sales").members().getFirst().countedAs())
        .containsExactly("orders", "sales");
  }

  /** Opaque tokens fail a fifth on either platform, and most of what moved has them. */
  @Test
  void eachKindOfTokenIsComparedWithItself() {
    start("orders");
    for (int i = 0; i < 31; i++) {
      serve("orders", Platform.OLD, TokenKind.OPAQUE, 10, 2);
      serve("orders", Platform.NEW, TokenKind.OPAQUE, 40, 8);
      serve("orders", Platform.OLD, TokenKind.JWT, 40, 0);
      serve("orders", Platform.NEW, TokenKind.JWT, 10, 0);
      tick();
    }
    assertThat(phase("sales")).isEqualTo(Phase.RUNNING);
    assertThat(of("sales").share()).hasToString("50%");

    for (int i = 0; i < 30 && phase("sales") == Phase.RUNNING; i++) {
      serve("orders", Platform.OLD, TokenKind.OPAQUE, 40, 8);
      serve("orders", Platform.NEW, TokenKind.OPAQUE, 10, 2);
      serve("orders", Platform.OLD, TokenKind.JWT, 40, 0);
      serve("orders", Platform.NEW, TokenKind.JWT, 40, 8);
      tick();
    }
    assertThat(phase("sales"))
        .as("%s", plans.view("orders").evidence())
        .isEqualTo(Phase.ROLLED_BACK);
  }

  @Test
  void aGroupMovesAsOne() {
    start("payment");
    assertThat(of("checkout").share()).hasToString("10%");
    assertThat(plans.view("cart").run()).isEqualTo(plans.view("payment").run());
    assertThat(plans.view("cart").evidence()).containsOnlyKeys("cart", "payment");
    assertThat(series())
        .contains(
            "cutover_plan_step{route=\"cart\"}1.0", "cutover_plan_step{route=\"payment\"}1.0");

    serveUntilTheHoldIsOver(10, 10);
    assertThat(of("checkout").share()).hasToString("50%");
    assertThat(command("cart", new Command.Abort())).isInstanceOf(Outcome.Applied.class);
    assertThat(of("checkout").share()).isEqualTo(Share.NONE);
    assertThat(phase("checkout")).isEqualTo(Phase.IDLE);
    assertThat(command("payment", new Command.Pause())).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void oneRouteOfAGroupThatBreachesTakesAllBack() {
    start("cart");
    for (int i = 0; i < 20 && phase("checkout") == Phase.RUNNING; i++) {
      serve("cart", 50, 0);
      serve("payment", 50, 10);
      tick();
    }

    assertThat(phase("checkout")).isEqualTo(Phase.ROLLED_BACK);
    assertThat(of("checkout").latch()).isNotNull();
    assertThat(of("checkout").share()).isEqualTo(Share.NONE);
    assertThat(plans.view("cart").verdict().words()).startsWith("route payment: ");
    assertThat(series())
        .contains(
            "cutover_gate_verdict{route=\"payment\",signal=\"5xx\",verdict=\"breach\"}1.0",
            "cutover_gate_verdict{route=\"cart\",signal=\"5xx\",verdict=\"breach\"}0.0",
            "cutover_plan_state{route=\"cart\",state=\"rolledBack\"}1.0");
  }

  @Test
  void aGroupWaitsForEachOfItsRoutes() {
    start("cart");

    serveUntilTheHoldIsOver(10, 1);

    assertThat(of("checkout").share()).hasToString("10%");
    assertThat(of("checkout").plan().extended()).isEqualTo(1);
    assertThat(of("checkout").plan().note()).contains("route payment", "too few");
  }

  @Test
  void aRollbackByHandEndsTheGroupsPlan() {
    start("cart");

    state.apply(new Change.Rollback(java.util.Set.of("checkout")), ALICE, null, null);
    tick();

    assertThat(phase("checkout")).isEqualTo(Phase.ROLLED_BACK);
    assertThat(plans.view("payment").run().phase()).isEqualTo(Phase.ROLLED_BACK);
  }

  @Test
  void noTimeCountsUntilEveryReplicaDecidesByTheStep() {
    start("orders");
    traffic.put("orders", new Planned.Traffic(revision("sales") - 1, false, 0));
    for (int i = 0; i < 60; i++) {
      serve("orders", 10, 0);
      tick();
    }
    assertThat(of("sales").share()).hasToString("10%");
    assertThat(plans.view("orders").run().held()).isZero();
    assertThat(plans.view("orders").verdict().words()).contains("has not reached every replica");

    traffic.clear();
    for (int i = 0; i < 31; i++) {
      serve("orders", 10, 0);
      tick();
    }
    assertThat(of("sales").share()).hasToString("50%");
  }

  @Test
  void trafficThatGoesAstrayProvesNothingButABreachIsABreach() {
    start("orders");
    traffic.put("orders", new Planned.Traffic(Long.MAX_VALUE, true, 0));
    for (int i = 0; i < 60; i++) {
      serve("orders", 10, 0);
      tick();
    }
    assertThat(of("sales").share()).hasToString("10%");
    assertThat(phase("sales")).isEqualTo(Phase.HOLDING);
    assertThat(plans.view("orders").verdict())
        .isInstanceOfSatisfying(
            Verdict.Unknown.class,
            unknown -> assertThat(unknown.words()).contains("elsewhere than the share says"));

    for (int i = 0; i < 20 && phase("sales") == Phase.HOLDING; i++) {
      serve("orders", 50, 20);
      tick();
    }
    assertThat(phase("sales")).isEqualTo(Phase.ROLLED_BACK);
  }

  @Test
  void aStepDoesNotPassWhileTheNewPlatformSpills() {
    start("orders");
    for (int i = 0; i < 60; i++) {
      traffic.put("orders", new Planned.Traffic(Long.MAX_VALUE, false, i));
      serve("orders", 10, 0);
      tick();
    }
    assertThat(of("sales").share()).hasToString("10%");
    assertThat(plans.view("orders").verdict().words()).contains("at its capacity");

    for (int i = 0; i < 31; i++) {
      serve("orders", 10, 0);
      tick();
    }
    assertThat(of("sales").share()).hasToString("50%");
  }

  @Test
  void nothingGoesBackOntoAPlatformThatIsDown() {
    start("orders");
    oldIsDown = true;
    for (int i = 0; i < 20 && phase("sales") == Phase.RUNNING; i++) {
      serve("orders", 50, 20);
      tick();
    }

    assertThat(phase("sales")).isEqualTo(Phase.PAUSED);
    assertThat(of("sales").share()).hasToString("10%");
    assertThat(of("sales").latch()).isNull();
    assertThat(of("sales").plan().note()).contains("the old platform is down");
  }
}
