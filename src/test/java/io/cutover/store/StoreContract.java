package io.cutover.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store promises. A store's own test extends this. */
abstract class StoreContract {
  protected Store store;

  /** Opens the same store each time within one test. */
  protected abstract Store open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  protected final void reopen() throws Exception {
    store.close();
    store = open();
  }

  protected final void commit(int count) {
    for (int i = 0; i < count; i++) {
      long next = store.version() + 1;
      assertThat(store.commit(next - 1, record(next), document(next)))
          .isEqualTo(new Committed.Done(next));
    }
  }

  protected static String record(long version) {
    return "{\"record\":" + version + "}";
  }

  protected static String document(long version) {
    return "{\"document\":" + version + "}";
  }

  protected static DocumentRead found(long version) {
    return new DocumentRead.Found(new Document(version, document(version)));
  }

  protected static LogRead logOf(int from, int to) {
    return new LogRead(
        IntStream.rangeClosed(from, to)
            .mapToObj(version -> new LogRead.Entry(version, record(version)))
            .toList(),
        List.of(),
        false);
  }

  @Test
  void aStoreBeginsWithNothing() {
    assertThat(store.version()).isZero();
    assertThat(store.read()).isEqualTo(new DocumentRead.Missing());
    assertThat(store.log(0)).isEqualTo(logOf(1, 0));
  }

  @Test
  void aCommitBringsBothItsRecordAndItsDocument() {
    commit(1);

    assertThat(store.version()).isEqualTo(1);
    assertThat(store.read()).isEqualTo(found(1));
    assertThat(store.log(0)).isEqualTo(logOf(1, 1));
  }

  @Test
  void theLogKeepsEveryRecordInOrderAndTheDocumentOnlyTheLast() {
    commit(5);

    assertThat(store.read()).isEqualTo(found(5));
    assertThat(store.log(0)).isEqualTo(logOf(1, 5));
    assertThat(store.log(3)).isEqualTo(logOf(4, 5));
    assertThat(store.log(5)).isEqualTo(logOf(6, 5));
  }

  @Test
  void aCommitOnAnotherVersionWritesNothing() {
    commit(2);

    assertThat(store.commit(1, record(9), document(9))).isEqualTo(new Committed.Lost(2));
    assertThat(store.commit(3, record(9), document(9))).isEqualTo(new Committed.Lost(2));
    assertThat(store.read()).isEqualTo(found(2));
    assertThat(store.log(0)).isEqualTo(logOf(1, 2));
  }

  @Test
  void aStoreOpenedAgainGoesOnWhereItWas() throws Exception {
    commit(3);

    reopen();
    commit(1);

    assertThat(store.read()).isEqualTo(found(4));
    assertThat(store.log(0)).isEqualTo(logOf(1, 4));
  }

  @Test
  void textsComeBackExactly() throws Exception {
    String text = "{\"a\":\"\\n \\\" } \u00e9\u4e2d\ud83d\ude00\",\"b\":{}}";
    assertThat(store.commit(0, text, text)).isEqualTo(new Committed.Done(1));

    reopen();

    assertThat(store.read()).isEqualTo(new DocumentRead.Found(new Document(1, text)));
    assertThat(store.log(0).entries()).containsExactly(new LogRead.Entry(1, text));
  }

  @Test
  void aTextWithALineBreakIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.commit(0, "{\n}", "{}"));
    assertThatIllegalArgumentException().isThrownBy(() -> store.commit(0, "{}", "{\r}"));
    assertThat(store.version()).isZero();
    assertThat(store.log(0)).isEqualTo(logOf(1, 0));
  }

  @Test
  void ofThoseWhoCommitOnTheSameVersionExactlyOneWins() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int version = 1; version <= 20; version++) {
        long expected = version - 1;
        List<Future<Committed>> all =
            threads.invokeAll(
                IntStream.range(0, 8)
                    .<Callable<Committed>>mapToObj(
                        i -> () -> store.commit(expected, record(i), document(i)))
                    .toList());
        List<Committed> outcomes = new ArrayList<>();
        for (Future<Committed> one : all) {
          outcomes.add(one.get());
        }

        assertThat(outcomes).containsOnlyOnce(new Committed.Done(version));
        assertThat(outcomes.stream().filter(Committed.Lost.class::isInstance)).hasSize(7);
      }
    }
    assertThat(store.log(0).entries()).hasSize(20);
  }

  @Test
  void completingBringsTheDocumentAndNoRecord() throws Exception {
    commit(2);

    assertThat(store.complete(new Document(2, "{\"completed\":2}")))
        .isEqualTo(new Committed.Done(2));
    reopen();

    assertThat(store.read())
        .isEqualTo(new DocumentRead.Found(new Document(2, "{\"completed\":2}")));
    assertThat(store.log(0)).isEqualTo(logOf(1, 2));
  }

  @Test
  void aDocumentAheadOfTheStoreIsNotTaken() {
    commit(2);

    assertThat(store.complete(new Document(3, "{}"))).isEqualTo(new Committed.Lost(2));
    assertThat(store.read()).isEqualTo(found(2));
  }

  @Test
  void aWatcherIsToldOfEachCommitInOrderUntilItEnds() {
    List<Document> told = new ArrayList<>();
    Runnable end = store.watch(told::add);

    commit(3);
    end.run();
    commit(1);

    assertThat(told)
        .containsExactly(
            new Document(1, document(1)),
            new Document(2, document(2)),
            new Document(3, document(3)));
  }

  @Test
  void aClosedStoreTakesNothing() {
    commit(1);
    store.close();

    assertThat(store.commit(1, record(2), document(2))).isInstanceOf(Committed.Away.class);
    assertThat(store.complete(new Document(1, "{}"))).isInstanceOf(Committed.Away.class);
  }
}
