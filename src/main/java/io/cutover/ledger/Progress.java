package io.cutover.ledger;

import io.cutover.split.Platform;

/** How far an application has come on its way from the old platform to the new one. */
public enum Progress {
  /** It is not registered: it is known from traffic only. */
  UNKNOWN("unknown"),
  /** Nothing is registered for it on the new platform. */
  OLD_ONLY("old-only"),
  /** It has shown tokens of both platforms. */
  DUAL("dual"),
  /** It could use the new platform, and has not shown a token of it. */
  NEW_READY("new-ready"),
  /** It still holds the old platform's tokens, and they are swapped for the new one's. */
  BRIDGED("bridged"),
  /** It is registered on the new platform alone, or shows tokens of that one only. */
  NEW_ONLY("new-only"),
  /** It alone was sent back to the old platform. */
  RETURNED("returned");

  private final String label;

  Progress(String label) {
    this.label = label;
  }

  /** Returns the word used in metrics and answers. */
  public String label() {
    return label;
  }

  /**
   * Returns where an application stands. Pure.
   *
   * @param returned whether it was sent back alone
   */
  public static Progress of(Application application, Sightings.Seen seen, boolean returned) {
    if (returned) {
      return RETURNED;
    }
    if (application.on(Platform.NEW) == null) {
      return OLD_ONLY;
    }
    boolean old = seen.token(Platform.OLD) > 0;
    boolean next = seen.token(Platform.NEW) > 0;
    if (application.on(Platform.OLD) == null || (next && !old)) {
      return NEW_ONLY;
    }
    if (next) {
      return DUAL;
    }
    return seen.bridged(Platform.NEW) > 0 ? BRIDGED : NEW_READY;
  }
}
