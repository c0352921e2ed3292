package io.cutover.admin;

import static io.cutover.admin.AdminRig.ADMIN;
import static io.cutover.admin.AdminRig.OPERATOR;
import static io.cutover.admin.AdminRig.VIEWER;
import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.admin.AdminRig.Got;
import io.cutover.decide.Choice;
import io.cutover.decide.Standing;
import io.cutover.ledger.Outcome;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Who;
import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Pins, leases, undo, preview, explain, report and retirement, over the API. */
class SteeringIT extends WithRig {
  private static final String ROUTE = "/routes/orders";

  private Got get(String path) {
    return rig.call("GET", "/api/v1" + path, VIEWER, null);
  }

  private Got send(String method, String path, String json) {
    return rig.call(method, "/api/v1" + path, OPERATOR, json.replace('\'', '"'));
  }

  private Got admin(String path, String json) {
    return rig.call("POST", "/api/v1" + path, ADMIN, json.replace('\'', '"'));
  }

  private String done(Got got) {
    assertThat(got.status()).as(got.text()).isEqualTo(200);
    return got.json().path("change").asString();
  }

  private void seen(
      String route, String application, Platform platform, TokenKind token, int requests) {
    for (int i = 0; i < requests; i++) {
      rig.outcomes.count(
          new Outcomes.Key(route, Who.of(application, -1), platform, token),
          new Outcome(true, null, 1, 100));
    }
  }

  // ---- leases, latch, undo

  @Test
  void aLeaseIsShownWithItsEnd() {
    done(
        send(
            "PUT",
            ROUTE + "/share",
            "{'share': '20%', 'reason': 'r', 'lease': '2h', 'then': '1%'}"));

    JsonNode lease = get(ROUTE).json().path("lease");
    assertThat(lease.path("until").asString()).isEqualTo("2026-03-01T11:00:00Z");
    assertThat(lease.path("then").asString()).isEqualTo("1%");
    assertThat(lease.path("by").asString()).isEqualTo("oleg");
  }

  @Test
  void theSwitchCanBeLent() {
    done(send("PUT", "/switch", "{'switch': 'new', 'reason': 'rehearsal', 'lease': '10m'}"));

    JsonNode lease = get("/switch").json().path("lease");
    assertThat(lease.path("until").asString()).isEqualTo("2026-03-01T09:10:00Z");
    assertThat(lease.path("then").asString()).isEqualTo("auto");
  }

  @Test
  void aSecondLatchCoolsDownAndOnlyAnAdminLiftsItBefore() {
    String clear = ROUTE + "/plan/clear";
    done(send("POST", ROUTE + "/rollback", "{}"));
    done(send("POST", clear, "{'reason': 'mended'}"));
    done(send("POST", ROUTE + "/rollback", "{}"));

    assertThat(send("POST", clear, "{'reason': 'mended'}").problem(409)).contains("1 min");
    assertThat(send("POST", clear, "{'reason': 'r', 'force': true}").problem(403))
        .contains("admin");
    done(admin(clear, "{'reason': 'sure', 'force': true}"));
    assertThat(get(ROUTE).json().path("latch").isNull()).isTrue();
  }

  @Test
  void aChangeIsUndoneOnceAndNotOverAnother() {
    String change = done(send("PUT", ROUTE + "/share", "{'share': '20%', 'reason': 'r'}"));
    String undo = "/changes/" + change + "/undo";

    assertThat(send("POST", undo, "{}").problem(400)).contains("reason is missing");
    done(send("POST", undo, "{'reason': 'too early'}"));

    assertThat(get(ROUTE).json().path("share").asString()).isEqualTo("5%");
    assertThat(send("POST", undo, "{'reason': 'again'}").problem(409)).contains("changed again");
    assertThat(send("POST", "/changes/nope/undo", "{'reason': 'r'}").problem(404))
        .contains("cutover audit");
  }

  @Test
  void aNoteIsKeptWithItsChange() {
    String change = done(send("PUT", ROUTE + "/share", "{'share': '20%', 'reason': 'r'}"));

    done(send("POST", "/changes/" + change + "/note", "{'note': 'see INC-7'}"));

    assertThat(get("/audit?limit=1").json().at("/changes/0/what/note").asString())
        .isEqualTo("see INC-7");
    assertThat(send("POST", "/changes/" + change + "/note", "{}").problem(400))
        .contains("note is missing");
  }

  @Test
  void theStoredAuditIsVerified() {
    done(send("PUT", ROUTE + "/share", "{'share': '20%', 'reason': 'r'}"));

    JsonNode verified = get("/audit/verify").json();
    assertThat(verified.path("intact").asBoolean()).isTrue();
    assertThat(verified.path("records").asInt()).isEqualTo(2);
  }

