package io.cutover.state;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The kinds of change, by the words that the log and the API have for them. */
enum ChangeKind {
  SHARE,
  LEASE_END("a lease that has ended is not revived; set the share that you want"),
  ROLLBACK(
      "a rollback is not undone; lift the latch, cutover plan clear ROUTE --reason …, then set the"
          + " share"),
  PLAN("a plan's move is not undone; pause, stop or abort the plan, or set the share"),
  CLEAR,
  SWITCH,
  SWITCH_LEASE_END("a lease that has ended is not revived; set the switch"),
  PIN,
  TOKENS,
  RETIRE,
  UNRETIRE,
  NOTE("a note stays, and changes nothing"),
  UNDO,
  DECLARE;

  /** Why it can not be undone, whatever has come after it; null: it can. */
  final @Nullable String notUndone;

  ChangeKind() {
    this(null);
  }

  ChangeKind(@Nullable String notUndone) {
    this.notUndone = notUndone;
  }

  private static final Map<String, ChangeKind> BY_LABEL =
      Arrays.stream(values()).collect(Collectors.toMap(ChangeKind::label, Function.identity()));

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a kind by its label; null: a later version's. */
  static @Nullable ChangeKind of(String label) {
    return BY_LABEL.get(label);
  }
}
