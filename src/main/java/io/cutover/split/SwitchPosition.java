package io.cutover.split;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the global override above everything stands. */
public enum SwitchPosition {
  /** Each request is decided by its route. */
  AUTO,
  /** Everything goes to the old platform. */
  OLD,
  /** Everything goes to the new platform. */
  NEW;

  /** Returns the platform that is forced, or null when nothing is. */
  public @Nullable Platform forced() {
    return switch (this) {
      case AUTO -> null;
      case OLD -> Platform.OLD;
      case NEW -> Platform.NEW;
    };
  }

  /** Returns the word used in commands, state and metrics. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
