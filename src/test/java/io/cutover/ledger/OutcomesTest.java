package io.cutover.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.metric.LatencyBuckets;
import io.cutover.split.Platform;
import io.cutover.split.Signal;
import io.cutover.split.TokenKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomesTest {
  private static final Instant START = Instant.parse("2026-03-01T10:30:00Z");
  private static final long MILLISECOND = 1_000_000L;

  private Instant now = START;
  private final Outcomes outcomes = new Outcomes(() -> now);

  private static Outcomes.Key key(Who who, Platform platform) {
    return new Outcomes.Key("orders", who, platform, TokenKind.JWT);
  }

  private static final Outcomes.Key MOBILE = key(Who.of("mobile", 17), Platform.NEW);

  private static Outcome good() {
    return new Outcome(true, null, 3 * MILLISECOND, 100);
  }

  private static Outcome bad(Signal signal) {
    return new Outcome(true, signal, 3 * MILLISECOND, 10);
  }

  private Outcomes.Entry mobile() {
    return outcomes.of("orders").stream()
        .filter(each -> each.key().equals(MOBILE))
        .findFirst()
        .orElseThrow();
  }

  /** Lets time pass minute by minute, as the gateway does. */
  private void pass(Duration time) {
    Instant until = now.plus(time);
    while (now.isBefore(until)) {
      now = now.plus(Duration.ofMinutes(1));
      outcomes.tick();
    }
  }

  @Test
  void eachSignalIsCountedOnItsOwn() {
    outcomes.count(MOBILE, good());
    for (int i = 0; i < Signal.COUNTED; i++) {
      outcomes.count(MOBILE, bad(Signal.values()[i]));
    }

    Tally total = mobile().total();

    assertThat(total.requests()).isEqualTo(1 + Signal.COUNTED);
    assertThat(total.judged()).isEqualTo(1 + Signal.COUNTED);
    assertThat(total.bytes()).isEqualTo(100 + 10 * Signal.COUNTED);
    for (int i = 0; i < Signal.COUNTED; i++) {
      assertThat(total.of(Signal.values()[i])).isEqualTo(1);
    }
    assertThat(timed(total)).isEqualTo(1 + Signal.COUNTED);
    assertThat(total.latency(LatencyBuckets.of(3 * MILLISECOND))).isEqualTo(timed(total));
  }

  @Test
  void whatIsNotEvidenceIsARequestAndNothingElse() {
    outcomes.count(MOBILE, new Outcome(false, Signal.SERVER_ERROR, 3 * MILLISECOND, 7));

    Tally total = mobile().total();

    assertThat(total.requests()).isEqualTo(1);
    assertThat(total.bytes()).isEqualTo(7);
    assertThat(total.judged()).isZero();
    assertThat(total.of(Signal.SERVER_ERROR)).isZero();
    assertThat(timed(total)).isZero();
  }

  @Test
  void theLastDayForgetsWhatIsOlder() {
    outcomes.count(MOBILE, good());
    pass(Duration.ofHours(20));
    outcomes.count(MOBILE, good());

    assertThat(mobile().lastDay().requests()).isEqualTo(2);

    pass(Duration.ofHours(6));

    assertThat(mobile().lastDay().requests()).isEqualTo(1);
    assertThat(mobile().total().requests()).isEqualTo(2);

    pass(Duration.ofHours(25));

    assertThat(mobile().lastDay()).isEqualTo(Tally.NONE);
    assertThat(mobile().lastSeen()).isEqualTo(START.plus(Duration.ofHours(20)));
  }

  @Test
  void whoWasNotSeenForNinetyDaysIsForgotten() {
    outcomes.count(MOBILE, good());

    now = START.plus(Outcomes.KEPT);
    outcomes.tick();
    assertThat(outcomes.all()).hasSize(1);

    now = now.plusSeconds(1);
    outcomes.tick();
    assertThat(outcomes.all()).isEmpty();
  }

  @Test
  void strangersAreCountedByBucketAndTheirNumberIsBounded() {
    for (int route = 0; route < 3; route++) {
      for (int bucket = 0; bucket < 10_000; bucket++) {
        outcomes.count(
            new Outcomes.Key("r" + route, Who.of(null, bucket), Platform.OLD, TokenKind.OPAQUE),
            good());
      }
    }
    outcomes.count(MOBILE, good());

    assertThat(outcomes.all()).hasSizeLessThan(16_400);
    assertThat(mobile().total().requests()).isEqualTo(1);
    assertThat(outcomes.all().stream().mapToLong(each -> each.total().requests()).sum())
        .isEqualTo(30_001);
  }

  @Test
  void aRestartLosesNothingThatWasSaved(@TempDir Path folder) {
    outcomes.count(MOBILE, good());
    pass(Duration.ofHours(30));
    outcomes.count(MOBILE, bad(Signal.THROTTLED));
    Outcomes.Entry before = mobile();
    Path file = folder.resolve("outcomes.jsonl.gz");
    new OutcomesFile(file, outcomes).save();

    Outcomes after = new Outcomes(() -> now);
    new OutcomesFile(file, after).load();

    assertThat(after.of("orders")).containsExactly(before);
  }

  @Test
  void aDamagedFileBeginsAnewAndIsReplaced(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("outcomes.jsonl.gz");
    outcomes.count(MOBILE, good());
    new OutcomesFile(file, outcomes).save();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(file, bytes);

    Outcomes after = new Outcomes(() -> now);
    var kept = new OutcomesFile(file, after);
    kept.load();
    assertThat(after.all()).isEmpty();

    after.count(MOBILE, good());
    kept.save();
    Outcomes last = new Outcomes(() -> now);
    new OutcomesFile(file, last).load();
    assertThat(last.all()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"since\":null}",
        "{\"route\":\"orders\",\"bucket\":1,\"total\":[],\"hours\":[[]]}",
        "{\"route\":\"orders\",\"platform\":\"OLD\",\"token\":\"JWT\",\"total\":[],\"hours\":[[]]}",
        "{\"since\":",
      })
  void aLineThatMeansNothingStopsNoStart(String line, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("outcomes.jsonl.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    new OutcomesFile(file, outcomes).load();

    assertThat(outcomes.all()).isEmpty();
  }

  private static long timed(Tally total) {
    return IntStream.range(0, LatencyBuckets.COUNT).mapToLong(total::latency).sum();
  }
}
