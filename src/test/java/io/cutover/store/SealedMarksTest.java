package io.cutover.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedMarksTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir Path folder;
  private Instant now = NOW;

  private SealedMarks open() {
    return SealedMarks.open(folder, "revoked", () -> now);
  }

  private static byte[] secret(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path file() {
    return folder.resolve("revoked");
  }

  @Test
  void aMarkIsKnownAfterARestartUntilItEnds() {
    SealedMarks marks = open();
    marks.add(secret("a"), NOW.plusSeconds(60));
    marks.add(secret("b"), NOW.plusSeconds(600));
    assertThat(marks.until(secret("a"))).isEqualTo(NOW.plusSeconds(60));

    SealedMarks again = open();
    assertThat(again.until(secret("a"))).isEqualTo(NOW.plusSeconds(60));
    assertThat(again.until(secret("c"))).isNull();
    assertThat(again.last()).isEqualTo(NOW.plusSeconds(600));

    now = NOW.plusSeconds(60);
    assertThat(again.until(secret("a"))).isNull();
    assertThat(open().until(secret("b"))).isEqualTo(NOW.plusSeconds(600));
  }

  @Test
  void theFileTellsNothingAndItsKeyIsForItsOwnerOnly() throws IOException {
    byte[] secret = secret("a token's digest of some length");
    open().add(secret, NOW.plusSeconds(60));

    assertThat(Files.readString(file())).matches("[0-9a-f]{64} [0-9]+\n");
    assertThat(Files.readString(file()))
        .doesNotContain(HexFormat.of().formatHex(secret), HexFormat.of().formatHex(sha256(secret)));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key"))))
        .isEqualTo("rw-------");

    Files.delete(folder.resolve("key"));
    assertThat(open().until(secret)).as("sealed by another key").isNull();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsOverLeavesTheFile() throws IOException {
    SealedMarks marks = open();
    marks.add(secret("a"), NOW.plusSeconds(60));
    marks.add(secret("b"), NOW.plusSeconds(600));
    now = NOW.plusSeconds(100);

    assertThat(open().until(secret("b"))).isNotNull();

    assertThat(Files.readAllLines(file())).hasSize(1);
  }

  @Test
  void aLineThatWasNotEndedIsLeftOut() throws IOException {
    open().add(secret("a"), NOW.plusSeconds(60));
    Files.writeString(file(), "0123456789abcdef", StandardOpenOption.APPEND);

    SealedMarks marks = open();
    assertThat(marks.until(secret("a"))).isNotNull();
    marks.add(secret("b"), NOW.plusSeconds(60));
    assertThat(open().until(secret("b"))).isNotNull();
  }

  @Test
  void aDiskThatFailsCostsTheMemoryOfARestartOnly() throws IOException {
    Files.createDirectory(file());
    SealedMarks marks = open();

    marks.add(secret("a"), NOW.plusSeconds(60));

    assertThat(marks.until(secret("a"))).isNotNull();
    assertThat(open().until(secret("a"))).isNull();
  }

  @Test
  void whatADiskRefusedIsWrittenWithTheNextMark() {
    var disk = new FailingDisk();
    SealedMarks marks = SealedMarks.open(folder, "revoked", () -> now, disk);
    marks.add(secret("before"), NOW.plusSeconds(60));
    disk.failAfter(0, 1);
    marks.add(secret("refused"), NOW.plusSeconds(60));

    marks.add(secret("after"), NOW.plusSeconds(60));

    for (String each : new String[] {"before", "refused", "after"}) {
      assertThat(open().until(secret(each))).as(each).isNotNull();
    }
  }

  @Test
  void aKeyThatCouldNotBeWrittenIsMadeByTheNextStart() {
    var disk = new FailingDisk();
    disk.failAfter(0, 1);
    SealedMarks.open(folder, "revoked", () -> now, disk).add(secret("a"), NOW.plusSeconds(60));

    open().add(secret("b"), NOW.plusSeconds(60));

    assertThat(open().until(secret("b"))).isNotNull();
  }

  @Test
  void aKeyThatIsNoneIsLeftAloneAndSaid() throws IOException {
    Files.writeString(folder.resolve("key"), "not a key");

    SealedMarks marks = open();
    marks.add(secret("a"), NOW.plusSeconds(60));

    assertThat(marks.until(secret("a"))).isNotNull();
    assertThat(Files.readString(folder.resolve("key"))).isEqualTo("not a key");
  }
}
