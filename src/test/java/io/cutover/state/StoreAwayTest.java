package io.cutover.state;

import static io.cutover.state.StateFolder.ALICE;
import static io.cutover.state.StateFolder.NOW;
import static io.cutover.state.StateFolder.shares;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cutover.metric.StateMetrics;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A keeper whose store is away, or hangs. */
class StoreAwayTest extends WithKeeper {
  /** Puts a file where the folder was. */
  private Path takeFolderAway() throws IOException {
    Path aside = temp.resolve("aside");
    Files.move(folder.path(), aside);
    Files.writeString(folder.path(), "in the way");
    return aside;
  }

  private void bringFolderBack(Path aside) throws IOException {
    Files.delete(folder.path());
    Files.move(aside, folder.path());
  }

  @Test
  void whileTheStoreIsAwayRaisingIsRefusedAndLoweringActs() throws IOException {
    apply(set("orders", "50%"));
    Path aside = takeFolderAway();
    CutoverState before = keeper.current();

    assertThat(apply(set("orders", "60%")))
        .isInstanceOfSatisfying(
            Outcome.StoreAway.class,
            away -> assertThat(away.detail()).contains(folder.path().toString()));
    assertThat(apply(new Change.SetSwitch(SwitchPosition.NEW, null)))
        .isInstanceOf(Outcome.StoreAway.class);
    assertThat(keeper.current()).isEqualTo(before);

    assertApplied(apply(set("orders", "20%")), false);
    assertApplied(apply(rollback("users")), false);
    assertApplied(apply(new Change.SetSwitch(SwitchPosition.OLD, null)), false);
    assertThat(apply(new Change.SetSwitch(SwitchPosition.AUTO, null)))
        .isInstanceOf(Outcome.StoreAway.class);
    assertThat(apply(new Change.ClearLatch("users", false))).isInstanceOf(Outcome.StoreAway.class);
    assertThat(apply(rollback("users")))
        .isInstanceOfSatisfying(
            Outcome.Unchanged.class, same -> assertThat(same.persisted()).isFalse());
    assertThat(route("orders").share()).isEqualTo(Share.parse("20%"));
    assertThat(route("users").latch()).isNotNull();
    assertThat(keeper.current().switchState().position()).isEqualTo(SwitchPosition.OLD);

    bringFolderBack(aside);
    assertApplied(apply(set("orders", "30%")), true);
    CutoverState last = keeper.current();
    keeper.close();
    assertThat(folder.recovered().state()).isEqualTo(last);
    assertThat(folder.records()).hasSize(6);
    folder.assertChainHolds(last);
  }

  @Test
  void aFolderThatIsGoneForGoodIsMadeAnew() throws IOException {
    Files.move(folder.path(), temp.resolve("gone"));

    assertApplied(apply(rollback("orders")), true);
    CutoverState last = keeper.current();
    reopen();

    assertThat(keeper.current()).isEqualTo(last);
  }

  @Test
  void whatCouldNotBeStoredIsRetriedUntilItIs() {
    keeper.close();
    GatedStore store = new GatedStore(folder.store());
    keeper =
        StateKeeper.open(
            store,
            InstantSource.fixed(NOW),
            FILE,
            new StateMetrics(new PrometheusRegistry()),
            new Timing(Duration.ofMillis(1), Duration.ofMinutes(1), Duration.ofMinutes(1)));
    store.failing(true);
    assertApplied(apply(rollback("orders")), false);
    assertThat(store.version()).isEqualTo(1);

    store.failing(false);

    await().until(() -> store.version() == 2);
    keeper.close();
    assertThat(folder.recovered().state().routes().get("orders").latch()).isNotNull();
  }

  @Test
  void closingStoresWhatIsLeft() {
    keeper.close();
    GatedStore store = new GatedStore(folder.store());
    keeper = StateFolder.keeper(store, FILE);
    store.failing(true);
    assertApplied(apply(rollback("orders")), false);
    assertApplied(apply(rollback("users")), false);
    store.failing(false);

    keeper.close();

    assertThat(folder.recovered().state().routes().values())
        .allMatch(route -> route.latch() != null);
    assertThat(apply(set("users", "2%"))).isInstanceOf(Outcome.Conflict.class);
    assertThat(apply(new Change.SetSwitch(SwitchPosition.NEW, null)))
        .isEqualTo(new Outcome.StoreAway("the gateway is stopping"));
    assertApplied(apply(new Change.SetSwitch(SwitchPosition.OLD, null)), false);
  }

  // -- a store that hangs

  private GatedStore hang(Duration patience) {
    keeper.close();
    GatedStore store = new GatedStore(folder.store());
    keeper =
        StateKeeper.open(
            store,
            InstantSource.fixed(NOW),
            FILE,
            new StateMetrics(new PrometheusRegistry()),
            new Timing(Duration.ofMinutes(10), patience, Duration.ofMinutes(1)));
    store.shut();
    return store;
  }

  private final class Call {
    private final Thread thread;
    private Outcome outcome;

    Call(Change change) {
      thread = Thread.startVirtualThread(() -> outcome = apply(change));
    }

    Outcome outcome() throws InterruptedException {
      thread.join();
      return outcome;
    }
  }

