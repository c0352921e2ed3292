package io.cutover.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig;
import io.cutover.cli.Typed.By;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The commands against a real admin server. */
class CommandsIT {
  @TempDir Path folder;
  private AdminRig rig;

  @BeforeEach
  void start() {
    rig = new AdminRig(folder.resolve("var"));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private By as(By who, String token) {
    return who.env("CUTOVER_ADMIN", rig.base().toString()).env("CUTOVER_TOKEN", token);
  }

  private Typed script(String... args) {
    return as(By.script(), AdminRig.OPERATOR).types(args);
  }

  private String share() {
    return rig.call("GET", "/api/v1/routes/orders", AdminRig.VIEWER, null)
        .json()
        .path("share")
        .stringValue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"routes", "status"})
  void routesAreATable(String command) {
    Typed typed = script(command);

    assertThat(typed.exit()).as(typed.err()).isZero();
    assertThat(typed.out())
        .isEqualTo(
            """
            ROUTE    ASKED  EXPECTED  OBSERVED  BLOCKED  REQ/S  ERR(old/new)  P99(old/new)  PLAN
            orders   5%     -         -         0        0.0    -/-           -/-           idle
            billing  0%     -         -         0        0.0    -/-           -/-           idle
            """);
  }

  @Test
  void oneRouteIsARowAndACsvAndAJson() {
    assertThat(script("routes", "orders").out()).hasLineCount(2);
    assertThat(script("routes", "-o", "csv").out())
        .startsWith("ROUTE,ASKED,")
        .contains("\r\norders,5%,");
    var json = JsonMapper.shared().readTree(script("routes", "orders", "-o", "json").out());
    assertThat(json.path("share").stringValue()).isEqualTo("5%");
  }

  @Test
  void anUnknownRouteIsANegativeAnswer() {
    Typed typed = script("routes", "nope");

    assertThat(typed.exit()).isEqualTo(1);
    assertThat(typed.err()).contains("nope").contains("orders, billing").hasLineCount(1);
  }

  @Test
  void aNameCanNotReachAnotherPath() {
    assertThat(script("rollback", "../rollback").exit()).isEqualTo(1);
    assertThat(share()).isEqualTo("5%");
  }

  @Test
  void aShareIsSet() {
    Typed typed = script("share", "orders", "12.5%", "--reason", "a test");

    assertThat(typed.exit()).as(typed.err()).isZero();
    assertThat(typed.out()).startsWith("orders: 5% → 12.5% (change ").endsWith(")\n");
    assertThat(share()).isEqualTo("12.5%");
  }

  @Test
  void aScriptIsNotAskedBeforeALargeStep() {
    assertThat(script("share", "orders", "100%", "--reason", "all of it").exit()).isZero();
    assertThat(share()).isEqualTo("100%");
  }

  @Test
  void aPersonIsAskedBeforeALargeStep() {
    Typed no =
        as(By.person("n"), AdminRig.OPERATOR).types("share", "orders", "50%", "--reason", "r");
    assertThat(no.exit()).isEqualTo(1);
    assertThat(no.err()).contains("from 5% to 50%").contains("nothing was changed");
    assertThat(share()).isEqualTo("5%");

    Typed yes =
        as(By.person("y"), AdminRig.OPERATOR).types("share", "orders", "50%", "--reason", "r");
    assertThat(yes.exit()).isZero();
    assertThat(share()).isEqualTo("50%");
  }

  @Test
  void tenPointsAreNotAskedAboutAndNorIsYes() {
    assertThat(
            as(By.person(), AdminRig.OPERATOR)
                .types("share", "orders", "15%", "--reason", "r")
                .exit())
        .isZero();
    assertThat(
            as(By.person(), AdminRig.OPERATOR)
                .types("share", "orders", "90%", "--reason", "r", "--yes")
                .exit())
        .isZero();
  }

  @Test
  void aMissingReasonIsAskedForOnATerminal() {
    Typed typed = as(By.person("it is time"), AdminRig.OPERATOR).types("share", "orders", "6%");

    assertThat(typed.exit()).isZero();
    assertThat(typed.err()).startsWith("Reason:");
    assertThat(as(By.person(""), AdminRig.OPERATOR).types("share", "orders", "7%").exit())
        .isEqualTo(2);
  }

