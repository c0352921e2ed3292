package io.cutover.cli;

/** What the process's exit code says, the same for every command. */
final class Exit {
  static final int OK = 0;

  /** Failed, or the answer is no. */
  static final int FAILED = 1;

  /** Wrong usage, or a configuration that is not valid. */
  static final int USAGE = 2;

  /** Done, but not everywhere in time. */
  static final int NOT_REACHED = 3;

  /** The state forbids it, or somebody else was first. */
  static final int CONFLICT = 4;

  /** No gateway answers. */
  static final int UNREACHABLE = 5;

  /** The token is missing, wrong, or not enough. */
  static final int UNAUTHORISED = 6;

  private Exit() {}
}
