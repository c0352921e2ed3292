package io.cutover.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that were seen being issued, by an authority that cannot be asked. */
class LearntTokensTest {
  private final Desk desk = new Desk();

  @BeforeEach
  void learn() {
    desk.with(Desk.opaque(null), Desk.jwt(java.net.URI.create("file:///nowhere")));
    desk.authorities.learn(
        Desk.token("learnt"), "app", Set.of("a"), Time.START.plusSeconds(3600), true);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private boolean counts() {
    return desk.verdict("learnt") instanceof Verdict.Granted;
  }

  @Test
  void aTokenCountsForAQuarterOfAnHourSinceItsPlatformAcceptedIt() {
    Identity identity = Desk.identity(desk.verdict("learnt"));
    assertThat(identity.clientId()).isEqualTo("app");
    assertThat(identity.applicationOwn()).isTrue();
    assertThat(desk.verdict("other")).isInstanceOf(Verdict.Unchecked.class);

    desk.time.pass(Duration.ofMinutes(14));
    desk.authorities.met(Desk.token("learnt"), true);
    desk.time.pass(Duration.ofMinutes(15));
    assertThat(counts()).isTrue();
    desk.time.pass(Duration.ofSeconds(1));
    assertThat(counts()).isFalse();
    desk.authorities.met(Desk.token("learnt"), true);
    assertThat(counts()).isTrue();

    desk.authorities.met(Desk.token("learnt"), false);
    assertThat(counts()).isFalse();
  }

  @Test
  void itEndsWithItself() {
    for (int i = 0; i < 6; i++) {
      assertThat(counts()).isTrue();
      desk.time.pass(Duration.ofMinutes(10));
      desk.authorities.met(Desk.token("learnt"), true);
    }
    assertThat(counts()).isFalse();
  }

  @Test
  void whatIsGivenBackStaysRefusedUntilItEndsAlsoAfterAReload() {
    desk.authorities.revoke(Desk.token("learnt"), "other");
    assertThat(counts()).isTrue();
    desk.authorities.revoke(Desk.token("learnt"), "app");
    desk.with(Desk.opaque(null));
    assertThat(desk.verdict("learnt")).isEqualTo(Desk.rejected(Verdict.Reason.INACTIVE));
    desk.time.pass(Duration.ofMinutes(60));
    assertThat(desk.verdict("learnt")).isEqualTo(Desk.rejected(Verdict.Reason.INACTIVE));
    desk.time.pass(Duration.ofMinutes(16));
    assertThat(desk.verdict("learnt")).isInstanceOf(Verdict.Unchecked.class);
  }
}
