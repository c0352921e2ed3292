package io.cutover.state;

import static io.cutover.state.StateFolder.ALICE;
import static io.cutover.state.StateFolder.NOW;
import static io.cutover.state.StateFolder.shares;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.metric.StateMetrics;
import io.cutover.split.Share;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** A keeper whose clock the test moves, and what is done to it. */
final class Steps implements AutoCloseable {
  final StateFolder folder;
  private volatile Instant now = NOW;
  StateKeeper keeper;

  Steps(Path temp) {
    folder = new StateFolder(temp.resolve("var"));
    open();
  }

  private void open() {
    keeper =
        StateKeeper.open(
            folder.store(),
            () -> now,
            shares("orders", "5%", "users", "1%"),
            new StateMetrics(new PrometheusRegistry()),
            StateFolder.TIMING);
  }

  void reopen() {
    keeper.close();
    open();
  }

  /** Lets time pass; what is over then has ended when this returns. */
  void pass(Duration time) {
    now = now.plus(time);
    keeper.endLeases();
  }

  /** Lets time pass while nothing runs. */
  void passDown(Duration time) {
    keeper.close();
    now = now.plus(time);
    open();
  }

  Instant now() {
    return now;
  }

  Outcome apply(Change change) {
    return keeper.apply(change, ALICE, "because", null);
  }

  /** Makes a change that must go through, and returns its id. */
  String make(Change change) {
    Outcome outcome = apply(change);
    assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    return ((Outcome.Applied) outcome).changeId();
  }

  String refused(Change change) {
    Outcome outcome = apply(change);
    assertThat(outcome).isInstanceOf(Outcome.Conflict.class);
    return ((Outcome.Conflict) outcome).detail();
  }

  Change undo(String change) {
    return Change.Undo.of(keeper.history().find(change));
  }

  RouteState orders() {
    return keeper.current().routes().get("orders");
  }

  String share() {
    return orders().share().toString();
  }

  static Change share(String share) {
    return new Change.SetShare("orders", Share.parse(share), null);
  }

  static Change lease(String share, Duration length, String then) {
    return new Change.SetShare(
        "orders",
        Share.parse(share),
        new Change.SetShare.Loan(length, then == null ? null : Share.parse(then)));
  }

  @Override
  public void close() {
    keeper.close();
  }
}
