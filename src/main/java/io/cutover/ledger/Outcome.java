package io.cutover.ledger;

import io.cutover.split.Signal;
import org.jspecify.annotations.Nullable;

/**
 * How one exchange ended, as far as a platform is answerable for it.
 *
 * @param judged whether it is evidence: sent there by the share or what is left to it, and not by a
 *     pin, an override, the switch or a spill, and ended by the platform rather than by the client
 *     or the gateway
 * @param signal what went wrong; null: nothing
 * @param latencyNanos from the request sent to the answer's head; negative: there was none, or the
 *     answer is a stream, whose time says nothing
 * @param bytes of both bodies
 */
@SuppressWarnings("EnumOrdinal") // what is counted one by one comes first
public record Outcome(boolean judged, @Nullable Signal signal, long latencyNanos, long bytes) {
  public Outcome {
    if (signal != null && signal.ordinal() >= Signal.COUNTED) {
      throw new IllegalArgumentException(signal.label() + " is not counted one by one");
    }
  }
}