  @Test
  void whatWasSeenIsKeptWithTheChange() {
    rig.metrics.route("orders").split(true, Platform.NEW, 0);

    done(send("PUT", ROUTE + "/share", "{'share': '20%', 'reason': 'r'}"));

    assertThat(get("/audit?limit=1").json().at("/changes/0/evidence/observed").asString())
        .isEqualTo("100%");
  }

  // ---- pins

  @Test
  void anApplicationIsPinnedAndLetGo() {
    String pin = "/applications/mobile/pin";
    done(
        send(
            "PUT",
            pin,
            "{'route': 'orders', 'platform': 'old', 'until': '2026-04-01', 'reason': 'r'}"));

    JsonNode pins = get(ROUTE).json().path("pins").path("mobile");
    assertThat(pins.path("platform").asString()).isEqualTo("old");
    assertThat(pins.path("until").asString()).isEqualTo("2026-04-01T00:00:00Z");

    done(send("PUT", pin, "{'route': 'orders', 'platform': 'auto', 'reason': 'r'}"));
    assertThat(get(ROUTE).json().path("pins").isEmpty()).isTrue();
  }

  @Test
  void pinningToTheNewPlatformNeedsTheStoreAndToTheOldDoesNot() {
    rig.storeAway(true);

    assertThat(
            send(
                    "PUT",
                    "/applications/mobile/pin",
                    "{'route': 'orders', 'platform': 'new', 'reason': 'r'}")
                .status())
        .isEqualTo(503);
    done(
        send(
            "PUT",
            "/applications/mobile/pin",
            "{'route': 'orders', 'platform': 'old', 'reason': 'r'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mobile | {'platform': 'old', 'reason': 'r'} | 400",
        "mobile | {'route': 'orders', 'platform': 'both', 'reason': 'r'} | 400",
        "mobile | {'route': 'orders', 'platform': 'old'} | 400",
        "mobile | {'route': 'orders', 'platform': 'old', 'reason': 'r', 'until': '2020-01-01'} |"
            + " 400",
        "mobile | {'route': 'orders', 'platform': 'old', 'reason': 'r', 'until': 'soon'} | 400",
        "nobody | {'route': 'orders', 'platform': 'old', 'reason': 'r'} | 404",
        "mobile | {'route': 'nope', 'platform': 'old', 'reason': 'r'} | 404",
      })
  void aFaultyPinIsRefused(String application, String body, int status) {
    assertThat(send("PUT", "/applications/" + application + "/pin", body).status())
        .isEqualTo(status);
  }

  // ---- tokens

  @Test
  void whoseTokensAnApplicationIsGivenIsSaidByItsTag() {
    String tokens = "/applications/shop/tokens";
    Got first = send("PUT", tokens, "{'tokens': 'new', 'reason': 'r'}");
    String change = done(first);
    assertThat(get("/changes/" + change).json().path("record").path("words").asString())
        .isEqualTo("tokens of shop: new");

    String tag = first.field("ETag");
    Got second = put(tokens, "{'tokens': 'old', 'reason': 'r'}", tag);
    assertThat(second.status()).isEqualTo(200);
    assertThat(put(tokens, "{'tokens': 'new', 'reason': 'late'}", tag).problem(412))
        .contains("the tokens of shop", "oleg");

    done(admin("/changes/" + change(second) + "/undo", "{'reason': 'r'}"));
    assertThat(rig.state.current().tokensOf("shop")).isEqualTo(Platform.NEW);
  }

  private Got put(String path, String json, String ifMatch) {
    return rig.call(
        "PUT", "/api/v1" + path, OPERATOR, json.replace('\'', '"'), "If-Match", ifMatch);
  }

  private static String change(Got got) {
    return got.json().path("change").asString();
  }

  @Test
  void givingNewTokensNeedsTheStoreAndGivingOldOnesDoesNot() {
    rig.storeAway(true);

    assertThat(
            send("PUT", "/applications/shop/tokens", "{'tokens': 'new', 'reason': 'r'}").status())
        .isEqualTo(503);
    done(send("PUT", "/applications/shop/tokens", "{'tokens': 'old', 'reason': 'r'}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "shop   | {'tokens': 'both', 'reason': 'r'} | 400",
        "shop   | {'reason': 'r'} | 400",
        "shop   | {'tokens': 'new'} | 400",
        "mobile | {'tokens': 'new', 'reason': 'r'} | 409",
        "batch  | {'tokens': 'new', 'reason': 'r'} | 409",
        "nobody | {'tokens': 'new', 'reason': 'r'} | 404",
      })
  void aFaultyWordOnTokensIsRefused(String application, String body, int status) {
    assertThat(send("PUT", "/applications/" + application + "/tokens", body).status())
        .isEqualTo(status);
  }

  // ---- preview and rollback

  @Test
  void aPreviewNamesWhoMovesWhoCannotAndTheWhales() {
    seen("orders", "mobile", Platform.OLD, TokenKind.NONE, 900);
    seen("orders", "batch", Platform.OLD, TokenKind.OPAQUE, 100);

    JsonNode preview = send("POST", ROUTE + "/share/preview", "{'share': '100%'}").json();

    assertThat(preview.path("from").asString()).isEqualTo("5%");
    assertThat(preview.at("/moves/0/who").asString()).isEqualTo("mobile");
    assertThat(preview.at("/moves/0/to").asString()).isEqualTo("new");
    assertThat(preview.at("/moves/0/requests").asInt()).isEqualTo(900);
    assertThat(preview.at("/moves/0/bytes").asInt()).isEqualTo(90_000);
    assertThat(preview.path("movedPart").asString()).isEqualTo("90.0%");
    assertThat(preview.at("/whales/0").asString()).isEqualTo("mobile");
    assertThat(preview.at("/cannot/0/who").asString()).isEqualTo("batch");
    assertThat(preview.at("/cannot/0/why").asString()).isEqualTo("no-pair");
    assertThat(preview.path("empty").asBoolean()).isFalse();
  }

  @Test
  void aStepThatMovesNobodySaysSo() {
    assertThat(
            send("POST", ROUTE + "/share/preview", "{'share': '5%'}")
                .json()
                .path("empty")
                .asBoolean())
        .isTrue();
  }

  @Test
  void whoIsPinnedStays() {
    seen("orders", "mobile", Platform.OLD, TokenKind.NONE, 10);
    done(
        send(
            "PUT",
            "/applications/mobile/pin",
            "{'route': 'orders', 'platform': 'old', 'reason': 'r'}"));

    JsonNode preview = send("POST", ROUTE + "/share/preview", "{'share': '100%'}").json();

    assertThat(preview.at("/cannot/0/why").asString()).isEqualTo("pinned");
    assertThat(preview.path("empty").asBoolean()).isTrue();
  }

  @Test
  void aRollbackNamesWhoWentBackAndWhoCouldNot() {
    done(send("PUT", ROUTE + "/share", "{'share': '100%', 'reason': 'r'}"));
    seen("orders", "mobile", Platform.NEW, TokenKind.NONE, 10);
    seen("orders", "partner", Platform.NEW, TokenKind.JWT, 10);
    assertThat(get(ROUTE).json().at("/rollbackDebt/who/0").asString()).isEqualTo("partner");

    JsonNode receipt = send("POST", ROUTE + "/rollback", "{}").json();

    assertThat(receipt.at("/moved/0").asString()).isEqualTo("mobile");
    assertThat(receipt.at("/couldNot/0").asString()).isEqualTo("partner");
    assertThat(receipt.at("/reached/0").asString()).isEqualTo("replica-1");
  }

  // ---- explain

  @Test
  void aRequestIsExplainedRuleByRule() {
    JsonNode why =
        send(
                "POST",
                "/explain",
                "{'method': 'GET', 'url': 'http://any.test/billing/7', 'headers': {'X-Key': 'a'}}")
            .json();

    assertThat(why.path("route").asString()).isEqualTo("billing");
    assertThat(why.path("platform").asString()).isEqualTo("old");
    assertThat(why.path("decision").asString()).isEqualTo("share");
    assertThat(why.path("bucket").isInt()).isTrue();
    assertThat(why.path("reasons").toString())
        .contains("switch: auto", "latch: none", "share: bucket");
  }

  @Test
  void aLatchIsExplained() {
    done(send("POST", "/routes/billing/rollback", "{}"));

    JsonNode why =
        send("POST", "/explain", "{'method': 'GET', 'url': '/billing/7', 'headers': {}}").json();

    assertThat(why.path("decision").asString()).isEqualTo("latch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/nope | none | no route matches",
        "/orders | home | has no key",
      })
  void whatDecidesWithoutAKeyIsExplainedToo(String url, String decision, String reason) {
    JsonNode why = send("POST", "/explain", "{'method': 'GET', 'url': '" + url + "'}").json();

    assertThat(why.path("decision").asString()).isEqualTo(decision);
    assertThat(why.path("reasons").toString()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'url': '/orders'} | method",
        "{'method': 'GET', 'url': 'orders'} | url",
        "{'method': 'GET', 'url': '/orders', 'headers': {'a': 1}} | headers",
        "{'method': 'GET', 'url': '/orders', 'headers': {'a': 'b\\r\\n\\r\\nc'}} | well-formed",
        "{'method': 'GET', 'url': '/orders', 'headers': {'a b': 'c'}} | well-formed",
      })
  void aFaultyRequestIsNotExplained(String body, String said) {
    assertThat(send("POST", "/explain", body).problem(400)).contains(said);
  }

  @Test
  void credentialsAreExplainedToOperatorsOnlyAndNeverShown() {
    String body =
        "{\"method\":\"GET\",\"url\":\"/orders\",\"headers\":{\"Authorization\":\"Bearer"
            + " s3cret\"}}";

    assertThat(rig.call("POST", "/api/v1/explain", VIEWER, body).problem(403)).contains("operator");
    Got got = rig.call("POST", "/api/v1/explain", OPERATOR, body);
    assertThat(got.status()).isEqualTo(200);
    assertThat(got.text()).doesNotContain("s3cret");
  }

  @Test
  void aPastRequestIsExplainedByItsId() {
    rig.decisions
        .on(1)
        .remember(
            "id-1".getBytes(StandardCharsets.US_ASCII),
            AdminRig.START.toEpochMilli(),
            "orders",
            "mobile",
            new Choice(
                Platform.OLD, Decision.CREDENTIAL, 17, true, true, false, false, Blocked.NO_PAIR),
            new Standing(Share.parse("5%"), Platform.OLD, false, Map.of()),
            TokenKind.OPAQUE,
            502);

    JsonNode why = get("/explain/id-1").json();

    assertThat(why.path("route").asString()).isEqualTo("orders");
    assertThat(why.path("application").asString()).isEqualTo("mobile");
    assertThat(why.path("decision").asString()).isEqualTo("credential");
    assertThat(why.path("bucket").asInt()).isEqualTo(17);
    assertThat(why.path("status").asInt()).isEqualTo(502);
    assertThat(why.path("reasons").toString()).contains("no-pair", "bucket 17 of 10000");
    assertThat(get("/explain/id-2").problem(404)).contains("access log");
  }

  // ---- report and retirement

  private static final String COUNTS = "Application Name,Hits\\nmobile,5\\n\\\"batch\\\",2\\n";

  private Got compared(String counts) {
    return rig.call(
        "POST", "/api/v1/report", VIEWER, "{\"since\":\"1s\",\"oldCounts\":\"" + counts + "\"}");
  }

  @Test
  void aReportNamesWhoIsStillThereAndWhatKeepsItFromBeingAProof() {
    seen("orders", "mobile", Platform.OLD, TokenKind.OPAQUE, 3);
    seen("orders", "partner", Platform.NEW, TokenKind.JWT, 3);

    JsonNode report = get("/report").json();

    assertThat(report.path("unused").asBoolean()).isFalse();
    assertThat(report.path("users").size()).isEqualTo(1);
    assertThat(report.at("/users/0/who").asString()).isEqualTo("mobile");
    assertThat(report.at("/users/0/requests").asInt()).isEqualTo(3);
    assertThat(report.path("missing").toString()).contains("--old-counts", "is known since");
    assertThat(get("/report?since=x").problem(400)).contains("duration");
  }

  @Test
  void whatApiCloudCountedAndWasNotSentByUsIsDirect() {
    seen("orders", "mobile", Platform.OLD, TokenKind.OPAQUE, 3);

    JsonNode report = compared(COUNTS).json();

    assertThat(report.at("/direct/0/name").asString()).isEqualTo("mobile");
    assertThat(report.at("/direct/0/past").asInt()).isEqualTo(2);
    assertThat(report.at("/direct/1/past").asInt()).isEqualTo(2);
    assertThat(compared("a,b\\n1,2\\n").problem(400)).contains("head line");
    assertThat(compared("api,count\\nx,many\\n").problem(400)).contains("line 2");
  }

  @Test
  void retiringIsRefusedWhileSomebodyIsThereUnlessForced() {
    seen("orders", "mobile", Platform.OLD, TokenKind.OPAQUE, 3);
    String retire = "/platforms/old/retire";

    assertThat(send("POST", retire, "{'reason': 'r'}").status()).isEqualTo(403);
    assertThat(admin(retire, "{'reason': 'r'}").problem(409)).contains("mobile on orders");
    done(admin(retire, "{'reason': 'end of contract', 'force': true}"));
    assertThat(get("/switch").json().path("retired").asBoolean()).isTrue();
    assertThat(get(ROUTE).json().path("home").asString()).isEqualTo("new");
    assertThat(send("PUT", "/switch", "{'switch': 'old', 'reason': 'r'}").problem(409))
        .contains("--undo");

    done(admin(retire, "{'reason': 'they extended it', 'undo': true}"));
    assertThat(get(ROUTE).json().path("home").asString()).isEqualTo("old");
  }

  @Test
  void nobodyThereIsNoHindrance() {
    assertThat(List.of(admin("/platforms/old/retire", "{'reason': 'r'}").status()))
        .containsExactly(200);
  }
}
