package io.cutover.store;

import java.util.function.Consumer;

/**
 * What outlives a process: one document under a version, and the log of the records that led to it.
 *
 * <p>Record and document are committed together: the record is safe before the document is touched,
 * and whoever opens the store can complete the document from the log. That is why there is no way
 * to write the one without the other. Texts are JSON on one line; the store does not look inside.
 *
 * <p>Thread-safe. Every call may wait for a disk or a network: none may be made on an event loop.
 */
public interface Store extends AutoCloseable {

  /** Reads the document. It may be older than the log. */
  DocumentRead read();

  /** Reads the records after a version, from storage and not from memory; 0: all. */
  LogRead log(long after);

  /** Returns the version of the store: that of the last record, or of a document ahead of it. */
  long version();

  /**
   * Appends a record and then replaces the document, if the store is still at the expected version.
   *
   * <p>Done as soon as the record is safe: a document that could not be replaced is behind, not
   * lost, and the next commit replaces it.
   *
   * @throws IllegalArgumentException if a text has a line break
   */
  Committed commit(long expected, String record, String document);

  /**
   * Replaces a missing, damaged or older document by the one that the log leads to, and cuts off a
   * record that was begun and not ended.
   */
  Committed complete(Document document);

  /**
   * Tells of every document committed from now on, by whichever replica, in order. The watcher runs
   * on the committing thread and must not call the store.
   *
   * @return ends it
   */
  Runnable watch(Consumer<Document> watcher);

  /** Gives the store up, for another process to open it. */
  @Override
  void close();
}
