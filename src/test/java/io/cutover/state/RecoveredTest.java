package io.cutover.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import io.cutover.store.Document;
import io.cutover.store.DocumentRead;
import io.cutover.store.LogRead;
import io.cutover.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store gives back after something happened to its files. */
class RecoveredTest {
  private static final Map<String, Share> FILE = StateFolder.shares("orders", "5%", "users", "1%");
  private static final LogRead NO_LOG = new LogRead(List.of(), List.of(), false);

  @TempDir Path temp;
  private StateFolder folder;
  private CutoverState state;
  private byte[] document;
  private byte[] olderDocument;
  private byte[] log;

  @BeforeEach
  void someChangesOfWhichTheLastIsARollback() throws IOException {
    folder = new StateFolder(temp.resolve("var"));
    try (StateKeeper keeper = folder.keeper(FILE)) {
      apply(keeper, new Change.SetShare("orders", Share.parse("25%"), null));
      apply(keeper, new Change.SetSwitch(SwitchPosition.OLD, null));
      apply(keeper, new Change.SetSwitch(SwitchPosition.AUTO, null));
      olderDocument = Files.readAllBytes(folder.document());
      apply(keeper, new Change.SetShare("users", Share.parse("50%"), null));
      apply(keeper, new Change.Rollback(Set.of("orders")));
    }
    document = Files.readAllBytes(folder.document());
    log = Files.readAllBytes(folder.log());
    state = folder.recovered().state();
    assertThat(state.routes().get("orders").latch()).isNotNull();
  }

  private static void apply(StateKeeper keeper, Change change) {
    assertThat(keeper.apply(change, StateFolder.ALICE, "test", null))
        .isInstanceOfSatisfying(
            Outcome.Applied.class, applied -> assertThat(applied.persisted()).isTrue());
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    flipped[at] ^= (byte) (1 << (at % 8));
    return flipped;
  }

  private void assertWhole(Recovered recovered, String when) {
    assertThat(recovered.state()).as(when).isEqualTo(state);
    assertThat(recovered.damage()).as(when).isNull();
    assertThat(recovered.version()).isEqualTo(6);
  }

  @Test
  void untouchedFilesGiveTheState() {
    Recovered recovered = folder.recovered();

    assertWhole(recovered, "untouched");
    assertThat(recovered.behind()).isFalse();
    assertThat(recovered.notes()).isEmpty();
    folder.assertChainHolds(state);
  }

  @Test
  void aDocumentCutAnywhereIsMadeGoodByTheLog() throws IOException {
    for (int length = 0; length < document.length; length++) {
      folder.write(Arrays.copyOf(document, length), log);

      Recovered recovered = folder.recovered();

      assertWhole(recovered, "cut at " + length);
      assertThat(recovered.behind()).isTrue();
    }
  }

  @Test
  void aDocumentWithAFlippedBitIsMadeGoodByTheLog() throws IOException {
    for (int at = 0; at < document.length; at++) {
      folder.write(flipped(document, at), log);

      assertWhole(folder.recovered(), "flipped at " + at);
    }
  }

  @Test
  void aDocumentThatIsMissingZeroedOrOlderIsMadeGoodByTheLog() throws IOException {
    for (byte[] stale : new byte[][] {null, new byte[document.length], olderDocument}) {
      folder.write(stale, log);

      assertWhole(folder.recovered(), "stale");
    }
  }

  @Test
  void aLogCutAnywhereCostsNothingWhileTheDocumentIsWhole() throws IOException {
    for (int length = 0; length <= log.length; length++) {
      folder.write(document, Arrays.copyOf(log, length));

      assertWhole(folder.recovered(), "cut at " + length);
    }
  }

  @Test
  void aLogWithAFlippedBitCostsNothingWhileTheDocumentIsWhole() throws IOException {
    for (int at = 0; at < log.length; at++) {
      folder.write(document, flipped(log, at));

      assertWhole(folder.recovered(), "flipped at " + at);
    }
  }

  @Test
  void aLogThatIsMissingOrZeroedCostsNothingWhileTheDocumentIsWhole() throws IOException {
    for (byte[] gone : new byte[][] {null, new byte[0], new byte[log.length]}) {
      folder.write(document, gone);

      assertWhole(folder.recovered(), "gone");
    }
  }

  @Test
  void anOlderDocumentAndALogDamagedAfterItLatchEverythingOrLoseNothing() throws IOException {
    for (int at = 0; at < log.length; at += 3) {
      folder.write(olderDocument, flipped(log, at));

      assertNothingUndone(folder.recovered(), "flipped at " + at);
    }
  }

  @Test
  void aDamagedDocumentAndADamagedLogLatchEverythingOrLoseNothing() throws IOException {
    for (int at = 0; at < log.length; at += 3) {
      folder.write(flipped(document, at % document.length), flipped(log, at));

      assertNothingUndone(folder.recovered(), "flipped at " + at);
    }
  }