  @Test
  void aRollbackLatchesAndOnlyClearLiftsIt() {
    Typed rollback = script("rollback", "orders");
    assertThat(rollback.exit()).isZero();
    assertThat(rollback.out())
        .startsWith("orders: 0%, latched (change ")
        .contains("reached: replica-1");
    assertThat(script("routes", "orders").out()).endsWith("latched\n");

    Typed raise = script("share", "orders", "5%", "--reason", "r");
    assertThat(raise.exit()).isEqualTo(4);
    assertThat(raise.err()).contains("plan clear orders").hasLineCount(1);

    Typed clear = script("plan", "clear", "orders", "--reason", "mended", "--wait");
    assertThat(clear.out())
        .startsWith("orders: latch lifted (change ")
        .contains("converged: every replica has change");
    assertThat(script("plan", "clear", "orders", "--reason", "again").exit()).isEqualTo(4);
    assertThat(script("share", "orders", "5%", "--reason", "r").exit()).isZero();
  }

  @Test
  void allAreRolledBackAtOnce() {
    Typed typed = script("rollback", "--all", "--reason", "it burns");

    assertThat(typed.exit()).isZero();
    assertThat(typed.out()).startsWith("all routes: 0%, latched");
    assertThat(script("routes").out().lines().filter(line -> line.endsWith("latched"))).hasSize(2);
  }

  @Test
  void aLatchedRouteIsRedOnATerminalOnly() {
    script("rollback", "orders");

    assertThat(as(By.person(), AdminRig.VIEWER).types("routes").out()).contains("\u001b[31morders");
    assertThat(as(By.person().env("NO_COLOR", "1"), AdminRig.VIEWER).types("routes").out())
        .doesNotContain("\u001b");
    assertThat(script("routes").out()).doesNotContain("\u001b");
  }

  @Test
  void theSwitchIsMovedAndShown() {
    assertThat(script("switch", "old", "--reason", "night").out())
        .startsWith("switch: auto → old (change ");
    assertThat(script("switch").out()).isEqualTo("old\n");
  }

  @Test
  void aRaiseWhileTheStoreIsAwayFailsAndARollbackSaysThatItIsNotStored() {
    rig.storeAway(true);

    assertThat(script("share", "orders", "9%", "--reason", "r").exit()).isEqualTo(1);
    Typed rollback = script("rollback", "orders");

    assertThat(rollback.exit()).isZero();
    assertThat(rollback.out()).contains("in force but not stored yet");
  }

  @Test
  void withoutAGoodTokenTheExitIsSix() throws Exception {
    Typed none = By.script().env("CUTOVER_ADMIN", rig.base().toString()).types("routes");
    Typed wrong = as(By.script(), "wrong-token").types("routes");
    Typed viewer = as(By.script(), AdminRig.VIEWER).types("rollback", "orders");
    Path file = Files.writeString(folder.resolve("token"), AdminRig.VIEWER + "\n");
    Typed good = as(By.script(), "wrong-token").types("routes", "--token-file", file.toString());

    assertThat(none.exit()).isEqualTo(6);
    assertThat(none.err()).contains("CUTOVER_TOKEN");
    assertThat(wrong.exit()).isEqualTo(6);
    assertThat(wrong.err()).doesNotContain("wrong-token");
    assertThat(viewer.exit()).isEqualTo(6);
    assertThat(viewer.err()).contains("role operator");
    assertThat(good.exit()).isZero();
  }

  // -- a day's other commands

  @Test
  void aShareIsPreviewedLentUndoneAndAudited() {
    assertThat(script("share", "orders", "20%", "--preview").out()).contains("5% → 20% moves");
    assertThat(share()).isEqualTo("5%");
    Typed lent =
        script(
            "share", "orders", "20%", "--reason", "try", "--lease", "2h", "--then", "1%", "--wait");
    assertThat(lent.exit()).as(lent.err()).isZero();
    assertThat(lent.out()).contains("converged");
    String change = lent.out().replaceFirst("(?s).*change ([0-9a-f]{12}).*", "$1");

    assertThat(script("undo", change, "--reason", "not yet").exit()).isZero();
    assertThat(share()).isEqualTo("5%");
    assertThat(script("undo", change, "--reason", "again").exit()).isEqualTo(Exit.CONFLICT);
    assertThat(script("audit").out())
        .contains("share of orders set to 20% for 2h", "change " + change + " undone", "not yet");
    assertThat(script("audit", "--verify").out()).contains("chain intact");
  }

