package io.cutover.state;

import static io.cutover.state.Steps.lease;
import static io.cutover.state.Steps.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of change in its own sentence, read off the record that the store keeps. */
class ChangeWordsTest {
  @TempDir Path temp;
  private Steps steps;

  @BeforeEach
  void open() {
    steps = new Steps(temp);
  }

  @AfterEach
  void close() {
    steps.close();
  }

  private String last() {
    return ChangeWords.of(steps.keeper.history().last(1).getFirst().record());
  }

  private String said(Change change) {
    steps.make(change);
    return last();
  }

  @Test
  void aShare() {
    assertThat(said(share("12.5%"))).isEqualTo("share of orders set to 12.5%");
    assertThat(said(lease("20%", Duration.ofMinutes(90), "1%")))
        .isEqualTo("share of orders set to 20% for 90m");
  }

  @Test
  void aLeaseThatEnds() {
    steps.make(lease("20%", Duration.ofHours(2), "1%"));
    steps.pass(Duration.ofHours(2));

    assertThat(last()).isEqualTo("lease of orders ended: its share is 1%");
  }

  @Test
  void aRollbackAndTheLatchThatIsLifted() {
    assertThat(said(new Change.Rollback(Set.of("orders", "users"))))
        .isEqualTo("orders, users rolled back to 0%");
    assertThat(said(new Change.ClearLatch("orders", false))).isEqualTo("latch of orders lifted");
    assertThat(said(new Change.ClearLatch("users", true)))
        .isEqualTo("latch of users lifted by force");
  }

  @Test
  void aPlan() {
    PlanRun run = PlanRun.begin("patient", 0, null, steps.now(), "alice");
    assertThat(said(plan("start", null, run, "25%", Set.of())))
        .isEqualTo("plan patient of orders started: running, step 1, 25%");

    PlanRun next = run.at(1, PlanRun.Phase.RUNNING, "passed");
    assertThat(said(plan("return", run, next, "25%", Set.of("shop", "batch"))))
        .isEqualTo(
            "plan patient of orders sent applications back: running, step 2, 25%; sent back to old"
                + " alone: batch, shop");

    PlanRun back = next.rolledBack(true, "errors");
    assertThat(said(plan("rollback", next, back, "0%", Set.of())))
        .isEqualTo("plan patient of orders rolled back: rolled back, 0%");
  }

  private static Change plan(
      String verb, PlanRun before, PlanRun after, String share, Set<String> back) {
    return new Change.Plan("orders", verb, before, after, Share.parse(share), false, false, back);
  }

  @Test
  void theSwitch() {
    assertThat(said(new Change.SetSwitch(SwitchPosition.OLD, null))).isEqualTo("switch set to old");
    assertThat(said(new Change.SetSwitch(SwitchPosition.NEW, Duration.ofSeconds(90))))
        .isEqualTo("switch set to new for 90s");
    steps.pass(Duration.ofMinutes(2));
    assertThat(last()).isEqualTo("lease of the switch ended: it is back on old");
  }

  @Test
  void aPin() {
    Instant until = Instant.parse("2030-12-31T00:00:00Z");
    assertThat(said(new Change.SetPin("orders", "shop", Platform.NEW, until)))
        .isEqualTo("application shop pinned to new on orders until 2030-12-31T00:00:00Z");
    assertThat(said(new Change.SetPin("orders", "shop", null, null)))
        .isEqualTo("pin of application shop on orders taken off");
  }

  @Test
  void tokens() {
    assertThat(said(new Change.SetTokens("shop", Platform.NEW))).isEqualTo("tokens of shop: new");
    assertThat(said(new Change.SetTokens("shop", null))).isEqualTo("tokens of shop: auto");
  }

  @Test
  void theEndOfThePlatformAndItsReturn() {
    assertThat(said(new Change.Retire(false))).isEqualTo("platform old retired");
    assertThat(said(new Change.Retire(true))).isEqualTo("retirement of platform old taken back");
  }

  @Test
  void aNote() {
    String change = steps.make(share("6%"));

    assertThat(said(new Change.Note(change, "went well")))
        .isEqualTo("note on change " + change + ": went well");
  }

  /** However often a change goes to and fro, the sentence tells of one step back only. */
  @Test
  void anUndoTellsWhatItUndid() {
    String share = steps.make(share("6%"));
    String undone = steps.make(steps.undo(share));
    assertThat(last()).isEqualTo("change " + share + " undone (share of orders set to 6%)");

    String again = steps.make(steps.undo(undone));
    assertThat(last()).isEqualTo("change " + undone + " undone (change " + share + " undone)");
    assertThat(said(steps.undo(again)))
        .isEqualTo("change " + again + " undone (change " + undone + " undone)");
  }

  @Test
  void theFile() {
    assertThat(last()).isEqualTo("shares taken from the configuration: orders 5%, users 1%");

    steps.make(share("3%"));
    steps.make(
        new Change.Declare(
            Map.of("orders", Share.parse("5%")), shares("orders", 900), false, null));
    assertThat(last())
        .isEqualTo("shares taken from the configuration: orders 9% (its share stays at 3%)");

    Map<String, Share> many = shares("a b c d e f g", 0);
    assertThat(said(Change.Declare.atStart(many, null)))
        .isEqualTo("shares taken from the configuration: a 0%, b 0%, c 0%, d 0%, e 0% and 2 more");
    assertThat(said(new Change.Declare(Map.of(), many, true, "no JSON")))
        .isEqualTo("every route latched, for the stored state was damaged: no JSON");
  }

  private static Map<String, Share> shares(String names, int basisPoints) {
    var shares = new TreeMap<String, Share>();
    for (String name : names.split(" ")) {
      shares.put(name, new Share(basisPoints));
    }
    return shares;
  }

  @Test
  void aKindOfALaterVersion() {
    assertThat(ChangeWords.of(StateJson.parse("{\"what\":{\"kind\":\"teleport\"}}")))
        .isEqualTo("a change of the kind 'teleport', which this version does not know");
  }

  /** What is stored under a label stays readable: labels are never renamed. */
  @Test
  void theLabelsAreThoseOfTheFirstVersion() {
    var labels = new TreeSet<String>();
    for (ChangeKind kind : ChangeKind.values()) {
      labels.add(kind.label());
    }
    assertThat(labels)
        .containsExactly(
            "clear",
            "declare",
            "lease-end",
            "note",
            "pin",
            "plan",
            "retire",
            "rollback",
            "share",
            "switch",
            "switch-lease-end",
            "tokens",
            "undo",
            "unretire");
  }
}