  @Test
  void bothCutLatchEverythingOrLoseNothing() throws IOException {
    int header = new String(document, StandardCharsets.US_ASCII).indexOf(",\"record\"");
    for (int length = 0; length < log.length; length++) {
      boolean betweenRecords = length > 0 && (log[length - 1] == '\n' || log[length] == '\n');
      if (!betweenRecords && length % 7 != 0) {
        continue;
      }
      for (int left : new int[] {0, header - 1, header + 1, document.length - 1}) {
        if (betweenRecords && left <= header) {
          // Nothing is left that could tell that this log ever was longer.
          continue;
        }
        folder.write(Arrays.copyOf(document, left), Arrays.copyOf(log, length));

        assertNothingUndone(
            folder.recovered(), "log cut at %d, document at %d".formatted(length, left));
      }
    }
  }

  private void assertNothingUndone(Recovered recovered, String when) {
    if (recovered.damage() == null) {
      assertWhole(recovered, when);
    } else {
      assertThat(recovered.damage()).isNotBlank();
    }
  }

  @Test
  void neitherReadableIsDamage() throws IOException {
    for (byte[] gone : new byte[][] {null, new byte[0], new byte[log.length]}) {
      folder.write(new byte[document.length], gone);

      Recovered recovered = folder.recovered();

      assertThat(recovered.state()).isNull();
      assertThat(recovered.damage())
          .isEqualTo("the document can not be read, and the log does not reach it");
    }
  }

  @Test
  void aRecordTakenOutOfTheLogBreaksTheChain() throws IOException {
    String[] lines = new String(log, StandardCharsets.UTF_8).split("(?<=\n)");
    folder.write(null, (lines[0] + lines[2]).getBytes(StandardCharsets.UTF_8));

    assertThat(folder.recovered().damage())
        .isEqualTo("record 3 does not follow on the one before it");
  }

  @Test
  void aStoreWithoutAnythingIsAFirstStart() {
    Recovered recovered = Recovered.of(new DocumentRead.Missing(), NO_LOG);

    assertThat(recovered.state()).isNull();
    assertThat(recovered.damage()).isNull();
    assertThat(recovered.notes()).isEmpty();
  }

  @Test
  void aFirstRecordThatWasNeverEndedIsAFirstStart() {
    Recovered recovered =
        Recovered.of(new DocumentRead.Missing(), new LogRead(List.of(), List.of(), true));

    assertThat(recovered.damage()).isNull();
  }

  @Test
  void aNewerFormatIsReadAsFarAsItIsKnownAndNeverWritten() {
    String newer = StateJson.text(StateJson.write(state)).replace("\"format\":1", "\"format\":2");

    Recovered recovered = Recovered.of(new DocumentRead.Found(new Document(6, newer)), NO_LOG);

    assertThat(recovered.state().routes()).isEqualTo(state.routes());
    assertThat(recovered.readOnly()).contains("format 2", "run the version that wrote it");
    assertThat(recovered.damage()).isNull();
  }

  @Test
  void aNewerFormatThatCanNotBeReadIsLatchedAndNeverWritten() {
    String newer = "{\"format\":3,\"everything\":\"different\"}";

    Recovered recovered = Recovered.of(new DocumentRead.Found(new Document(6, newer)), NO_LOG);

    assertThat(recovered.state()).isNull();
    assertThat(recovered.readOnly()).isNotNull();
    assertThat(recovered.damage()).isNotNull();
  }

  @Test
  void aRecordOfANewerFormatMakesTheStateReadOnly() throws IOException {
    try (Store store = folder.store()) {
      String record =
          store.log(5).entries().getFirst().record().replace("\"format\":1", "\"format\":2");
      LogRead read = new LogRead(List.of(new LogRead.Entry(6, record)), List.of(), false);
      folder.write(olderDocument, log);

      assertThat(Recovered.of(store.read(), read).readOnly()).contains("record 6", "format 2");
    }
  }

  /** A line that is no record may stand where one was lost; a start goes on all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "[]", "\u0000", "{\"sum\":\"", " "})
  void whateverLineStandsInTheLogAGatewayStartsWithNoRollbackUndone(String line)
      throws IOException {
    for (String text :
        List.of(line + "\n" + text(log), text(log) + line + "\n", text(log) + line)) {
      Files.writeString(folder.log(), text);
      try (StateKeeper keeper = folder.keeper(FILE)) {
        assertThat(keeper.current().routes().get("orders").latch()).as(text).isNotNull();
        apply(keeper, new Change.Rollback(Set.of("users", "orders")));
      }
      Files.write(folder.log(), log);
      Files.write(folder.document(), document);
    }
  }

  @Test
  void anEmptyLineIsNone() throws IOException {
    Files.writeString(folder.log(), "\n" + text(log).replace("\n", "\n\n") + "\n");

    assertThat(folder.recovered().damage()).isNull();
    assertThat(folder.recovered().notes()).isEmpty();
    assertThat(folder.recovered().state()).isEqualTo(state);
    try (StateKeeper keeper = folder.keeper(FILE)) {
      assertThat(keeper.current().routes().get("users").latch()).isNull();
      apply(keeper, new Change.SetShare("users", Share.parse("60%"), null));
      assertThat(keeper.verify().faults()).isEmpty();
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
