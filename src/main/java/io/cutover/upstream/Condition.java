package io.cutover.upstream;

/** How a platform is at the moment, as far as is known. */
public enum Condition {
  WELL,
  /** Its answers were too bad: it is spared where the other platform can stand in. */
  EJECTED,
  /** It does not pass its checks. */
  DOWN
}
