package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.demo.Finding.Kind;
import io.cutover.demo.RouteScore.View;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private final IssuedTokens issued = new IssuedTokens();
  private final Tally old = new Tally(Platform.OLD, issued);
  private final Tally fresh = new Tally(Platform.NEW, issued);

  @BeforeEach
  void bothServed() {
    old.served("orders");
    fresh.served("orders");
  }

  private Summary summary(Kind kind, int unanswered, long excess, List<String> refusals) {
    View view =
        new View(
            "orders",
            Api.Kind.HTTP,
            Share.ALL,
            new StepScore(),
            List.of(),
            Map.of(Platform.OLD, 1L, Platform.NEW, 1L),
            kind == Kind.SERVED ? Map.of(kind, 2L) : Map.of(Kind.SERVED, 2L, kind, 2L),
            0.5,
            Map.of());
    var seen = new Traffic.Seen(List.of(view), 4, 0, 0, unanswered, excess, List.of());
    return new Summary(
        seen, old, fresh, List.of(Share.NONE), Map.of(), refusals, Duration.ofSeconds(20));
  }

  private List<String> faults(Kind kind) {
    return summary(kind, 0, 0, List.of()).faults();
  }

  @Test
  void aRunInWhichAllIsWellIsGood() {
    assertThat(faults(Kind.SERVED)).isEmpty();
    assertThat(summary(Kind.SERVED, 0, 0, List.of()).lines()).endsWith("result   good");
  }

  @Test
  void callsAndConversationsHaveALineEachOnceThereAreAny() {
    Summary summary = summary(Kind.SERVED, 0, 0, List.of());
    View view = summary.seen().routes().getFirst();
    List<View> views =
        List.of(
            stream(view, Api.Kind.GRPC, Map.of(Kind.SERVED, 2_000L)),
            stream(view, Api.Kind.WEBSOCKET, Map.of(Kind.SERVED, 2L, Kind.MISROUTED, 1L)),
            stream(view, Api.Kind.WEBSOCKET, Map.of()));
    var seen = new Traffic.Seen(views, 4, 0, 0, 0, 0, List.of());

    List<String> lines =
        new Summary(seen, old, fresh, summary.steps(), Map.of(), List.of(), Duration.ofSeconds(20))
            .lines();

    assertThat(lines)
        .contains(
            "gRPC     2,000 calls; API Cloud (old) 1, Choreo (new) 1, failed 0",
            "sockets  3 conversations; API Cloud (old) 1, Choreo (new) 1, failed 1")
        .contains("result   failed: 1 misrouted")
        .noneMatch(line -> line.contains(" 0 conversations"));
  }

  private static View stream(View view, Api.Kind kind, Map<Kind, Long> findings) {
    return new View(
        view.route(),
        kind,
        view.asked(),
        view.current(),
        view.steps(),
        view.served(),
        findings,
        view.expectedRatio(),
        view.p99());
  }

  @Test
  void eachWitnessAloneMakesARunBad() {
    assertThat(faults(Kind.LOST)).containsExactly("2 lost");
    assertThat(faults(Kind.MISROUTED)).containsExactly("2 misrouted");
    assertThat(faults(Kind.MIXED_UP)).containsExactly("2 mixed up");
    assertThat(summary(Kind.SERVED, 3, 0, List.of()).faults()).containsExactly("3 lost");
    assertThat(summary(Kind.SERVED, 0, 4, List.of()).faults()).containsExactly("4 misrouted");
    assertThat(summary(Kind.SERVED, 0, 0, List.of("refused")).faults()).containsExactly("refused");
  }

  @Test
  void aLimitThatSaidNoIsAnErrorButNotALoss() {
    assertThat(faults(Kind.THROTTLED)).isEmpty();
    assertThat(summary(Kind.THROTTLED, 0, 0, List.of()).seen().routes().getFirst().errors())
        .isEqualTo(2);
  }

  @Test
  void whatAPlatformSawCounts() {
    issued.add("jwt", Platform.NEW);
    Request foreign = Asked.get(ApiCloud.HOST, "/x").bearer("jwt").request();
    old.inspect(foreign);
    fresh.misrouted(foreign);

    assertThat(faults(Kind.SERVED)).containsExactly("1 misrouted", "1 with a foreign token");
  }

  @Test
  void aPlatformThatServedNothingMakesARunBad() {
    Tally idle = new Tally(Platform.NEW, issued);
    var summary = summary(Kind.SERVED, 0, 0, List.of());

    var without =
        new Summary(summary.seen(), old, idle, summary.steps(), Map.of(), List.of(), Duration.ZERO);

    assertThat(without.faults()).containsExactly("the new platform served none");
  }
}
