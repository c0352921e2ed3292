package io.cutover.admin;

import static io.cutover.admin.AdminRig.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A route whose state goes by another name, as a group's or one that was renamed. */
class NamesIT extends WithRig {
  @BeforeEach
  void name() {
    rig.keys.put("shop", "orders");
    rig.routes.set(List.of("shop", "billing"));
  }

  private Got send(String method, String path, String body, String... fields) {
    return rig.call(method, "/api/v1" + path, OPERATOR, body.replace('\'', '"'), fields);
  }

  private Got share(String share, String... fields) {
    return send(
        "PUT",
        "/routes/shop/share",
        "{'share': '" + share + "', 'reason': 'orders of the boss'}",
        fields);
  }

  private static String change(Got got) {
    return got.json().path("change").asString();
  }

  @Test
  void whatMovesWithARouteIsNamed() {
    rig.keys.put("shop-eu", "orders");
    rig.routes.set(List.of("shop", "shop-eu", "billing"));

    assertThat(get("/api/v1/routes/shop", OPERATOR).json().path("together"))
        .extracting(JsonNode::asString)
        .containsExactly("shop-eu");
    assertThat(get("/api/v1/routes/billing", OPERATOR).json().path("together")).isEmpty();
  }

  /** What people wrote is theirs: only the route is called by its name. */
  @Test
  void aConflictSpeaksOfTheRouteByItsName() {
    send("POST", "/routes/shop/rollback", "{'reason': 'orders hurt'}");

    assertThat(share("10%").problem(409))
        .startsWith("route shop is latched since 2026-03-01T09:00:00Z by oleg")
        .contains("(operator: orders hurt)")
        .endsWith("cutover plan clear shop --reason …");
  }

  @Test
  void whoComesTooLateIsToldOfTheRouteByItsName() {
    String tag = rig.call("GET", "/api/v1/routes/shop", OPERATOR, null).field("ETag");
    share("10%");

    assertThat(share("20%", "If-Match", tag).problem(412)).startsWith("route shop has changed");
  }

  @Test
  void anUndoThatIsRefusedNamesARouteThatCommandsTake() {
    String first = change(share("10%"));
    String second = change(share("20%"));

    assertThat(send("POST", "/changes/" + first + "/undo", "{'reason': 'a mistake'}").problem(409))
        .startsWith("route shop was changed again since change " + first + ", by change " + second);
  }
}
