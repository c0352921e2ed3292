package io.cutover.store;

/** What came of opening a file store. */
public sealed interface Opened {

  /** This process is its one writer until it closes it. */
  record Ready(FileStore store) implements Opened {}

  /** It can not be opened: another process holds it, or the folder can not be used. */
  record Refused(String detail) implements Opened {}
}
