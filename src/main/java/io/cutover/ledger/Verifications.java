package io.cutover.ledger;

import static java.util.Objects.requireNonNull;

import io.cutover.split.Platform;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What trying out each application's pairs came to, the last time it was done. Any thread. */
public final class Verifications {
  private final Map<String, Verification> byApplication = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

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

    /** Returns whether a token was got from the new platform, and that route did not refuse it. */
    boolean provesNew(String route) {
      List<Trial> there =
          trials.stream().filter(trial -> trial.platform() == Platform.NEW).toList();
      return there.stream()
              .anyMatch(trial -> trial.route() == null && trial.verdict() == Verdict.PASS)
          && there.stream()
              .filter(trial -> route.equals(trial.route()))
              .noneMatch(trial -> trial.verdict() == Verdict.FAIL);
    }
  }

  /** Has somebody told, on the thread that tried an application out, of what came of it. */
  public void listen(Runnable told) {
    listeners.add(told);
  }

  /** Keeps what came of trying an application. */
  public void put(String application, Verification verification) {
    restore(application, verification);
    listeners.forEach(Runnable::run);
  }

  /** Puts back what was kept, before anybody listens. */
  void restore(String application, Verification verification) {
    byApplication.put(application, verification);
  }

  /** Returns whether an application is proven to work on the new platform for a route. */
  public boolean mayMove(String application, String route) {
    Verification tried = byApplication.get(application);
    return tried != null && tried.provesNew(route);
  }

  /** Returns what came of the last trial; null: there was none. */
  public @Nullable Verification of(String application) {
    return byApplication.get(application);
  }
}
