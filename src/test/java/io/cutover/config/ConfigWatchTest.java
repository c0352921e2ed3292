package io.cutover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatchTest {
  @TempDir Path dir;
  private Path file;
  private final Set<Path> files = new HashSet<>();
  private final AtomicInteger calls = new AtomicInteger();

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(dir.resolve("cutover.yaml"), "one");
    files.add(file);
  }

  private int looks(ConfigWatch watch, int times) {
    for (int i = 0; i < times; i++) {
      watch.poll(calls::incrementAndGet);
    }
    return calls.get();
  }

  @Test
  void nothingIsCalledWhileNothingChanges() throws IOException {
    ConfigWatch watch = new ConfigWatch(() -> files);
    Files.writeString(file, "one");

    assertThat(looks(watch, 10)).isZero();
  }

  @Test
  void aChangeIsCalledOnce() throws IOException {
    ConfigWatch watch = new ConfigWatch(() -> files);
    Files.writeString(file, "two");

    assertThat(looks(watch, 10)).isEqualTo(1);
  }

  @Test
  void aFileStillBeingWrittenIsLeftToSettle() throws IOException {
    ConfigWatch watch = new ConfigWatch(() -> files);

    Files.writeString(file, "tw");
    assertThat(looks(watch, 1)).isZero();
    Files.writeString(file, "two");
    assertThat(looks(watch, 1)).isZero();
    assertThat(looks(watch, 1)).isEqualTo(1);
    assertThat(looks(watch, 5)).isEqualTo(1);
  }

  @Test
  void aFileThatVanishesAndReturnsOtherwiseIsOneChange() throws IOException {
    ConfigWatch watch = new ConfigWatch(() -> files);

    Files.delete(file);
    assertThat(looks(watch, 2)).isZero();
    Files.writeString(file, "two");
    assertThat(looks(watch, 5)).isEqualTo(1);
  }

  @Test
  void aFileThatVanishesAndReturnsAsItWasIsNoChange() throws IOException {
    ConfigWatch watch = new ConfigWatch(() -> files);

    Files.delete(file);
    looks(watch, 2);
    Files.writeString(file, "one");
    assertThat(looks(watch, 5)).isZero();
  }

  @Test
  void aFileThatStaysAwayIsAChangeAndItsReturnAnother() throws IOException {
    ConfigWatch watch = new ConfigWatch(() -> files);

    Files.delete(file);
    assertThat(looks(watch, 10)).isEqualTo(1);
    Files.writeString(file, "one");
    assertThat(looks(watch, 10)).isEqualTo(2);
  }

  @Test
  void anEditorsRenameIsOneChange() throws IOException {
    ConfigWatch watch = new ConfigWatch(() -> files);
    Path written = Files.writeString(dir.resolve(".cutover.yaml.swp"), "two");

    Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);

    assertThat(looks(watch, 5)).isEqualTo(1);
  }

  @Test
  void theLinkSwapOfAMountedVolumeIsOneChangeOfAllItsFiles() throws IOException {
    Path first = Files.createDirectory(dir.resolve("..first"));
    Path second = Files.createDirectory(dir.resolve("..second"));
    for (String name : Set.of("a.yaml", "b.yaml")) {
      Files.writeString(first.resolve(name), "one");
      Files.writeString(second.resolve(name), "two");
      Files.createSymbolicLink(dir.resolve(name), Path.of("..data", name));
      files.add(dir.resolve(name));
    }
    Path data = Files.createSymbolicLink(dir.resolve("..data"), first.getFileName());
    ConfigWatch watch = new ConfigWatch(() -> files);

    Path swapped = Files.createSymbolicLink(dir.resolve("..tmp"), second.getFileName());
    Files.move(swapped, data, StandardCopyOption.ATOMIC_MOVE);

    assertThat(looks(watch, 5)).isEqualTo(1);
  }

  @Test
  void aFileAddedToAnIncludedFolderIsAChangeButNotWhatEditorsKeepThere() throws IOException {
    files.add(dir);
    ConfigWatch watch = new ConfigWatch(() -> files);

    Files.writeString(dir.resolve(".routes.yaml.swp"), "");
    Files.writeString(dir.resolve("routes.yaml~"), "");
    assertThat(looks(watch, 5)).isZero();
    Files.writeString(dir.resolve("routes.yaml"), "");
    assertThat(looks(watch, 5)).isEqualTo(1);
  }

  @Test
  void aReloadThatNamesOtherFilesIsNoChangeByItself() throws IOException {
    Path other = Files.writeString(dir.resolve("other"), "one");
    ConfigWatch watch = new ConfigWatch(() -> files);

    files.add(other);
    assertThat(looks(watch, 3)).isZero();
    Files.writeString(other, "two");
    assertThat(looks(watch, 3)).isEqualTo(1);
    files.remove(other);
    assertThat(looks(watch, 3)).isEqualTo(1);
  }

  @Test
  void aFailingCallDoesNotEndTheWatch() throws IOException {
    ConfigWatch watch = new ConfigWatch(() -> files);
    Files.writeString(file, "two");

    for (int i = 0; i < 3; i++) {
      watch.poll(
          () -> {
            calls.incrementAndGet();
            throw new IllegalStateException("a fault of the one who is called");
          });
    }

    assertThat(calls).hasValue(1);
    Files.writeString(file, "three");
    assertThat(looks(watch, 3)).isEqualTo(2);
  }

  @Test
  void startedItLooksByItselfUntilItIsClosed() throws IOException {
    try (ConfigWatch watch = new ConfigWatch(() -> files)) {
      watch.start(calls::incrementAndGet);
      Files.writeString(file, "two");

      await().untilAsserted(() -> assertThat(calls).hasValue(1));
    }
  }
}
