package io.cutover.store;

/** What came of a write. */
public sealed interface Committed {

  /**
   * It outlives the process and the machine.
   *
   * @param version of the store from now on
   */
  record Done(long version) implements Committed {}

  /** Somebody else wrote first; nothing was written. */
  record Lost(long actual) implements Committed {}

  /** The store can not be written now. The detail says what to mend. */
  record Away(String detail) implements Committed {}
}
