package io.cutover.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.ledger.Verifications.Trial;
import io.cutover.ledger.Verifications.Verdict;
import io.cutover.ledger.Verifications.Verification;
import io.cutover.split.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeenFileTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:30:00Z");
  private static final Verification TRIED =
      new Verification(
          NOW,
          List.of(
              new Trial(Platform.OLD, null, Verdict.PASS, "gives a token"),
              new Trial(Platform.NEW, "orders", Verdict.FAIL, "answers 403")));

  @TempDir Path folder;
  private Instant now = NOW;

  private static Ledger ledger(String... names) {
    return Ledger.of(
        List.of(names).stream()
            .map(name -> Applications.config(name, null, "o-" + name, "n-" + name))
            .toList(),
        null);
  }

  private SeenFile file(Ledger ledger, Verifications verifications) {
    return new SeenFile(folder.resolve("seen"), ledger.sightings(), verifications, () -> now);
  }

  private void saved() {
    Ledger ledger = ledger("mobile", "batch");
    ledger.sightings().token(ledger.byName("mobile"), null, Platform.OLD, NOW.toEpochMilli());
    ledger.sightings().bridged(ledger.byName("mobile"), Platform.NEW, NOW.toEpochMilli());
    ledger.sightings().token(null, "stranger", Platform.OLD, NOW.toEpochMilli());
    var verifications = new Verifications();
    verifications.put("mobile", TRIED);
    file(ledger, verifications).save(ledger);
  }

  @Test
  void whatWasSeenAndTriedIsKnownAfterARestart() {
    saved();

    Ledger ledger = ledger("batch", "mobile");
    var verifications = new Verifications();
    file(ledger, verifications).load(ledger);

    assertThat(ledger.sightings().seen("mobile").token(Platform.OLD)).isEqualTo(NOW.toEpochMilli());
    assertThat(ledger.sightings().seen("mobile").bridged(Platform.NEW))
        .isEqualTo(NOW.toEpochMilli());
    assertThat(ledger.sightings().seen("batch").token(Platform.OLD)).isZero();
    assertThat(ledger.sightings().learnt(ledger)).containsOnlyKeys("stranger");
    assertThat(verifications.of("mobile")).isEqualTo(TRIED);
    assertThat(verifications.of("batch")).isNull();
  }

  @Test
  void whoLeftTheConfigurationOrWasNotSeenForNinetyDaysIsForgotten() {
    saved();
    now = NOW.plus(Duration.ofDays(90)).plusMillis(1);

    Ledger ledger = ledger("mobile");
    var verifications = new Verifications();
    file(ledger, verifications).load(ledger);
    assertThat(ledger.sightings().seen("mobile").token(Platform.OLD)).isZero();
    assertThat(ledger.sightings().learnt(ledger)).isEmpty();
    assertThat(verifications.of("mobile")).as("it holds until it is tried again").isEqualTo(TRIED);

    Ledger other = ledger("batch");
    var none = new Verifications();
    file(other, none).load(other);
    assertThat(none.of("mobile")).isNull();
  }

  @Test
  void aDamagedFileChangesNothing() throws IOException {
    saved();
    Path file = folder.resolve("seen");
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 0x55;
    Files.write(file, bytes);

    Ledger ledger = ledger("mobile");
    file(ledger, new Verifications()).load(ledger);

    assertThat(ledger.sightings().seen("mobile").token(Platform.OLD)).isZero();
  }

  /** Whatever stands in it: a start goes on, and nothing of a line that means nothing is taken. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "{\"name\":\"mobile\"}",
        "{\"name\":null,\"times\":[1,2,3,4]}",
        "{\"name\":\"mobile\",\"times\":[9,9,9,9],\"at\":1}",
        "{\"name\":\"mobile\",\"times\":[9,9,9,9],\"at\":1,\"trials\":[null]}",
        "{\"name\":\"mobile\",\"times\":[9,9,9,9],\"at\":1,\"trials\":[{}]}",
        "{\"name\":\"mob",
      })
  void aLineThatMeansNothingStopsNoStart(String line) throws IOException {
    write(folder.resolve("seen"), line);

    Ledger ledger = ledger("mobile");
    var verifications = new Verifications();
    file(ledger, verifications).load(ledger);

    assertThat(ledger.sightings().seen("mobile").token(Platform.OLD)).isZero();
    assertThat(verifications.of("mobile")).isNull();
  }

  private static void write(Path file, String text) throws IOException {
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aBlankLineIsNone() throws IOException {
    saved();
    Path file = folder.resolve("seen");
    String text;
    try (var in = new GZIPInputStream(Files.newInputStream(file))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    write(file, "\n" + text + "\n \n");

    Ledger ledger = ledger("mobile");
    file(ledger, new Verifications()).load(ledger);

    assertThat(ledger.sightings().seen("mobile").token(Platform.OLD)).isEqualTo(NOW.toEpochMilli());
  }
}
