package io.cutover.decide;

/** Hears of each rule that a request meets, in order. The request path has none. */
@FunctionalInterface
public interface Trace {
  /** A rule was met; one sentence, no full stop. */
  void met(String rule);
}
