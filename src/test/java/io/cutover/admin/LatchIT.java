package io.cutover.admin;

import static io.cutover.admin.AdminRig.ADMIN;
import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rollbacks, latches, the switch, and a reload. */
class LatchIT extends WithRig {
  @Test
  void aRollbackActsWithoutAReasonAndLatches() {
    Got got = rig.call("POST", "/api/v1/routes/orders/rollback", OPERATOR, null);

    assertThat(got.status()).isEqualTo(200);
    var receipt = got.json();
    assertThat(receipt.path("persisted").booleanValue()).isTrue();
    assertThat(receipt.path("reached").toString()).isEqualTo("[\"replica-1\"]");
    assertThat(receipt.path("notReached").toString()).isEqualTo("[]");
    assertThat(receipt.path("moved").isArray()).isTrue();
    assertThat(receipt.path("couldNot").isArray()).isTrue();
    var route = get("/api/v1/routes/orders", VIEWER).json();
    assertThat(route.path("share").stringValue()).isEqualTo("0%");
    assertThat(route.path("latch").path("by").stringValue()).isEqualTo("oleg");
    assertThat(route.path("latch").path("since").stringValue())
        .isEqualTo(AdminRig.START.toString());
  }

  @Test
  void aRollbackIsNeverTooLate() {
    String stale = get("/api/v1/routes/orders", VIEWER).field("ETag");
    rig.call("PUT", SHARE, OPERATOR, TO_10);

    Got got =
        rig.call(
            "POST",
            "/api/v1/routes/orders/rollback",
            OPERATOR,
            "{\"reason\":\"it burns\"}",
            "If-Match",
            stale);

    assertThat(got.status()).isEqualTo(200);
    assertThat(
            get("/api/v1/routes/orders", VIEWER).json().path("latch").path("reason").stringValue())
        .isEqualTo("it burns");
  }

  @Test
  void aRollbackWithAFaultyBodyStillSaysWhatIsWrong() {
    Got got = rig.call("POST", "/api/v1/rollback", OPERATOR, "{\"raeson\":\"x\"}");

    assertThat(got.problem(400)).contains("unknown field 'raeson'");
  }

  @Test
  void allRoutesAreRolledBackEvenIfOneHasNoStateYet() {
    rig.routes.set(List.of("orders", "billing", "brand-new"));

    Got got = rig.call("POST", "/api/v1/rollback", OPERATOR, null);

    assertThat(got.status()).isEqualTo(200);
    for (String route : List.of("orders", "billing")) {
      assertThat(get("/api/v1/routes/" + route, VIEWER).json().path("latch").isObject()).isTrue();
    }
  }

  @Test
  void aRollbackActsWhileTheStoreIsAwayAndARaiseDoesNot() {
    rig.storeAway(true);

    Got raise = rig.call("PUT", SHARE, OPERATOR, TO_10);
    Got rollback = rig.call("POST", "/api/v1/routes/orders/rollback", OPERATOR, null);

    assertThat(raise.problem(503)).isNotEmpty();
    assertThat(rollback.status()).isEqualTo(200);
    assertThat(rollback.json().path("persisted").booleanValue()).isFalse();
    assertThat(share()).isEqualTo("0%");
  }

  @Test
  void aLatchedRouteIsNotRaisedUntilSomebodyClearsIt() {
    rig.call("POST", "/api/v1/routes/orders/rollback", OPERATOR, null);

    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10).problem(409)).contains("plan clear orders");
    assertThat(clear("{}").problem(400)).contains("reason is missing");
    assertThat(clear("{\"reason\":\"r\",\"force\":true}").problem(403)).contains("an admin");
    assertThat(clear("{\"reason\":\"r\",\"force\":1}").problem(400)).contains("true or false");
    Got cleared = clear("{\"reason\":\"mended\"}");

    assertThat(cleared.status()).isEqualTo(200);
    assertThat(cleared.json().path("change").stringValue()).isNotEmpty();
    assertThat(share()).isEqualTo("0%");
    assertThat(rig.call("PUT", SHARE, OPERATOR, TO_10).status()).isEqualTo(200);
  }

  @Test
  void clearingWithoutALatchIsAConflict() {
    assertThat(clear("{\"reason\":\"r\"}").problem(409)).contains("no latch");
  }

  @Test
  void theSwitchHasATagOfItsOwn() {
    Got before = get("/api/v1/switch", VIEWER);
    assertThat(before.json().path("switch").stringValue()).isEqualTo("auto");

    String body = "{\"switch\":\"old\",\"reason\":\"night\"}";
    Got moved = rig.call("PUT", "/api/v1/switch", OPERATOR, body, "If-Match", before.field("ETag"));
    Got stale =
        rig.call(
            "PUT",
            "/api/v1/switch",
            OPERATOR,
            "{\"switch\":\"new\",\"reason\":\"late\"}",
            "If-Match",
            before.field("ETag"));

    assertThat(moved.status()).isEqualTo(200);
    assertThat(moved.json().path("change").stringValue()).isNotEmpty();
    stale.problem(412);
    Got after = get("/api/v1/switch", VIEWER);
    assertThat(after.json().path("switch").stringValue()).isEqualTo("old");
    assertThat(after.field("ETag")).isEqualTo(moved.field("ETag"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"switch\":\"on\",\"reason\":\"r\"}                     | one of auto, old, new",
        "{\"switch\":true,\"reason\":\"r\"}                       | switch must be",
        "{\"reason\":\"r\"}                                       | one of auto, old, new",
        "{\"switch\":\"new\"}                                     | reason is missing",
        "{\"switch\":\"new\",\"reason\":\"r\",\"lease\":\"soon\"}  | lease must be a duration"
      })
  void aFaultySwitchIsRefused(String body, String said) {
    assertThat(rig.call("PUT", "/api/v1/switch", OPERATOR, body).problem(400)).contains(said);
    assertThat(get("/api/v1/switch", VIEWER).json().path("switch").stringValue()).isEqualTo("auto");
  }

  @Test
  void aReloadTellsWhatCameOfIt() {
    var good = rig.call("POST", "/api/v1/reload", ADMIN, null).json();
    rig.reload.set(new Reload.Result.Refused(List.of("a.yaml:1:2 x: wrong — mend it", "another")));
    Got bad = rig.call("POST", "/api/v1/reload", ADMIN, "{}");

    assertThat(good.path("reloaded").booleanValue()).isTrue();
    assertThat(good.path("warnings").toString()).isEqualTo("[\"a warning\"]");
    assertThat(bad.problem(400)).contains("last good one stays").contains("a.yaml:1:2 x");
    assertThat(bad.json().path("errors").size()).isEqualTo(2);
  }
}
