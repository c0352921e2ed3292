package io.cutover.admin;

import java.util.List;

/** Reads the configuration file again and puts it in force, whole or not at all. */
@FunctionalInterface
public interface Reload {
  /** Reloads on the caller's thread; may block. */
  Result run();

  /** What came of it. */
  sealed interface Result {
    /**
     * The file is in force.
     *
     * @param warnings what is accepted and yet worth a word
     */
    record Reloaded(List<String> warnings) implements Result {
      public Reloaded {
        warnings = List.copyOf(warnings);
      }
    }

    /**
     * The last good configuration stays.
     *
     * @param errors all of them, as {@code FILE:LINE:COL key: text}
     */
    record Refused(List<String> errors) implements Result {
      public Refused {
        errors = List.copyOf(errors);
      }
    }
  }
}