  @Test
  void anApplicationIsPinnedAndARequestExplained() {
    Typed pinned = script("pin", "mobile", "old", "--route", "orders", "--reason", "they asked");
    assertThat(pinned.exit()).as(pinned.err()).isZero();
    assertThat(script("pin", "nobody", "old", "--route", "orders", "--reason", "r").exit())
        .isEqualTo(Exit.FAILED);

    Typed why = script("explain", "GET", "/billing/7", "-H", "X-Key: a");
    assertThat(why.exit()).as(why.err()).isZero();
    assertThat(why.out()).contains("billing: old (share)", "latch: none", "bucket");
    assertThat(script("explain", "--request-id", "nope").exit()).isEqualTo(Exit.FAILED);
  }

  @Test
  void theOldPlatformIsReportedOnAndRetired() {
    Typed report = script("report", "--since", "1d");
    assertThat(report.exit()).isEqualTo(Exit.FAILED);
    assertThat(report.out()).contains("no proof", "may not be retired yet");

    Typed retired =
        as(By.script(), AdminRig.ADMIN).types("retire", "old", "--reason", "end of contract");
    assertThat(retired.exit()).as(retired.err()).isZero();
    assertThat(script("retire", "old", "--undo", "--reason", "r").exit())
        .isEqualTo(Exit.UNAUTHORISED);
    assertThat(
            as(By.script(), AdminRig.ADMIN)
                .types("retire", "old", "--undo", "--reason", "extended")
                .exit())
        .isZero();
  }

  @Test
  void theSwitchIsLentAndARouteWaitedFor() {
    assertThat(script("switch", "new", "--lease", "10m", "--reason", "rehearsal").exit()).isZero();
    assertThat(script("wait", "orders").exit()).isZero();
    assertThat(script("wait", "orders", "--for", "step=99%", "--timeout", "1ms").exit())
        .isEqualTo(Exit.NOT_REACHED);
  }

  @Test
  void wordsAreKeptWithAChangeThatWasMade() {
    String change =
        script("rollback", "orders").out().replaceFirst("(?s).*change ([0-9a-f]{12}).*", "$1");

    Typed noted = script("audit", "--note", change, "it was the firewall");

    assertThat(noted.exit()).as(noted.err()).isZero();
    assertThat(noted.out()).startsWith("noted with " + change);
    assertThat(script("audit").out())
        .contains("note on change " + change + ": it was the firewall");
    assertThat(script("audit", "--note", "0123456789ab", "x").exit()).isEqualTo(Exit.FAILED);
    assertThat(script("audit", "--note", change).exit()).isEqualTo(Exit.USAGE);
  }

  // -- forms

  @ParameterizedTest
  @ValueSource(strings = {"routes", "audit", "switch", "report", "plan show orders"})
  void whatIsShownIsAlsoAJsonAndACsv(String command) {
    String[] json = (command + " -o json").split(" ", -1);
    String[] csv = (command + " -o csv").split(" ", -1);

    assertThat(JsonMapper.shared().readTree(script(json).out()).isObject()).isTrue();
    assertThat(script(csv).out()).matches("(?s)[A-Z][A-Z/() ]*(,[^\r]*)?\r\n.*");
  }

  @Test
  void aReportIsAPageForWhoeverDecides() {
    Typed page = script("report", "-o", "html");

    assertThat(page.exit()).isEqualTo(Exit.FAILED);
    assertThat(page.out())
        .startsWith("<!doctype html>")
        .contains("<th>ROUTE</th>", "old may not be retired yet");
    Typed routes = script("routes", "-o", "html");
    assertThat(routes.exit()).isEqualTo(Exit.USAGE);
    assertThat(routes.err()).contains("'html' is none of table, json, csv");
  }

  /** What is only of a report is named by a report's help only, and completed there only. */
  @Test
  void helpNamesThePageWhereThereIsOne() {
    assertThat(script("report", "--help").out()).contains("table|json|csv|html");
    assertThat(script("routes", "--help").out()).contains("table|json|csv").doesNotContain("html");
    assertThat(By.script().types("completion").out()).containsOnlyOnce("\"html\"");
  }

  @Test
  void shellsLearnTheCommands() {
    Typed script = By.script().types("completion");

    assertThat(script.exit()).isZero();
    assertThat(script.out()).contains("complete -F", "rollback", "--token-file");
  }
}