  @Test
  void aRollbackActsWhileARaiseHangsInTheStoreAndComesAfterIt() throws Exception {
    GatedStore store = hang(Duration.ofMillis(1));
    List<String> told = new ArrayList<>();
    keeper.listen(state -> told.add(state.routes().get("orders").share().toString()));
    Call raise = new Call(set("orders", "50%"));
    store.awaitArrival();

    assertApplied(apply(rollback("orders")), false);

    assertThat(route("orders").share()).isEqualTo(Share.NONE);
    store.open();
    assertApplied(raise.outcome(), true);
    assertThat(route("orders").share()).isEqualTo(Share.NONE);
    assertThat(told).startsWith("5%", "0%").doesNotContain("50%");
    CutoverState last = keeper.current();
    keeper.close();
    CutoverState stored = folder.recovered().state();
    assertThat(stored.routes()).isEqualTo(last.routes());
    assertThat(stored.routes().get("orders").latch()).isNotNull();
    folder.assertChainHolds(stored);
    assertThat(folder.records()).hasSize(3);
  }

  @Test
  void aLatchWhoseClearingHangsIsBackAfterARollback() throws Exception {
    apply(rollback("orders"));
    GatedStore store = hang(Duration.ofMillis(1));
    Call clear = new Call(new Change.ClearLatch("orders", false));
    store.awaitArrival();

    assertApplied(apply(rollback("orders")), false);

    assertThat(route("orders").latch()).isNotNull();
    store.open();
    assertApplied(clear.outcome(), true);
    keeper.close();
    assertThat(route("orders").latch()).isNotNull();
    assertThat(folder.recovered().state().routes().get("orders").latch()).isNotNull();
  }

  @Test
  void aRaiseThatFailsAtLastLeavesTheLoweringBehindIt() throws Exception {
    GatedStore store = hang(Duration.ofMillis(1));
    Call raise = new Call(set("users", "50%"));
    store.awaitArrival();
    assertApplied(apply(set("orders", "3%")), false);
    store.failing(true);

    store.letPass(1);

    assertThat(raise.outcome()).isEqualTo(new Outcome.StoreAway("no space left"));
    assertThat(route("users").share()).isEqualTo(Share.parse("1%"));
    assertThat(route("orders").share()).isEqualTo(Share.parse("3%"));
    store.failing(false);
    store.open();
    keeper.close();
    CutoverState stored = folder.recovered().state();
    assertThat(stored.routes()).isEqualTo(keeper.current().routes());
    assertThat(stored.routes().get("orders").share()).isEqualTo(Share.parse("3%"));
    assertThat(stored.revision()).as("the refused raise leaves a gap").isEqualTo(3);
  }

  @Test
  void aSecondRaiseWaitsForTheFirstAndIsJudgedByWhatCameOfIt() throws Exception {
    GatedStore store = hang(Duration.ofMinutes(1));
    Call first = new Call(set("orders", "50%"));
    store.awaitArrival();

    Call second = new Call(set("orders", "60%"));
    store.letPass(1);
    assertApplied(first.outcome(), true);
    store.awaitArrival();
    store.open();

    assertThat(second.outcome())
        .isInstanceOfSatisfying(
            Outcome.Applied.class,
            applied ->
                assertThat(applied.before().routes().get("orders").share())
                    .isEqualTo(Share.parse("50%")));
  }

  @Test
  void manyAtOnceLeaveOneStoryInMemoryAndInTheStore() throws Exception {
    List<Thread> operators = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      int mine = i;
      operators.add(
          Thread.startVirtualThread(
              () -> {
                for (int n = 1; n <= 20; n++) {
                  String route = (mine + n) % 2 == 0 ? "orders" : "users";
                  apply(set(route, (mine * n) % 100 + "%"));
                  if (n % 7 == 0) {
                    apply(rollback(route));
                    apply(new Change.ClearLatch(route, false));
                  }
                }
              }));
    }
    for (Thread operator : operators) {
      operator.join();
    }
    keeper.close();

    CutoverState stored = folder.recovered().state();
    assertThat(keeper.current()).isEqualTo(stored);
    folder.assertChainHolds(stored);
  }

  @Test
  void aReloadWhileTheStoreIsAwayLowersAndSeedsAndOnlyNotesWhatItWouldRaise() throws IOException {
    Path aside = takeFolderAway();

    Outcome outcome =
        keeper.declare(shares("orders", "10%", "users", "0.5%", "fresh", "3%"), ALICE);

    assertApplied(outcome, false);
    assertThat(route("orders").share()).isEqualTo(Share.parse("5%"));
    assertThat(route("users").share()).isEqualTo(Share.parse("0.5%"));
    assertThat(route("fresh").share()).isEqualTo(Share.parse("3%"));
    assertThat(keeper.drift())
        .containsExactly(new Drift("orders", Share.parse("10%"), Share.parse("5%")));

    bringFolderBack(aside);
    assertApplied(
        keeper.declare(shares("orders", "12%", "users", "0.5%", "fresh", "3%"), ALICE), true);
    assertThat(route("orders").share()).isEqualTo(Share.parse("12%"));
  }
}
