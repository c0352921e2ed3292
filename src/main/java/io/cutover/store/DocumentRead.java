package io.cutover.store;

/** What came of reading the document. */
public sealed interface DocumentRead {

  /** It is whole. */
  record Found(Document document) implements DocumentRead {}

  /** There is none: nothing was ever committed, or it was taken away. */
  record Missing() implements DocumentRead {}

  /**
   * There is one, and it can not be read or fails its checksum.
   *
   * @param atLeast the version it seems to have had; 0 where that can not be told
   */
  record Damaged(long atLeast, String detail) implements DocumentRead {}
}
