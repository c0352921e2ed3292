package io.cutover.ledger;

import static java.util.Objects.requireNonNull;

import io.cutover.split.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What trying out each application's pairs came to, the last time it was done. Any thread. */
public final class Verifications {
  private final Map<String, Verification> byApplication = new ConcurrentHashMap<>();

  /** How one trial ended. */
  public enum Verdict {
    PASS,
    FAIL,
    /** What was answered says nothing about the application. */
    UNKNOWN
  }

  /**
   * One thing that was tried.
   *
   * @param route null: a token was asked for
   * @param detail in words, with what to do where it failed; never a token
   */
  public record Trial(Platform platform, @Nullable String route, Verdict verdict, String detail) {
    public Trial {
      requireNonNull(platform);
      requireNonNull(verdict);
    }
  }

  /** All that was tried of an application at one time. */
  public record Verification(Instant at, List<Trial> trials) {
    public Verification {
      trials = List.copyOf(trials);
    }

    /** Returns whether a token was got there and nothing failed. */
    public boolean passed(Platform platform) {
      return trials.stream().anyMatch(trial -> trial.platform() == platform)
          && trials.stream()
              .filter(trial -> trial.platform() == platform)
              .noneMatch(trial -> trial.verdict() == Verdict.FAIL);
    }
  }

  /** Keeps what came of trying an application. */
  public void put(String application, Verification verification) {
    byApplication.put(application, verification);
  }

  /** Returns what came of the last trial; null: there was none. */
  public @Nullable Verification of(String application) {
    return byApplication.get(application);
  }
}
