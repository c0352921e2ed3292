package io.cutover.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleTest {
  private static final Share ONE = new Share(100);
  private static final Share FIVE = new Share(500);

  @Test
  void duringAChangeEitherSideOfItIsAllowedButOnlyForKeysThatItMoves() {
    assertThat(new Rule.Key(300).allows(Platform.OLD, Set.of(ONE, FIVE))).isTrue();
    assertThat(new Rule.Key(300).allows(Platform.NEW, Set.of(ONE, FIVE))).isTrue();
    assertThat(new Rule.Key(99).allows(Platform.OLD, Set.of(ONE, FIVE))).isFalse();
    assertThat(new Rule.Key(500).allows(Platform.NEW, Set.of(ONE, FIVE))).isFalse();
  }

  @Test
  void withoutAKeyARequestStaysUntilAllHaveMoved() {
    assertThat(new Rule.NoKey().allows(Platform.NEW, Set.of(new Share(9_999)))).isFalse();
    assertThat(new Rule.NoKey().allows(Platform.OLD, Set.of(new Share(9_999)))).isTrue();
    assertThat(new Rule.NoKey().allows(Platform.NEW, Set.of(Share.ALL))).isTrue();
    assertThat(new Rule.NoKey().allows(Platform.OLD, Set.of(Share.ALL))).isFalse();
  }

  @Test
  void aRequestDecidedByItselfIsBoundOnlyByNothingAndAll() {
    assertThat(new Rule.EachRequest().allows(Platform.NEW, Set.of(Share.NONE))).isFalse();
    assertThat(new Rule.EachRequest().allows(Platform.OLD, Set.of(Share.ALL))).isFalse();
    assertThat(new Rule.EachRequest().allows(Platform.NEW, Set.of(ONE))).isTrue();
    assertThat(new Rule.EachRequest().allows(Platform.OLD, Set.of(ONE))).isTrue();
  }

  @Test
  void aTokenGoesWhereItIsNativeAtAnyShare() {
    Rule rule = new Rule.Native(Platform.OLD, 0);

    assertThat(rule.allows(Platform.OLD, Set.of(Share.ALL))).isTrue();
    assertThat(rule.allows(Platform.NEW, Set.of(Share.ALL))).isFalse();
    assertThat(rule.expected(ONE)).isEqualTo(1);
  }

  @Test
  void whatIsExpectedFollowsTheShare() {
    assertThat(new Rule.Key(99).expected(ONE)).isEqualTo(1);
    assertThat(new Rule.Key(100).expected(ONE)).isZero();
    assertThat(new Rule.EachRequest().expected(ONE)).isEqualTo(0.01);
    assertThat(new Rule.NoKey().expected(ONE)).isZero();
    assertThat(new Rule.NoKey().expected(Share.ALL)).isEqualTo(1);
  }
}
