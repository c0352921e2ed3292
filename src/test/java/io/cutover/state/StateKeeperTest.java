package io.cutover.state;

import static io.cutover.state.StateFolder.ALICE;
import static io.cutover.state.StateFolder.NOW;
import static io.cutover.state.StateFolder.shares;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.metric.StateMetrics;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class StateKeeperTest extends WithKeeper {
  // -- from start to start

  @Test
  void aFirstStartTakesTheFilesSharesAndLatchesNothing() {
    assertThat(route("orders").share()).isEqualTo(Share.parse("5%"));
    assertThat(route("users").share()).isEqualTo(Share.parse("1%"));
    assertThat(route("orders").latch()).isNull();
    assertThat(keeper.current().switchState().position()).isEqualTo(SwitchPosition.AUTO);
    assertThat(keeper.current().epoch()).isNotBlank();
    assertThat(keeper.drift()).isEmpty();
  }

  @Test
  void aStateTakenUpAgainIsTheSameAndItsStartLeavesNoRecord() {
    apply(set("orders", "25%"));
    apply(rollback("users"));
    apply(new Change.SetSwitch(SwitchPosition.OLD, null));
    CutoverState before = keeper.current();
    reopen();

    assertThat(keeper.current()).isEqualTo(before);
    assertThat(keeper.drift())
        .extracting(Drift::toString)
        .containsExactly(
            "Drift[route=orders, file=5%, state=25%]", "Drift[route=users, file=1%, state=0%]");
    keeper.close();
    assertThat(folder.records()).hasSize(4);
    folder.assertChainHolds(before);
  }

  @Test
  void aChangeOfTheFileWhileStoppedIsDriftAndTheNextReloadActs() {
    keeper.close();
    keeper = folder.keeper(shares("orders", "10%", "users", "1%"));
    assertThat(route("orders").share()).isEqualTo(Share.parse("5%"));
    assertThat(keeper.drift())
        .containsExactly(new Drift("orders", Share.parse("10%"), Share.parse("5%")));

    Outcome outcome = keeper.declare(shares("orders", "15%", "users", "1%"), ALICE);

    assertApplied(outcome, true);
    assertThat(route("orders").share()).isEqualTo(Share.parse("15%"));
    assertThat(keeper.drift()).isEmpty();
  }

  @Test
  void bothFilesDamagedLatchEveryRouteAtTheFilesSharesUntilAPersonClears() throws IOException {
    apply(set("orders", "25%"));
    keeper.close();
    folder.write(new byte[100], new byte[200]);

    keeper = folder.keeper(FILE);

    assertThat(keeper.current().routes().values())
        .allMatch(route -> route.latch() != null && route.latch().cause().equals(Latch.DAMAGE));
    assertThat(route("orders").share()).isEqualTo(Share.parse("5%"));
    assertThat(apply(set("orders", "6%"))).isInstanceOf(Outcome.Conflict.class);
    reopen();
    assertThat(route("orders").latch()).isNotNull();
    assertApplied(apply(new Change.ClearLatch("orders", false)), true);
    assertApplied(apply(set("orders", "6%")), true);
    assertThat(Files.readAllBytes(folder.path().resolve("state.json.damaged")))
        .isEqualTo(new byte[100]);
  }

  @Test
  void theLastThatIsKnownIsKeptWhenWhatFollowedIsDamaged() throws IOException {
    apply(set("orders", "25%"));
    byte[] older = Files.readAllBytes(folder.document());
    apply(rollback("orders"));
    keeper.close();
    byte[] log = Files.readAllBytes(folder.log());
    log[log.length - 100] ^= 1;
    folder.write(older, log);

    keeper = folder.keeper(FILE);

    assertThat(route("orders").share()).isEqualTo(Share.parse("25%"));
    assertThat(keeper.current().routes().values()).allMatch(route -> route.latch() != null);
  }

  @Test
  void aDamagedDocumentIsMendedAtStart() throws IOException {
    apply(rollback("orders"));
    CutoverState before = keeper.current();
    keeper.close();
    folder.write(new byte[10], Files.readAllBytes(folder.log()));

    keeper = folder.keeper(FILE);

    assertThat(keeper.current()).isEqualTo(before);
    keeper.close();
    Files.delete(folder.log());
    assertThat(folder.recovered().state()).isEqualTo(before);
  }

  @Test
  void aNewerFormatIsHeldLoweringActsAndNothingIsWritten() throws IOException {
    keeper.close();
    GatedStore store = new GatedStore(folder.store());
    String newer =
        StateJson.text(StateJson.write(folderState(store))).replace("\"format\":1", "\"format\":2");
    store.commit(store.version(), "{\"format\":2}", newer);
    byte[] document = Files.readAllBytes(folder.document());
    byte[] log = Files.readAllBytes(folder.log());

    keeper = StateFolder.keeper(store, shares("orders", "5%", "users", "1%", "fresh", "2%"));

    assertThat(route("fresh").share()).isEqualTo(Share.parse("2%"));
    assertThat(apply(set("orders", "6%")))
        .isInstanceOfSatisfying(
            Outcome.StoreAway.class, away -> assertThat(away.detail()).contains("format 2"));
    assertApplied(apply(rollback("orders")), false);
    assertThat(route("orders").latch()).isNotNull();
    keeper.close();
    assertThat(folder.document()).hasBinaryContent(document);
    assertThat(folder.log()).hasBinaryContent(log);
  }

  private static CutoverState folderState(GatedStore store) {
    return Recovered.of(store.read(), store.log(0)).state();
  }

  // -- what is refused, and in which order

  @Test
  void aChangeSaysWhyARollbackNeedNot() {
    for (String none : new String[] {null, "", " \n"}) {
      assertThat(keeper.apply(set("orders", "6%"), ALICE, none, null))
          .isInstanceOf(Outcome.ReasonNeeded.class);
      assertThat(keeper.apply(new Change.SetSwitch(SwitchPosition.OLD, null), ALICE, none, null))
          .isInstanceOf(Outcome.ReasonNeeded.class);
      assertThat(keeper.apply(new Change.ClearLatch("orders", false), ALICE, none, null))
          .isInstanceOf(Outcome.ReasonNeeded.class);
    }
    assertApplied(keeper.apply(rollback("orders"), ALICE, null, null), true);
  }

  @Test
  void validationComesBeforeStaleAndStaleBeforeConflict() {
    apply(rollback("orders"));

    assertThat(keeper.apply(set("nope", "6%"), ALICE, "", 99L))
        .isInstanceOf(Outcome.ReasonNeeded.class);
    assertThat(keeper.apply(set("nope", "6%"), ALICE, "r", 99L))
        .isEqualTo(new Outcome.UnknownRoute("nope"));
    assertThat(keeper.apply(set("orders", "6%"), ALICE, "r", 99L))
        .isEqualTo(
            new Outcome.Stale(
                "route orders",
                2,
                " has changed since you looked: it is at revision 2, not 99 (orders rolled back to"
                    + " 0% by alice at 2026-11-24T12:00:00Z: because); read it again and decide"
                    + " anew"));
    assertThat(keeper.apply(set("orders", "6%"), ALICE, "r", 2L))
        .isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void aRevisionBelongsToItsResource() {
    long orders = route("orders").revision();
    long theSwitch = keeper.current().switchState().revision();

    apply(set("users", "2%"));

    assertThat(route("orders").revision()).isEqualTo(orders);
    assertApplied(
        keeper.apply(new Change.SetSwitch(SwitchPosition.OLD, null), ALICE, "r", theSwitch), true);
    assertApplied(keeper.apply(set("orders", "6%"), ALICE, "r", orders), true);
    assertThat(keeper.apply(set("orders", "7%"), ALICE, "r", orders))
        .isInstanceOf(Outcome.Stale.class);
    assertThat(keeper.apply(new Change.SetSwitch(SwitchPosition.AUTO, null), ALICE, "r", theSwitch))
        .isInstanceOf(Outcome.Stale.class);
    assertApplied(keeper.apply(rollback("orders"), ALICE, null, orders), true);
  }

  @Test
  void ofTwoOperatorsAtOnceExactlyOneWins() throws Exception {
    for (int round = 0; round < 20; round++) {
      long seen = route("orders").revision();
      List<Outcome> outcomes = new ArrayList<>();
      List<Thread> operators = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        Change mine = set("orders", (10 + 4 * round + i) + "%");
        operators.add(
            Thread.startVirtualThread(
                () -> {
                  Outcome outcome = keeper.apply(mine, ALICE, "r", seen);
                  synchronized (outcomes) {
                    outcomes.add(outcome);
                  }
                }));
      }
      for (Thread operator : operators) {
        operator.join();
      }

      assertThat(outcomes.stream().filter(Outcome.Applied.class::isInstance)).hasSize(1);
      assertThat(outcomes.stream().filter(Outcome.Stale.class::isInstance)).hasSize(3);
    }
  }

  @Test
  void whatIsSoAlreadyIsUnchangedAndNamesTheChangeThatMadeItSo() {
    Outcome.Applied first = (Outcome.Applied) apply(rollback("orders"));

    assertThat(apply(rollback("orders")))
        .isEqualTo(new Outcome.Unchanged(first.changeId(), keeper.current(), true));
    keeper.close();
    assertThat(folder.records()).hasSize(2);
  }

  // -- who is told

  @Test
  void aListenerIsToldOfTheStateNowAndOfEachChangeInOrderBeforeItsCallReturns() {
    List<String> told = new ArrayList<>();
    keeper.listen(state -> told.add(state.routes().get("orders").share().toString()));
    assertThat(told).containsExactly("5%");

    apply(set("orders", "6%"));
    assertThat(told).containsExactly("5%", "6%");

    apply(set("orders", "6%"));
    apply(rollback("orders"));
    assertThat(told).containsExactly("5%", "6%", "0%");
  }

  @Test
  void aListenerThatFailsKeepsNobodyElseFromBeingTold() {
    List<Long> told = new ArrayList<>();
    boolean[] broken = {false};
    keeper.listen(
        state -> {
          if (broken[0]) {
            throw new IllegalStateException("broken");
          }
        });
    keeper.listen(state -> told.add(state.revision()));
    broken[0] = true;

    assertApplied(apply(rollback("orders")), true);

    assertThat(told).containsExactly(1L, 2L);
  }

  @Test
  void theRecordSaysWhoWhenFromWhereWhatAndWhy() {
    apply(set("orders", "12.5%"));
    keeper.close();

    ObjectNode record = StateJson.parse(folder.records().getLast());
    assertThat(record.required("at").stringValue()).isEqualTo(NOW.toString());
    assertThat(record.required("by").stringValue()).isEqualTo("alice");
    assertThat(record.required("from").stringValue()).isEqualTo("admin 127.0.0.1");
    assertThat(record.required("reason").stringValue()).isEqualTo("because");
    assertThat(record.required("what").toString())
        .isEqualTo("{\"kind\":\"share\",\"route\":\"orders\",\"share\":\"12.5%\"}");
    assertThat(record.at("/before/routes/orders/share").intValue()).isEqualTo(500);
    assertThat(record.at("/after/routes/orders/share").intValue()).isEqualTo(1250);
    assertThat(record.at("/after/routes").propertyNames()).containsExactly("orders");
    assertThat(record.required("revision").longValue()).isEqualTo(2);
  }

  // -- reload

  @Test
  void aReloadSeedsLowersAndRaisesInOneCall() {
    Outcome outcome =
        keeper.declare(shares("orders", "10%", "users", "0.5%", "fresh", "3%"), ALICE);

    assertApplied(outcome, true);
    assertThat(route("orders").share()).isEqualTo(Share.parse("10%"));
    assertThat(route("users").share()).isEqualTo(Share.parse("0.5%"));
    assertThat(route("fresh").share()).isEqualTo(Share.parse("3%"));
    assertThat(keeper.declare(shares("orders", "10%", "users", "0.5%", "fresh", "3%"), ALICE))
        .isInstanceOf(Outcome.Unchanged.class);
  }

  // -- series

  @Test
  void theSeriesFollowTheState() {
    keeper.close();
    PrometheusRegistry registry = new PrometheusRegistry();
    GatedStore store = new GatedStore(folder.store());
    keeper =
        StateKeeper.open(
            store, InstantSource.fixed(NOW), FILE, new StateMetrics(registry), StateFolder.TIMING);
    assertThat(gauge(registry, "cutover_store_up", null)).isEqualTo(1);
    assertThat(gauge(registry, "cutover_share_ratio", "orders")).isEqualTo(0.05);

    store.failing(true);
    apply(rollback("orders"));

    assertThat(gauge(registry, "cutover_store_up", null)).isZero();
    assertThat(gauge(registry, "cutover_share_ratio", "orders")).isZero();
    assertThat(gauge(registry, "cutover_latched", "orders")).isEqualTo(1);
    assertThat(gauge(registry, "cutover_latched", "users")).isZero();
    assertThat(gauge(registry, "cutover_state_revision", null)).isEqualTo(2);
    store.failing(false);
    assertApplied(apply(rollback("users")), true);
    assertThat(gauge(registry, "cutover_store_up", null)).isEqualTo(1);
  }

  private static double gauge(PrometheusRegistry registry, String name, String route) {
    return registry.scrape(name::equals).stream()
        .flatMap(snapshot -> ((GaugeSnapshot) snapshot).getDataPoints().stream())
        .filter(point -> route == null || route.equals(point.getLabels().get("route")))
        .findFirst()
        .orElseThrow()
        .getValue();
  }
}
