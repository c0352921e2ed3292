package io.cutover.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Whose requests are counted together: an application's, or, where none is known, those of all keys
 * in one bucket, which move together anyway. So no key of a caller is kept, and their number is
 * bounded.
 *
 * @param application by name; null: unknown
 * @param bucket that of the key where no application is known; negative: none
 */
public record Who(@Nullable String application, int bucket) {
  private static final int NO_BUCKET = -1;

  /** Callers without application and key. */
  public static final Who ANYBODY = new Who(null, NO_BUCKET);

  /** Returns who stands for a caller. */
  public static Who of(@Nullable String application, int bucket) {
    if (application != null) {
      return new Who(application, NO_BUCKET);
    }
    return bucket < 0 ? ANYBODY : new Who(null, bucket);
  }
}
