package io.cutover.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.metric.StateMetrics;
import io.cutover.split.Share;
import io.cutover.store.FileStore;
import io.cutover.store.LogRead;
import io.cutover.store.Opened;
import io.cutover.store.Store;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A folder with a state in it, opened and looked at by the tests of this room. */
record StateFolder(Path path) {
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  static final Actor ALICE = new Actor("alice", "admin 127.0.0.1");

  /** The writer is nudged by each change; only the tests of retrying need it to wake by itself. */
  static final Timing TIMING =
      new Timing(Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(1));

  static Map<String, Share> shares(String... routesAndShares) {
    Map<String, Share> shares = new TreeMap<>();
    for (int i = 0; i < routesAndShares.length; i += 2) {
      shares.put(routesAndShares[i], Share.parse(routesAndShares[i + 1]));
    }
    return shares;
  }

  Path log() {
    return path.resolve("audit.jsonl");
  }

  Path document() {
    return path.resolve("state.json");
  }

  Store store() {
    Opened opened = FileStore.open(path);
    assertThat(opened).isInstanceOf(Opened.Ready.class);
    return ((Opened.Ready) opened).store();
  }

  StateKeeper keeper(Map<String, Share> file) {
    return keeper(store(), file);
  }

  static StateKeeper keeper(Store store, Map<String, Share> file) {
    return StateKeeper.open(
        store, InstantSource.fixed(NOW), file, new StateMetrics(new PrometheusRegistry()), TIMING);
  }

  Recovered recovered() {
    try (Store store = store()) {
      return Recovered.of(store.read(), store.log(0));
    }
  }

  List<String> records() {
    try (Store store = store()) {
      LogRead read = store.log(0);
      assertThat(read.damage()).isEmpty();
      return read.entries().stream().map(LogRead.Entry::record).toList();
    }
  }

  /** Asserts that no record was altered, taken out or put in, up to the state's own head. */
  void assertChainHolds(CutoverState state) {
    String head = "";
    for (String record : records()) {
      assertThat(StateJson.parse(record).required("prev").stringValue()).isEqualTo(head);
      head = AuditRecord.hash(record);
    }
    assertThat(state.auditHead()).isEqualTo(head);
  }

  void write(byte[] document, byte[] log) throws IOException {
    write(document(), document);
    write(log(), log);
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    if (bytes == null) {
      Files.deleteIfExists(file);
    } else {
      Files.write(file, bytes);
    }
  }
}
