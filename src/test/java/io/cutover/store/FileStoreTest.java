package io.cutover.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStoreTest extends StoreContract {
  @TempDir Path temp;
  private final FailingDisk disk = new FailingDisk();

  private Path folder() {
    return temp.resolve("deep/var");
  }

  private Path logPath() {
    return folder().resolve("audit.jsonl");
  }

  private Path documentPath() {
    return folder().resolve("state.json");
  }

  @Override
  protected Store open() {
    return ready(FileStore.open(folder(), disk));
  }

  private static Store ready(Opened opened) {
    assertThat(opened).isInstanceOf(Opened.Ready.class);
    return ((Opened.Ready) opened).store();
  }

  private static String refusal(Opened opened) {
    assertThat(opened).isInstanceOf(Opened.Refused.class);
    return ((Opened.Refused) opened).detail();
  }

  @Test
  void whatIsStoredIsPlainJsonLines() throws IOException {
    commit(1);

    assertThat(Files.readString(logPath()))
        .matches("\\{\"crc32c\":\"[0-9a-f]{8}\",\"version\":1,\"record\":\\{\"record\":1}}\n");
    assertThat(Files.readString(documentPath()))
        .matches("\\{\"crc32c\":\"[0-9a-f]{8}\",\"version\":1,\"record\":\\{\"document\":1}}\n");
  }

  @Test
  void aLogCutAnywhereKeepsEveryRecordBeforeTheCutAndGoesOn() throws Exception {
    commit(3);
    store.close();
    byte[] log = Files.readAllBytes(logPath());
    Files.delete(documentPath());

    for (int length = 0; length <= log.length; length++) {
      Files.write(logPath(), Arrays.copyOf(log, length));
      // A record is whole from its last brace on; the line feed is made good.
      int whole = wholeRecords(log, length);
      store = open();

      assertThat(store.version()).as("cut at %d", length).isEqualTo(whole);
      assertThat(store.log(0).entries()).isEqualTo(logOf(1, whole).entries());
      assertThat(store.log(0).damage()).isEmpty();
      commit(1);
      assertThat(store.log(0)).isEqualTo(logOf(1, whole + 1));
      store.close();
      Files.delete(documentPath());
    }
    store = open();
  }

  private static int wholeRecords(byte[] log, int length) {
    int whole = 0;
    for (int i = 0; i < log.length; i++) {
      if (log[i] == '\n' && length >= i) {
        whole++;
      }
    }
    return whole;
  }

  @Test
  void aDocumentCutAnywhereIsDamagedAndNeverAnotherDocument() throws Exception {
    commit(12);
    byte[] document = Files.readAllBytes(documentPath());

    for (int length = 0; length < document.length; length++) {
      Files.write(documentPath(), Arrays.copyOf(document, length));

      assertThat(store.read())
          .as("cut at %d", length)
          .isInstanceOfSatisfying(
              DocumentRead.Damaged.class,
              damaged -> {
                assertThat(damaged.atLeast()).isIn(0L, 12L);
                assertThat(damaged.detail()).contains(documentPath().toString());
              });
    }
  }

  @Test
  void noFlippedBitOfTheDocumentPasses() throws Exception {
    commit(12);
    byte[] document = Files.readAllBytes(documentPath());

    for (int bit = 0; bit < document.length * 8; bit++) {
      Files.write(documentPath(), flipped(document, bit));

      assertThat(store.read()).as("bit %d", bit).isInstanceOf(DocumentRead.Damaged.class);
    }
  }

  @Test
  void aFlippedBitOfTheLogCostsItsRecordAtMostAndIsReported() throws Exception {
    commit(3);
    byte[] log = Files.readAllBytes(logPath());

    for (int bit = 0; bit < log.length * 8; bit++) {
      Files.write(logPath(), flipped(log, bit));
      LogRead read = store.log(0);

      boolean lastLineFeed = bit / 8 == log.length - 1;
      assertThat(read.entries()).as("bit %d", bit).isSubsetOf(logOf(1, 3).entries());
      // Where a line feed was hit, two records have become one line.
      int lost = !lastLineFeed && log[bit / 8] == '\n' ? 2 : lastLineFeed ? 0 : 1;
      assertThat(read.entries()).as("bit %d", bit).hasSize(3 - lost);
      assertThat(read.damage()).hasSize(lastLineFeed ? 0 : 1);
      assertThat(read.damage()).allMatch(damage -> damage.upTo() <= 3);
      assertThat(read.torn()).isFalse();
    }
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  @Test
  void damageFurtherUpIsNamedAndLeftAsItIs() throws Exception {
    commit(3);
    store.close();
    byte[] log = Files.readAllBytes(logPath());
    log[log.length / 2] ^= 1;
    Files.write(logPath(), log);
    store = open();

    commit(1);

    LogRead read = store.log(0);
    assertThat(read.entries()).extracting(LogRead.Entry::version).containsExactly(1L, 3L, 4L);
    assertThat(read.damage())
        .containsExactly(
            new LogRead.Damage(2, logPath() + " line 2 fails its checksum; left as it is"));
    assertThat(Arrays.copyOf(Files.readAllBytes(logPath()), log.length)).isEqualTo(log);
  }

  @Test
  void aZeroedTailIsCutOff() throws Exception {
    commit(2);
    store.close();
    byte[] log = Files.readAllBytes(logPath());
    Files.write(logPath(), Arrays.copyOf(log, log.length + 4096));
    store = open();

    commit(1);

    assertThat(store.log(0)).isEqualTo(logOf(1, 3));
  }

  @Test
  void aDamagedDocumentIsKeptBesideTheOneThatReplacesIt() throws Exception {
    commit(1);
    Files.writeString(documentPath(), "rubbish");

    commit(1);

    assertThat(store.read()).isEqualTo(found(2));
    assertThat(folder().resolve("state.json.damaged")).hasContent("rubbish");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100})
  void wherverADiskFailsACommitIsWholeOrNotThere(int failures) throws Exception {
    // Steps of a commit: write and force the document, write and force the record, rename.
    for (int step = 0; step < 5; step++) {
      commit(1);
      long before = store.version();
      disk.failAfter(step, failures);

      Committed outcome = store.commit(before, record(before + 1), document(before + 1));

      boolean stored = outcome instanceof Committed.Done;
      assertThat(stored).as("step %d", step).isEqualTo(step == 4);
      assertThat(store.version()).isEqualTo(stored ? before + 1 : before);
      disk.recover();
      commit(1);
      reopen();
      assertThat(store.read()).isEqualTo(found(store.version()));
      assertThat(store.log(0)).isEqualTo(logOf(1, (int) store.version()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void whatWasRefusedByAFullDiskIsNotThereAfterACrash(int step) throws Exception {
    commit(2);
    disk.failAfter(step, 1);
    Committed outcome = store.commit(2, record(3), document(3));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Committed.Away.class,
            away ->
                assertThat(away.detail())
                    .startsWith("state can not be written to " + folder() + ": "));

    reopen();

    assertThat(store.version()).isEqualTo(2);
    assertThat(store.read()).isEqualTo(found(2));
    assertThat(store.log(0)).isEqualTo(logOf(1, 2));
  }

  @Test
  void aRecordWithoutItsDocumentIsThereAfterACrash() throws Exception {
    commit(2);
    disk.failAfter(4, 1);
    assertThat(store.commit(2, record(3), document(3))).isEqualTo(new Committed.Done(3));

    reopen();

    assertThat(store.version()).isEqualTo(3);
    assertThat(store.read()).isEqualTo(found(2));
    assertThat(store.log(2)).isEqualTo(logOf(3, 3));
  }

  @Test
  void aRecordThatWasBegunIsCutOffOnceTheDocumentIsWhole() throws Exception {
    commit(2);
    byte[] whole = Files.readAllBytes(folder().resolve("audit.jsonl"));
    Files.write(
        folder().resolve("audit.jsonl"),
        Arrays.copyOf(whole, whole.length / 3),
        StandardOpenOption.APPEND);
    reopen();
    assertThat(store.log(0).torn()).isTrue();

    assertThat(store.complete(new Document(2, document(2)))).isEqualTo(new Committed.Done(2));

    assertThat(Files.readAllBytes(folder().resolve("audit.jsonl"))).isEqualTo(whole);
    assertThat(store.log(0)).isEqualTo(logOf(1, 2));
    commit(1);
    assertThat(store.log(0)).isEqualTo(logOf(1, 3));
  }

  @Test
  void aFolderTakenAwayIsMadeAnewAndHoldsTheWholeDocument() throws Exception {
    commit(3);
    delete(folder());

    commit(1);

    assertThat(store.read()).isEqualTo(found(4));
    assertThat(store.log(0)).isEqualTo(logOf(4, 4));
    assertThat(refusal(FileStore.open(folder()))).contains("lock");
    reopen();
    assertThat(store.version()).isEqualTo(4);
  }

  @Test
  void nothingIsAcknowledgedWhileAFileStandsInTheFoldersPlace() throws Exception {
    commit(1);
    Path aside = temp.resolve("aside");
    Files.move(folder(), aside);
    Files.writeString(folder(), "in the way");

    assertThat(store.commit(1, record(2), document(2)))
        .isInstanceOfSatisfying(
            Committed.Away.class, away -> assertThat(away.detail()).contains("is not a folder"));

    Files.delete(folder());
    Files.move(aside, folder());
    commit(1);
    assertThat(store.log(0)).isEqualTo(logOf(1, 2));
  }

  @Test
  void aFolderThatHoldsSomethingElseByNowIsLeftAlone() throws Exception {
    commit(2);
    Files.move(folder(), temp.resolve("aside"));
    try (Store other = open()) {
      assertThat(other.commit(0, record(1), document(1))).isEqualTo(new Committed.Done(1));
    }

    assertThat(store.commit(2, record(3), document(3)))
        .isInstanceOfSatisfying(
            Committed.Away.class,
            away ->
                assertThat(away.detail())
                    .contains("holds version 1, this gateway is at 2", "restart it"));
    assertThat(store.log(0)).isEqualTo(logOf(1, 1));
  }

  @Test
  void aSecondStoreOnTheFolderIsRefusedAndTheFirstGoesOn() {
    commit(1);

    assertThat(refusal(FileStore.open(folder())))
        .contains(folder().resolve("lock").toString(), "stop it", "`state:`")
        .contains("(pid " + ProcessHandle.current().pid() + ")");
    commit(1);
  }

  @Test
  void anotherProcessKeepsUsOutUntilItEndsHoweverItEnds() throws Exception {
    store.close();
    Process other = holder();
    try (BufferedReader says = other.inputReader()) {
      assertThat(says.readLine()).isEqualTo("Done[version=1]");

      assertThat(refusal(FileStore.open(folder())))
          .contains("another process (pid " + other.pid() + ") holds " + folder().resolve("lock"));

      other.destroyForcibly().waitFor();
      store = open();
      assertThat(store.version()).isEqualTo(1);
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void weKeepAnotherProcessOut() throws Exception {
    Process other = holder();
    try (BufferedReader says = other.inputReader()) {
      assertThat(says.readLine())
          .startsWith("refused ")
          .contains("(pid " + ProcessHandle.current().pid() + ")");
    } finally {
      other.destroyForcibly();
    }
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            HoldStore.class.getName(),
            folder().toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void aFolderThatCanNotBeMadeIsRefusedNamingIt() throws IOException {
    Path file = Files.writeString(temp.resolve("file"), "");

    assertThat(refusal(FileStore.open(file)))
        .contains("state can not be kept in " + file, "is not a folder", "`state:`");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> all = files.sorted(java.util.Comparator.reverseOrder()).toList();
      all.forEach(
          file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
