package io.cutover.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangesTest {
  private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");
  private static final Actor ALICE = new Actor("alice", "admin 127.0.0.1");
  private static final Latch LATCH =
      new Latch(Instant.parse("2026-11-23T03:00:00Z"), "bob", "operator", "errors");

  private static Share share(String text) {
    return Share.parse(text);
  }

  private static RouteState route(String share, String declared, Latch latch) {
    return new RouteState(
        share(share), share(declared), Platform.OLD, latch, Map.of(), null, 3, "c3", Extra.NONE);
  }

  /** Two routes at revision 7; only {@code orders} is ever changed here. */
  private static CutoverState state(String share, String declared, Latch latch) {
    return CutoverState.first("epoch")
        .withRoutes(
            Map.of("orders", route(share, declared, latch), "other", route("1%", "1%", null)))
        .withAuditHead("head")
        .atRevision(7);
  }

  private static Outcome apply(CutoverState state, Change change) {
    return Changes.apply(state, change, AT, ALICE, "because");
  }

  private static CutoverState after(CutoverState state, Change change) {
    Outcome outcome = apply(state, change);
    assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    Outcome.Applied applied = (Outcome.Applied) outcome;
    assertThat(applied.before()).isEqualTo(state);
    assertThat(applied.persisted()).isFalse();
    assertThat(applied.after().revision()).isEqualTo(8);
    assertThat(applied.after().auditHead()).isEqualTo("head");
    return applied.after();
  }

  private static RouteState orders(CutoverState state) {
    return state.routes().get("orders");
  }

  @ParameterizedTest
  @CsvSource({"0%, 0.01%", "5%, 100%", "5%, 4.99%", "100%, 0%"})
  void aShareIsSetAndOnlyItsRouteTakesTheRevision(String from, String to) {
    CutoverState state = state(from, from, null);

    CutoverState after = after(state, new Change.SetShare("orders", share(to), null));

    assertThat(orders(after).share()).isEqualTo(share(to));
    assertThat(orders(after).declared()).isEqualTo(share(from));
    assertThat(orders(after).revision()).isEqualTo(8);
    assertThat(after.routes().get("other")).isEqualTo(state.routes().get("other"));
    assertThat(after.switchState()).isEqualTo(state.switchState());
  }

  @Test
  void aShareThatIsSoAlreadyIsNoChangeAndNamesTheOneThatMadeItSo() {
    CutoverState state = state("5%", "5%", null);

    assertThat(apply(state, new Change.SetShare("orders", share("5%"), null)))
        .isEqualTo(new Outcome.Unchanged("c3", state, false));
  }

  @Test
  void aLatchedRouteIsNotRaisedAndTheRefusalNamesTheCommandThatEndsIt() {
    assertThat(apply(state("0%", "5%", LATCH), new Change.SetShare("orders", share("1%"), null)))
        .isEqualTo(new Outcome.Conflict(new Refusal.Latched("orders", LATCH, Share.NONE)));
  }

  @Test
  void aLatchedRouteMayBeLowered() {
    CutoverState after =
        after(state("5%", "5%", LATCH), new Change.SetShare("orders", share("2%"), null));

    assertThat(orders(after).share()).isEqualTo(share("2%"));
    assertThat(orders(after).latch()).isEqualTo(LATCH);
  }

  @Test
  void aRollbackGoesToZeroAndLatches() {
    CutoverState after = after(state("50%", "5%", null), new Change.Rollback(Set.of("orders")));

    assertThat(orders(after).share()).isEqualTo(Share.NONE);
    assertThat(orders(after).latch()).isEqualTo(new Latch(AT, "alice", "operator", "because"));
    assertThat(orders(after).declared()).isEqualTo(share("5%"));
  }

  @Test
  void aRollbackNeedsNoReason() {
    Outcome outcome =
        Changes.apply(
            state("50%", "5%", null), new Change.Rollback(Set.of("orders")), AT, ALICE, null);

    assertThat(outcome).isInstanceOf(Outcome.Applied.class);
    assertThat(Changes.needsReason(new Change.Rollback(Set.of("orders")))).isFalse();
  }

  @Test
  void aRollbackOfALatchedRouteKeepsTheFirstLatch() {
    CutoverState after = after(state("5%", "5%", LATCH), new Change.Rollback(Set.of("orders")));

    assertThat(orders(after).share()).isEqualTo(Share.NONE);
    assertThat(orders(after).latch()).isEqualTo(LATCH);
  }

  @Test
  void aSecondRollbackIsNoChange() {
    CutoverState state = state("0%", "5%", LATCH);

    assertThat(apply(state, new Change.Rollback(Set.of("orders"))))
        .isEqualTo(new Outcome.Unchanged("c3", state, false));
  }

  @Test
  void aRollbackOfSeveralRoutesIsOneChange() {
    CutoverState after =
        after(state("50%", "5%", null), new Change.Rollback(Set.of("orders", "other")));

    assertThat(after.routes().values())
        .allMatch(route -> route.share().equals(Share.NONE) && route.latch() != null)
        .allMatch(route -> route.revision() == 8);
    assertThat(after.routes().values().stream().map(RouteState::change).distinct()).hasSize(1);
  }

  @Test
  void aRollbackWithAnUnknownRouteChangesNothing() {
    assertThat(apply(state("5%", "5%", null), new Change.Rollback(Set.of("orders", "nope"))))
        .isEqualTo(new Outcome.UnknownRoute("nope"));
  }

  @Test
  void clearingLiftsTheLatchAndTheShareStays() {
    CutoverState after = after(state("0%", "5%", LATCH), new Change.ClearLatch("orders", false));

    assertThat(orders(after).latch()).isNull();
    assertThat(orders(after).share()).isEqualTo(Share.NONE);
  }

  @Test
  void clearingWithoutALatchIsAConflict() {
    assertThat(apply(state("5%", "5%", null), new Change.ClearLatch("orders", false)))
        .isInstanceOfSatisfying(
            Outcome.Conflict.class,
            conflict -> assertThat(conflict.detail()).contains("orders has no latch", "5%"));
  }

  @Test
  void unknownRoutesAreNamed() {
    CutoverState state = state("5%", "5%", null);

    assertThat(apply(state, new Change.SetShare("nope", Share.NONE, null)))
        .isEqualTo(new Outcome.UnknownRoute("nope"));
    assertThat(apply(state, new Change.ClearLatch("nope", false)))
        .isEqualTo(new Outcome.UnknownRoute("nope"));
  }

  @Test
  void theSwitchHasARevisionOfItsOwn() {
    CutoverState state = state("5%", "5%", null);

    CutoverState after = after(state, new Change.SetSwitch(SwitchPosition.OLD, null));

    assertThat(after.switchState().position()).isEqualTo(SwitchPosition.OLD);
    assertThat(after.switchState().revision()).isEqualTo(8);
    assertThat(after.routes()).isEqualTo(state.routes());
    assertThat(apply(state, new Change.SetSwitch(SwitchPosition.AUTO, null)))
        .isEqualTo(new Outcome.Unchanged(null, state, false));
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, OLD, false",
    "AUTO, NEW, true",
    "OLD, AUTO, true",
    "OLD, NEW, true",
    "NEW, AUTO, false",
    "NEW, OLD, false"
  })
  void movingTheSwitchTowardsNewRaises(SwitchPosition from, SwitchPosition to, boolean raises) {
    CutoverState state = CutoverState.first("e");
    CutoverState before = state.withSwitch(SwitchState.INITIAL.at(from, null, 1, "c"));
    CutoverState after = state.withSwitch(SwitchState.INITIAL.at(to, null, 2, "d"));

    assertThat(Raising.raises(before, after)).isEqualTo(raises);
  }

  @Test
  void raisingIsAHigherShareOrALiftedLatch() {
    CutoverState low = state("5%", "5%", null);
    CutoverState high = state("6%", "5%", null);
    CutoverState latched = state("5%", "5%", LATCH);

    assertThat(Raising.raises(low, high)).isTrue();
    assertThat(Raising.raises(high, low)).isFalse();
    assertThat(Raising.raises(latched, low)).isTrue();
    assertThat(Raising.raises(low, latched)).isFalse();
    assertThat(Raising.raises(low, low)).isFalse();
  }

  /** What a reload from X to Y does; empty columns: as it was. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    // what,                      share, declared, latched, before, file, raise, share after, noted
    "raises once,                    5%,       5%,   false,     5%,  10%,  true,         10%,  "
        + " 10%",
    "lowers once,                   50%,       5%,   false,     5%,   1%,  true,          1%,   "
        + " 1%",
    "moves a share set by hand,     50%,       5%,   false,     5%,  10%,  true,         10%,  "
        + " 10%",
    "another replica was first,     50%,      10%,   false,     5%,  10%,  true,         50%,  "
        + " 10%",
    "declared by somebody else,      5%,       7%,   false,     5%,  10%,  true,          5%,   "
        + " 7%",
    "the file says the same,        50%,       5%,   false,     5%,   5%,  true,         50%,   "
        + " 5%",
    "never raises a latched route,   0%,       5%,    true,     5%,  10%,  true,          0%,  "
        + " 10%",
    "lowers a latched route,         5%,       5%,    true,     5%,   1%,  true,          1%,   "
        + " 1%",
    "notes what may not be raised,   5%,       5%,   false,     5%,  10%, false,          5%,  "
        + " 10%",
    "lowers while raising is not,    5%,       5%,   false,     5%,   1%, false,          1%,   "
        + " 1%",
  })
  void aReload(
      String what,
      String share,
      String declared,
      boolean latched,
      String before,
      String file,
      boolean raise,
      String shareAfter,
      String noted) {
    CutoverState state = state(share, declared, latched ? LATCH : null);
    Change change =
        new Change.Declare(
            Map.of("orders", share(before), "other", share("1%")),
            Map.of("orders", share(file), "other", share("1%")),
            raise,
            null);

    Outcome outcome = apply(state, change);

    CutoverState after = outcome instanceof Outcome.Applied applied ? applied.after() : state;
    assertThat(orders(after).share()).isEqualTo(share(shareAfter));
    assertThat(orders(after).declared()).isEqualTo(share(noted));
    assertThat(orders(after).latch()).isEqualTo(latched ? LATCH : null);
    assertThat(orders(after).revision())
        .as("the ETag changes with the share only")
        .isEqualTo(share.equals(shareAfter) ? 3 : 8);
    assertThat(outcome instanceof Outcome.Applied)
        .isEqualTo(!share.equals(shareAfter) || !declared.equals(noted));
    assertThat(after.routes().get("other")).isEqualTo(state.routes().get("other"));
  }

  @Test
  void theSameReloadActsOnce() {
    CutoverState state = state("5%", "5%", null);
    Change reload =
        Change.Declare.onReload(Map.of("orders", share("5%")), Map.of("orders", share("10%")));
    CutoverState once = after(state, reload);
    CutoverState byHand =
        ((Outcome.Applied) apply(once, new Change.SetShare("orders", share("2%"), null))).after();

    assertThat(apply(byHand, reload)).isInstanceOf(Outcome.Unchanged.class);
  }

  @Test
  void aRouteWithoutStateIsSeededFromTheFile() {
    CutoverState after =
        after(
            state("5%", "5%", null), Change.Declare.atStart(Map.of("fresh", share("12.5%")), null));

    RouteState fresh = after.routes().get("fresh");
    assertThat(fresh.share()).isEqualTo(share("12.5%"));
    assertThat(fresh.declared()).isEqualTo(share("12.5%"));
    assertThat(fresh.home()).isEqualTo(Platform.OLD);
    assertThat(fresh.latch()).isNull();
    assertThat(fresh.pins()).isEmpty();
    assertThat(fresh.revision()).isEqualTo(8);
    assertThat(after.routes()).containsKeys("orders", "other");
  }

  @Test
  void aDifferenceAtStartIsDriftShownAndNotApplied() {
    Map<String, Share> file = Map.of("orders", share("10%"), "other", share("1%"));

    CutoverState after = after(state("5%", "5%", null), Change.Declare.atStart(file, null));

    assertThat(orders(after).share()).isEqualTo(share("5%"));
    assertThat(orders(after).declared()).isEqualTo(share("10%"));
    assertThat(orders(after).revision()).isEqualTo(3);
    assertThat(Drift.between(after, file))
        .containsExactly(new Drift("orders", share("10%"), share("5%")));
  }

  @Test
  void driftIsOfRoutesInFileAndStateOnly() {
    CutoverState state = state("5%", "5%", null);

    assertThat(Drift.between(state, Map.of("fresh", share("1%"), "orders", share("5%")))).isEmpty();
  }

  @Test
  void aRouteThatComesBackIsNotMovedByItsReturn() {
    CutoverState after =
        after(
            state("5%", "5%", null),
            Change.Declare.onReload(Map.of("other", share("1%")), Map.of("orders", share("9%"))));

    assertThat(orders(after).share()).isEqualTo(share("5%"));
  }

  @Test
  void damageLatchesEveryRouteSeededOnesToo() {
    CutoverState state = state("5%", "5%", null);

    CutoverState after =
        after(
            state,
            new Change.Declare(Map.of(), Map.of("fresh", share("20%")), true, "both are damaged"));

    assertThat(after.routes()).containsOnlyKeys("fresh", "orders", "other");
    assertThat(after.routes().values())
        .extracting(RouteState::latch)
        .containsOnly(new Latch(AT, "alice", "damage", "because"));
    assertThat(orders(after).share()).isEqualTo(share("5%"));
    assertThat(after.routes().get("fresh").share()).isEqualTo(share("20%"));
  }

  @Test
  void theIdOfAChangeIsItsOwnAndComesOutTheSameAgain() {
    CutoverState state = state("5%", "5%", null);
    Change change = new Change.SetShare("orders", share("6%"), null);

    Outcome.Applied first = (Outcome.Applied) apply(state, change);
    Outcome.Applied next =
        (Outcome.Applied) apply(first.after(), new Change.SetShare("orders", share("7%"), null));

    assertThat(apply(state, change)).isEqualTo(first);
    assertThat(first.changeId()).matches("[0-9a-f]{12}").isNotEqualTo(next.changeId());
    assertThat(orders(first.after()).change()).isEqualTo(first.changeId());
  }

  @ParameterizedTest
  @CsvSource({
    "    , NEW, true",
    "OLD, NEW, true",
    "OLD,    , true",
    "    , OLD, false",
    "NEW, OLD, false",
    "NEW,    , false",
  })
  void givingAnApplicationNewTokensRaises(Platform from, Platform to, boolean raises) {
    CutoverState before = state("5%", "5%", null);
    if (from != null) {
      before = after(before, new Change.SetTokens("mobile", from)).atRevision(7);
    }

    CutoverState after = after(before, new Change.SetTokens("mobile", to));

    assertThat(Raising.raises(before, after)).isEqualTo(raises);
    assertThat(after.tokensOf("mobile")).isEqualTo(to);
    assertThat(after.routes()).isEqualTo(before.routes());
    assertThat(apply(after, new Change.SetTokens("mobile", to)))
        .isInstanceOf(Outcome.Unchanged.class);
  }
}
