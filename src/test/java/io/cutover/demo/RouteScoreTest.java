package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.demo.Finding.Kind;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import org.junit.jupiter.api.Test;

class RouteScoreTest {
  private static final Share QUARTER = new Share(2_500);

  private final ShareHistory history = new ShareHistory();
  private final Api stores = api(StickBy.Request.class);
  private final RouteScore score = new RouteScore(stores, history);

  private static Api api(Class<?> kind) {
    return Api.ALL.stream().filter(api -> kind.isInstance(api.stickBy())).findFirst().get();
  }

  private static Errand errand(Api api, Rule rule) {
    return new Errand(api, null, null, null, "GET", "/near/1", "", false, rule);
  }

  private void serve(int count, Platform platform, long sent, long ended) {
    for (int i = 0; i < count; i++) {
      score.add(
          errand(stores, new Rule.EachRequest()),
          new Finding(Kind.SERVED, platform, ""),
          sent,
          ended);
    }
  }

  private void quarterFrom(long settled) {
    history.asking(QUARTER, settled - 100);
    history.settled(settled);
  }

  @Test
  void aSplitThatIsOffWithinAStepIsFound() {
    quarterFrom(1_000);

    serve(60, Platform.OLD, 1_100, 1_200);
    serve(40, Platform.NEW, 1_100, 1_200);

    assertThat(score.excess(2)).isEqualTo(11);
    assertThat(score.view().observedRatio()).isEqualTo(0.4);
    assertThat(score.view().current().expectedRatio()).isEqualTo(0.25);
  }

  @Test
  void aSplitThatIsEvenWithinEachStepIsNotHeldAgainstTheOther() {
    serve(100, Platform.OLD, 0, 10);
    quarterFrom(1_000);
    serve(75, Platform.OLD, 1_100, 1_200);
    serve(25, Platform.NEW, 1_100, 1_200);

    assertThat(score.excess(1)).isZero();
    assertThat(score.view().expectedRatio()).isEqualTo(0.125);
  }

  @Test
  void requestsAcrossAChangeAreCountedForNoStepButWidenBoth() {
    quarterFrom(1_000);
    serve(70, Platform.OLD, 1_100, 1_200);
    serve(30, Platform.NEW, 1_100, 1_200);
    long before = score.excess(1);

    serve(3, Platform.NEW, 950, 1_050);

    assertThat(before).isEqualTo(3);
    assertThat(score.excess(1)).isZero();
    assertThat(score.view().current().requests()).isEqualTo(100);
    assertThat(score.view().requests()).isEqualTo(103);
  }

  @Test
  void aLostRequestMayHaveBeenCountedByTheGateway() {
    quarterFrom(1_000);
    serve(72, Platform.OLD, 1_100, 1_200);
    serve(28, Platform.NEW, 1_100, 1_200);
    long before = score.excess(1);

    score.add(
        errand(stores, new Rule.EachRequest()), new Finding(Kind.LOST, null, "x"), 1_100, 1_200);

    assertThat(before).isEqualTo(1);
    assertThat(score.excess(1)).isZero();
    assertThat(score.view().errors()).isEqualTo(1);
  }

  @Test
  void aRouteWithKeysIsJudgedRequestByRequestAndNotByItsSum() {
    Api news = api(StickBy.Header.class);
    RouteScore keyed = new RouteScore(news, history);
    quarterFrom(1_000);
    for (int i = 0; i < 100; i++) {
      keyed.add(
          errand(news, new Rule.Key(0)), new Finding(Kind.SERVED, Platform.NEW, ""), 1_100, 1_200);
    }

    assertThat(keyed.excess(1)).isZero();
    assertThat(keyed.view().current().expectedRatio()).isEqualTo(1);
  }
}
