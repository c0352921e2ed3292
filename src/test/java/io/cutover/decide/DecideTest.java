package io.cutover.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Interleave;
import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import io.cutover.upstream.Condition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecideTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  private static Standing standing(
      String share, String home, boolean latched, Map<String, Pin> pins) {
    return new Standing(Share.parse(share), Platform.valueOf(home), latched, pins);
  }

  private static Decide.Question asked(int bucket, Usable usable) {
    return asked(bucket, usable, null, Wellness.WELL);
  }

  private static Decide.Question asked(
      int bucket, Usable usable, Platform standIn, Wellness wellness) {
    return new Decide.Question(
        bucket,
        null,
        "app",
        usable,
        usable.has(Platform.NEW) ? null : Blocked.NO_PAIR,
        true,
        null,
        standIn,
        wellness);
  }

  /** Switch, then latch, then pin, then share: what stands higher has its way. */
  @ParameterizedTest
  @CsvSource({
    // switch, latched, pin,  share,  bucket, usable -> platform, decision
    "OLD,  false, NEW,  100%,  0,    BOTH,    OLD, SWITCH",
    "NEW,  true,  OLD,  0%,    9999, BOTH,    NEW, SWITCH",
    "NEW,  false, NONE, 0%,    0,    OLD,     OLD, CREDENTIAL",
    "AUTO, true,  NEW,  100%,  0,    BOTH,    OLD, LATCH",
    "AUTO, true,  NONE, 50%,   0,    NEW,     NEW, CREDENTIAL",
    "AUTO, false, NEW,  0%,    9999, BOTH,    NEW, PIN",
    "AUTO, false, OLD,  100%,  0,    BOTH,    OLD, PIN",
    "AUTO, false, NEW,  0%,    0,    OLD,     OLD, CREDENTIAL",
    "AUTO, false, NONE, 5%,    499,  BOTH,    NEW, SHARE",
    "AUTO, false, NONE, 5%,    500,  BOTH,    OLD, SHARE",
    "AUTO, false, NONE, 0.01%, 0,    BOTH,    NEW, SHARE",
    "AUTO, false, NONE, 0.01%, 1,    BOTH,    OLD, SHARE",
    "AUTO, false, NONE, 5%,    499,  OLD,     OLD, CREDENTIAL",
    "AUTO, false, NONE, 5%,    500,  NEW,     NEW, CREDENTIAL",
    "AUTO, false, NONE, 5%,    -1,   BOTH,    OLD, HOME",
    "AUTO, false, NONE, 0%,    -1,   BOTH,    OLD, SHARE",
    "AUTO, false, NONE, 100%,  -1,   BOTH,    NEW, SHARE",
    "AUTO, false, NONE, 5%,    499,  NEITHER,    , NONE"
  })
  void theOrderHolds(
      SwitchPosition position,
      boolean latched,
      String pin,
      String share,
      int bucket,
      Usable usable,
      Platform platform,
      Decision decision) {
    Map<String, Pin> pins =
        pin.equals("NONE") ? Map.of() : Map.of("app", new Pin(Platform.valueOf(pin), null, "ops"));

    Choice choice =
        Decide.decide(
            standing(share, "OLD", latched, pins), position, asked(bucket, usable), CLOCK);

    assertThat(choice.platform()).isEqualTo(platform);
    assertThat(choice.decision()).isEqualTo(decision);
  }

  /** Neither the share nor its cohort moves who is not proven; what a person says of it does. */
  @Test
  void whoIsNotProvenStays() {
    for (Set<String> moving : List.of(Set.<String>of(), Set.of("app"))) {
      Standing unproven = unproven("100%", moving, Map.of());
      Choice choice = asking(unproven, SwitchPosition.AUTO, null);

      assertThat(choice.platform()).isEqualTo(Platform.OLD);
      assertThat(choice.decision()).isEqualTo(Decision.CREDENTIAL);
      assertThat(choice.blocked()).isEqualTo(Blocked.UNVERIFIED);
      assertThat(asking(unproven, SwitchPosition.AUTO, Platform.NEW).platform())
          .isEqualTo(Platform.NEW);
      assertThat(asking(unproven, SwitchPosition.NEW, null).platform()).isEqualTo(Platform.NEW);
      assertThat(
              Decide.decide(unproven, SwitchPosition.AUTO, asked(1, Usable.NEW), CLOCK).platform())
          .isEqualTo(Platform.NEW);
    }
    Map<String, Pin> pinned = Map.of("app", new Pin(Platform.NEW, null, "bob"));
    assertThat(asking(unproven("100%", Set.of(), pinned), SwitchPosition.AUTO, null).platform())
        .isEqualTo(Platform.NEW);
  }

  private static Standing unproven(String share, Set<String> moving, Map<String, Pin> pins) {
    return new Standing(
        Share.parse(share), Platform.OLD, false, pins, moving, Set.of("app"), false, 1);
  }

  @Test
  void anUnknownGoesToTheRoutesHome() {
    Choice choice =
        Decide.decide(
            standing("99.99%", "NEW", false, Map.of()),
            SwitchPosition.AUTO,
            asked(-1, Usable.BOTH),
            CLOCK);

    assertThat(choice.platform()).isEqualTo(Platform.NEW);
    assertThat(choice.decision()).isEqualTo(Decision.HOME);
    assertThat(choice.atShare()).isFalse();
  }

  @Test
  void aPinEndsAtItsInstant() {
    var ended = Map.of("app", new Pin(Platform.NEW, NOW, "ops"));
    var lasting = Map.of("app", new Pin(Platform.NEW, NOW.plusNanos(1), "ops"));

    assertThat(
            Decide.decide(
                    standing("0%", "OLD", false, ended),
                    SwitchPosition.AUTO,
                    asked(5, Usable.BOTH),
                    CLOCK)
                .platform())
        .isEqualTo(Platform.OLD);
    assertThat(
            Decide.decide(
                    standing("0%", "OLD", false, lasting),
                    SwitchPosition.AUTO,
                    asked(5, Usable.BOTH),
                    CLOCK)
                .platform())
        .isEqualTo(Platform.NEW);
  }

  @Test
  void whatTheShareMeantIsKeptBesideWhatCameOfIt() {
    Choice choice =
        Decide.decide(
            standing("50%", "OLD", false, Map.of()),
            SwitchPosition.AUTO,
            asked(7, Usable.OLD),
            CLOCK);

    assertThat(choice.atShare()).isTrue();
    assertThat(choice.belowShare()).isTrue();
    assertThat(choice.platform()).isEqualTo(Platform.OLD);
    assertThat(choice.blocked()).isEqualTo(Blocked.NO_PAIR);
    assertThat(choice.bucket()).isEqualTo(7);
  }

  /** The last correction, and no evidence about the share. */
  @ParameterizedTest
  @CsvSource({
    // switch, share, bucket, usable, room -> platform, decision, atShare, full
    "AUTO, 5%, 499, BOTH,    false, OLD, SPILL,      false, false",
    "AUTO, 5%, 499, BOTH,    true,  NEW, SHARE,      true,  false",
    "AUTO, 5%, 500, BOTH,    false, OLD, SHARE,      true,  false",
    "AUTO, 5%, 499, OLD,     false, OLD, CREDENTIAL, true,  false",
    "AUTO, 5%, 499, NEW,     false,    , NONE,       false, true",
    "AUTO, 5%, 500, NEW,     false,    , NONE,       false, true",
    "AUTO, 5%, 499, NEITHER, false,    , NONE,       true,  false",
    "NEW,  0%, 499, BOTH,    false, OLD, SPILL,      false, false"
  })
  void whatTheNewPlatformHasNoRoomForSpills(
      SwitchPosition position,
      String share,
      int bucket,
      Usable usable,
      boolean room,
      Platform platform,
      Decision decision,
      boolean atShare,
      boolean full) {
    var question = new Decide.Question(bucket, null, "app", usable, null, room);

    Choice choice =
        Decide.decide(standing(share, "OLD", false, Map.of()), position, question, CLOCK);

    assertThat(choice.platform()).isEqualTo(platform);
    assertThat(choice.decision()).isEqualTo(decision);
    assertThat(choice.atShare()).isEqualTo(atShare);
    assertThat(choice.full()).isEqualTo(full);
  }

  /** Nothing spills to a platform that is down, nor is it what a failover comes back to. */
  @ParameterizedTest
  @CsvSource({
    // share, stand-in, old, new -> platform, decision, full
    "100%, , WELL,    WELL,    OLD, SPILL,    false",
    "100%, , EJECTED, WELL,    OLD, SPILL,    false",
    "100%, , DOWN,    WELL,       , NONE,     true",
    "100%, , DOWN,    DOWN,    OLD, SPILL,    false",
    "0%, NEW, DOWN,   WELL,       , NONE,     true",
    "0%, NEW, EJECTED, WELL,   OLD, SPILL,    false",
    "0%,    , WELL,   WELL,    OLD, SHARE,    false"
  })
  void whatSpillsGoesToNoPlatformThatIsDown(
      String share,
      Platform standIn,
      Condition old,
      Condition next,
      Platform platform,
      Decision decision,
      boolean full) {
    var question =
        new Decide.Question(
            7,
            null,
            "app",
            Usable.BOTH,
            null,
            false,
            null,
            standIn,
            of -> of == Platform.OLD ? old : next);

    Choice choice =
        Decide.decide(
            standing(share, "OLD", false, Map.of()), SwitchPosition.AUTO, question, CLOCK);

    assertThat(choice.platform()).isEqualTo(platform);
    assertThat(choice.decision()).isEqualTo(decision);
    assertThat(choice.full()).isEqualTo(full);
  }

  /** A platform that is not well is replaced only by one that is, may, and can serve the caller. */
  @ParameterizedTest
  @CsvSource({
    // share, usable, stand-in, old, new -> platform, decision, down
    "100%, BOTH, OLD, WELL,    WELL,    NEW, SHARE,      false",
    "100%, BOTH, OLD, WELL,    DOWN,    OLD, FAILOVER,   false",
    "100%, BOTH, OLD, WELL,    EJECTED, OLD, FAILOVER,   false",
    "100%, BOTH, OLD, EJECTED, DOWN,    NEW, SHARE,      false",
    "100%, BOTH, OLD, DOWN,    EJECTED, NEW, SHARE,      false",
    "100%, BOTH, OLD, DOWN,    DOWN,    NEW, SHARE,      false",
    "100%, BOTH, NEW, WELL,    DOWN,    ,    NONE,       true",
    "100%, BOTH, ,    WELL,    DOWN,    ,    NONE,       true",
    "100%, BOTH, ,    WELL,    EJECTED, NEW, SHARE,      false",
    "100%, NEW,  OLD, WELL,    DOWN,    ,    NONE,       true",
    "100%, NEW,  OLD, WELL,    EJECTED, NEW, SHARE,      false",
    "0%,   BOTH, NEW, DOWN,    WELL,    NEW, FAILOVER,   false",
    "0%,   BOTH, OLD, DOWN,    WELL,    ,    NONE,       true",
    "100%, OLD,  NEW, DOWN,    WELL,    ,    NONE,       true",
    "100%, OLD,  OLD, WELL,    DOWN,    OLD, CREDENTIAL, false"
  })
  void aPlatformThatIsNotWellIsReplacedIfItCanBe(
      String share,
      Usable usable,
      Platform standIn,
      Condition old,
      Condition next,
      Platform platform,
      Decision decision,
      boolean down) {
    Choice choice =
        Decide.decide(
            standing(share, "OLD", false, Map.of()),
            SwitchPosition.AUTO,
            asked(7, usable, standIn, of -> of == Platform.OLD ? old : next),
            CLOCK);

    assertThat(choice.platform()).isEqualTo(platform);
    assertThat(choice.decision()).isEqualTo(decision);
    assertThat(choice.down()).isEqualTo(down);
    assertThat(choice.atShare()).isTrue();
  }

  @Test
  void whoIsDecidedAgainIsMovedOnlyWhereSomethingSaysSo() {
    Standing half = standing("50%", "OLD", false, Map.of());
    var keyless = asked(Choice.NO_BUCKET, Usable.BOTH);

    assertThat(Decide.again(half, SwitchPosition.AUTO, keyless, CLOCK)).isNull();
    assertThat(Decide.again(half, SwitchPosition.NEW, keyless, CLOCK)).isEqualTo(Platform.NEW);
    assertThat(Decide.again(half, SwitchPosition.AUTO, asked(4999, Usable.BOTH), CLOCK))
        .isEqualTo(Platform.NEW);
    assertThat(Decide.again(half, SwitchPosition.AUTO, asked(4999, Usable.NEITHER), CLOCK))
        .isNull();
  }

  @Test
  void requestsWithoutAKeyAreInterleavedOnlyWhereTheShareDecides() {
    var interleave = new Interleave(new SplittableRandom(1));
    var question = new Decide.Question(-1, interleave, null, Usable.BOTH, null, true);
    Standing half = standing("50%", "OLD", false, Map.of());
    int onNew = 0;
    for (int i = 0; i < 1000; i++) {
      Decide.decide(half, SwitchPosition.NEW, question, CLOCK);
      Decide.decide(standing("50%", "OLD", true, Map.of()), SwitchPosition.AUTO, question, CLOCK);
      onNew +=
          Decide.decide(half, SwitchPosition.AUTO, question, CLOCK).platform() == Platform.NEW
              ? 1
              : 0;
    }

    assertThat(onNew).isBetween(499, 501);
  }

  @Test
  void raisingTheShareNeverMovesABucketBack() {
    for (int bucket = 0; bucket < Share.WHOLE; bucket++) {
      boolean before = false;
      for (String share : new String[] {"0%", "0.01%", "5%", "33.33%", "99.99%", "100%"}) {
        boolean onNew =
            Decide.decide(
                        standing(share, "OLD", false, Map.of()),
                        SwitchPosition.AUTO,
                        asked(bucket, Usable.BOTH),
                        CLOCK)
                    .platform()
                == Platform.NEW;
        assertThat(before && !onNew).isFalse();
        before = onNew;
      }
      assertThat(before).isTrue();
    }
  }

  private static Choice asking(Standing standing, SwitchPosition position, Platform override) {
    return Decide.decide(
        standing,
        position,
        new Decide.Question(9000, null, "app", Usable.BOTH, null, true, override),
        CLOCK);
  }

  /** After the pin and before the share; what stands higher suspends it. */
  @Test
  void anOverrideComesAfterThePinAndBeforeTheShare() {
    Standing free = standing("5%", "OLD", false, Map.of());
    Standing latched = standing("5%", "OLD", true, Map.of());
    Standing pinned =
        standing("5%", "OLD", false, Map.of("app", new Pin(Platform.OLD, null, "bob")));

    assertThat(asking(free, SwitchPosition.AUTO, Platform.NEW))
        .extracting(Choice::platform, Choice::decision)
        .containsExactly(Platform.NEW, Decision.OVERRIDE);
    assertThat(asking(free, SwitchPosition.OLD, Platform.NEW).decision())
        .isEqualTo(Decision.SWITCH);
    assertThat(asking(latched, SwitchPosition.AUTO, Platform.NEW).decision())
        .isEqualTo(Decision.LATCH);
    assertThat(asking(pinned, SwitchPosition.AUTO, Platform.NEW).decision())
        .isEqualTo(Decision.PIN);
  }

  /** Nothing leads back to a platform that is retired: no share, latch, pin or switch. */
  @Test
  void afterRetirementNothingGoesToTheOldPlatform() {
    for (SwitchPosition position : SwitchPosition.values()) {
      for (boolean latched : new boolean[] {true, false}) {
        var retired =
            new Standing(
                Share.NONE,
                Platform.NEW,
                latched,
                Map.of("app", new Pin(Platform.OLD, null, "bob")),
                Set.of(),
                Set.of(),
                true,
                1);
        assertThat(asking(retired, position, Platform.OLD).platform()).isEqualTo(Platform.NEW);
        assertThat(Decide.decide(retired, position, asked(1, Usable.OLD), CLOCK).platform())
            .isNull();
      }
    }
  }

  @Test
  void whatIsRecordedIsHeldAgainstItsOwnRule() {
    Standing standing = standing("5%", "OLD", false, Map.of());
    SwitchPosition auto = SwitchPosition.AUTO;

    assertThat(Decide.agrees(standing, auto, went(Platform.NEW, Decision.SHARE, 499), "app"))
        .isTrue();
    assertThat(Decide.agrees(standing, auto, went(Platform.OLD, Decision.SHARE, 499), "app"))
        .isFalse();
    assertThat(Decide.agrees(standing, auto, went(Platform.NEW, Decision.SHARE, 500), "app"))
        .isFalse();
    assertThat(Decide.agrees(standing, auto, went(Platform.NEW, Decision.LATCH, 1), "app"))
        .isFalse();
    assertThat(
            Decide.agrees(
                standing, SwitchPosition.NEW, went(Platform.OLD, Decision.SWITCH, 1), "app"))
        .isFalse();
    assertThat(Decide.agrees(standing, auto, went(Platform.OLD, Decision.CREDENTIAL, 1), "app"))
        .isTrue();
  }

  private static Choice went(Platform platform, Decision decision, int bucket) {
    return new Choice(platform, decision, bucket, true, true, false, false, null);
  }
}
