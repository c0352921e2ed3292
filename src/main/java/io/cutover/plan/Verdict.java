package io.cutover.plan;

/** What the gate says of a step. Only {@link Pass} lets it pass, only {@link Breach} undoes it. */
public sealed interface Verdict {
  /** Returns why, in a plain sentence. */
  String words();

  /** Enough was seen, and nothing spoke against the new platform. */
  record Pass(String words) implements Verdict {}

  /** The new platform is worse than is allowed. */
  record Breach(String words) implements Verdict {}

  /** Too few requests to say. */
  record TooFew(String words) implements Verdict {}

  /** Nothing to compare with, or nothing that may be compared. */
  record Unknown(String words) implements Verdict {}

  /** Returns the word of answers and metrics. */
  default String label() {
    return switch (this) {
      case Pass _ -> "pass";
      case Breach _ -> "breach";
      case TooFew _ -> "too_few";
      case Unknown _ -> "unknown";
    };
  }
}
