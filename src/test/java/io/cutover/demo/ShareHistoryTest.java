package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Share;
import org.junit.jupiter.api.Test;

class ShareHistoryTest {
  private static final Share ONE = new Share(100);
  private static final Share FIVE = new Share(500);

  private final ShareHistory history = new ShareHistory();

  private void change(Share share, long asked, long settled) {
    history.asking(share, asked);
    history.settled(settled);
  }

  @Test
  void aRouteStartsWithNothing() {
    assertThat(history.inForce(0, 10)).containsExactly(Share.NONE);
    assertThat(history.step(0, 10)).isZero();
  }

  @Test
  void betweenAskingAndSettlingBothSharesMayBeInForce() {
    change(ONE, 100, 200);

    assertThat(history.inForce(50, 99)).containsExactly(Share.NONE);
    assertThat(history.inForce(50, 100)).containsExactlyInAnyOrder(Share.NONE, ONE);
    assertThat(history.inForce(150, 160)).containsExactlyInAnyOrder(Share.NONE, ONE);
    assertThat(history.inForce(201, 300)).containsExactly(ONE);
  }

  @Test
  void whatWasAskedForAtATimeIsNotWhatWasAskedForLater() {
    change(ONE, 100, 200);
    change(FIVE, 300, 400);

    assertThat(history.asked(99)).isEqualTo(Share.NONE);
    assertThat(history.asked(100)).isEqualTo(ONE);
    assertThat(history.asked(299)).isEqualTo(ONE);
    assertThat(history.asked(300)).isEqualTo(FIVE);
  }

  @Test
  void aChangeThatWasNotConfirmedLeavesBothPossible() {
    history.asking(ONE, 100);

    assertThat(history.inForce(10_000, 10_001)).containsExactlyInAnyOrder(Share.NONE, ONE);
    assertThat(history.step(10_000, 10_001)).isEqualTo(-1);
  }

  @Test
  void changesFasterThanTheySettleAllCount() {
    change(ONE, 100, 200);
    change(FIVE, 150, 250);

    assertThat(history.inForce(180, 190)).containsExactlyInAnyOrder(Share.NONE, ONE, FIVE);
    assertThat(history.inForce(210, 220)).containsExactlyInAnyOrder(ONE, FIVE);
    assertThat(history.step(210, 220)).isEqualTo(-1);
  }

  @Test
  void aRequestBelongsToAStepOnlyIfItLiesWithinIt() {
    change(ONE, 100, 200);
    change(FIVE, 300, 400);

    assertThat(history.step(0, 99)).isZero();
    assertThat(history.step(200, 299)).isEqualTo(1);
    assertThat(history.step(199, 210)).isEqualTo(-1);
    assertThat(history.step(290, 300)).isEqualTo(-1);
    assertThat(history.edges(199, 210)).containsExactly(1);
    assertThat(history.edges(290, 300)).containsExactly(1);
    assertThat(history.edges(50, 350)).containsExactly(0, 1);
    assertThat(history.edges(110, 120)).isEmpty();
    assertThat(history.edges(200, 299)).isEmpty();
  }
}
