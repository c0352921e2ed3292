package io.cutover.plan;

import io.cutover.split.Signal;
import java.util.List;

/** What the statistics say at a look. */
sealed interface Finding {

  /** How it was seen. */
  enum Rule {
    /** Worse than the old platform by more than is allowed. */
    WORSE,
    /** Steeply worse within a minute. */
    FAST,
    /** Above the absolute limit, the old platform below it. */
    LIMIT
  }

  /** Nothing that could be told from chance. */
  record Calm() implements Finding {}

  /**
   * The new platform is worse.
   *
   * @param since minute of the step at which the window starts; {@link Wealth#PLAN}: where the plan
   *     run did
   */
  record Breach(Signal signal, Rule rule, int since) implements Finding {}

  /** Only these applications are worse, the others are calm. */
  record Alone(Signal signal, List<Integer> applications, int since) implements Finding {}

  /** The new platform is above its absolute limit, and the old one is no better. */
  record BothBad(Signal signal, int since) implements Finding {}
}
