package io.cutover.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class StateJsonTest {
  private static final Instant AT = Instant.parse("2026-11-24T12:00:00.123456789Z");
  private static final Actor ALICE = new Actor("alice", "here");

  private static final String WITH_UNKNOWN =
      """
      {"format":1,"epoch":"e","revision":9,
       "switch":{"position":"new","revision":4,"change":"c4","color":"red",
         "lease":{"until":"2026-11-24T12:00:00Z","then":"auto","ring":true}},
       "retired":true,"retirement":{"since":"2026-11-24T12:00:00Z","by":"bob","moved":["orders"],
         "signed":"yes"},"cohorts":[1,{"a":null}],
       "routes":{"orders":{"share":500,"declared":100,"home":"old","later":{"step":2,"deep":[{}]},
         "latch":{"since":"2026-11-24T12:00:00Z","by":"bob","cause":"gate","coolDown":"2h"},
         "lease":{"until":"2026-11-24T12:00:00Z","then":100,"by":"bob","ring":[1]},
         "pins":{"app-1":{"platform":"new","until":"2026-12-01T00:00:00Z","by":"bob","why":"test"},
                 "app-2":{"platform":"old","by":"bob"}},
         "revision":9,"change":"c9"}},
       "auditHead":"abc"}
      """;

  private static CutoverState full() {
    RouteState orders =
        new RouteState(
            new Share(1234),
            new Share(500),
            Platform.NEW,
            new Latch(
                AT, "al\"ice", "operator", "line one\nline two", AT.plusSeconds(60), Extra.NONE),
            new Latches(2, AT),
            new Lease(AT, new Share(7), "alice"),
            Map.of(
                "app 1", new Pin(Platform.NEW, AT, "alice"),
                "app 2", new Pin(Platform.OLD, null, "bob")),
            new PlanRun(
                "careful",
                PlanRun.Phase.PAUSED,
                3,
                Duration.ofSeconds(90),
                Duration.ofMinutes(2),
                1,
                2,
                List.of("internal", "pilot"),
                1,
                2,
                AT,
                "alice",
                "paused by hand",
                Extra.NONE),
            42,
            "c42",
            Extra.NONE);
    return new CutoverState(
        1,
        "epoch",
        42,
        new SwitchState(
            SwitchPosition.OLD,
            new SwitchState.Lease(AT, SwitchPosition.AUTO),
            7,
            "c7",
            Extra.NONE),
        new Retirement(AT, "alice", "no one left", Set.of("orders")),
        Map.of("mobile", new Tokens(Platform.NEW, 9, "c9", Extra.NONE)),
        Map.of("orders", orders, "a.b-c_d", RouteState.seed(Share.ALL, 1, "c1")),
        "0123",
        Extra.NONE);
  }

  private static CutoverState roundTrip(CutoverState state) {
    return StateJson.read(StateJson.parse(StateJson.text(StateJson.write(state))));
  }

  @Test
  void everythingComesBackAsItWas() {
    assertThat(roundTrip(full())).isEqualTo(full());
    assertThat(roundTrip(CutoverState.first("e"))).isEqualTo(CutoverState.first("e"));
  }

  @Test
  void theStoredFormIsOneLine() {
    assertThat(StateJson.text(StateJson.write(full()))).doesNotContain("\n", "\r");
  }

  @Test
  void whatIsUnknownIsKeptAtEveryLevel() {
    ObjectNode stored = StateJson.parse(WITH_UNKNOWN);

    ObjectNode written = StateJson.write(StateJson.read(stored));

    assertThat(StateJson.parse(StateJson.text(written))).isEqualTo(stored);
  }

  @Test
  void whatIsUnknownIsKeptThroughChanges() {
    CutoverState state = StateJson.read(StateJson.parse(WITH_UNKNOWN));
    for (Change change :
        new Change[] {
          new Change.Rollback(Set.of("orders")), new Change.SetSwitch(SwitchPosition.AUTO, null)
        }) {
      state = ((Outcome.Applied) Changes.apply(state, change, AT, ALICE, "r")).after();
    }

    ObjectNode written = StateJson.write(state);

    assertThat(written.at("/switch/color").stringValue()).isEqualTo("red");
    assertThat(written.at("/retirement/signed").stringValue()).isEqualTo("yes");
    assertThat(written.at("/cohorts/1/a").isNull()).isTrue();
    assertThat(written.at("/routes/orders/later/step").intValue()).isEqualTo(2);
    assertThat(written.at("/routes/orders/latch/coolDown").stringValue()).isEqualTo("2h");
    assertThat(written.at("/routes/orders/pins/app-1/why").stringValue()).isEqualTo("test");
    assertThat(written.at("/routes/orders/share").intValue()).isZero();
  }

  @Test
  void whatIsUnknownOfALatchGoesWithIt() {
    CutoverState state = StateJson.read(StateJson.parse(WITH_UNKNOWN));
    for (Change change :
        new Change[] {
          new Change.ClearLatch("orders", false), new Change.Rollback(Set.of("orders"))
        }) {
      state = ((Outcome.Applied) Changes.apply(state, change, AT, ALICE, "r")).after();
    }

    assertThat(StateJson.write(state).at("/routes/orders/latch").propertyNames())
        .containsExactlyInAnyOrder("since", "by", "cause", "reason");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"share\":500 -> \"share\":10001",
        "\"share\":500 -> \"share\":\"5%\"",
        "\"share\":500 -> \"shared\":500",
        "\"home\":\"old\" -> \"home\":\"OLD\"",
        "\"home\":\"old\" -> \"home\":null",
        "\"position\":\"new\" -> \"position\":\"off\"",
        "\"since\":\"2026-11-24T12:00:00Z\" -> \"since\":\"yesterday\"",
        "\"revision\":4 -> \"revision\":4.5",
        "\"pins\":{ -> \"pins\":[],\"x\":{",
        "\"retired\":true -> \"retired\":\"no\"",
        "\"epoch\":\"e\" -> \"epoch\":\"e\",\"epoch\":\"f\"",
        "\"auditHead\":\"abc\"} -> \"auditHead\":\"abc\"} {}",
      })
  void whatIsNoStateIsRefused(String replacement) {
    String[] fromTo = replacement.split(" -> ");
    assertThat(WITH_UNKNOWN).contains(fromTo[0]);
    String text = WITH_UNKNOWN.replace(fromTo[0], fromTo[1]);

    assertThatIllegalArgumentException().isThrownBy(() -> StateJson.read(StateJson.parse(text)));
  }
}
