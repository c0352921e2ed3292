package io.cutover.config;

import io.cutover.split.Share;
import io.cutover.split.Signal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code plans:}, or one of those that are shipped.
 *
 * @param steps at least one; shares rise
 * @param hold how long each step is watched; null: until a person advances it
 * @param deadline how long a step may wait for a person or for requests; null: for ever
 * @param onDeadline what happens then
 * @param bake after 100 %
 * @param maxReturned applications that may go back alone, in the whole run; 0: none does
 * @param maxBlocked {@code complete} is refused while more of the requests than this cannot move; a
 *     ratio
 * @param window when a share may be raised; null: always
 */
public record PlanConfig(
    String name,
    List<Step> steps,
    @Nullable Duration hold,
    @Nullable Duration deadline,
    OnDeadline onDeadline,
    Duration bake,
    Gate gate,
    int maxReturned,
    OnBreach onBreach,
    double maxBlocked,
    @Nullable Window window) {

  public PlanConfig {
    steps = List.copyOf(steps);
  }

  /** Returns the plans that are there without being written down. */
  public static List<PlanConfig> shipped() {
    return ShippedPlans.all();
  }

  /**
   * A step: a share, or a cohort that moves before the shares.
   *
   * @param share of the keys; null: it moves a cohort, the share stays
   * @param cohort null: it is a share
   */
  public record Step(@Nullable Share share, @Nullable String cohort) {
    /** Returns the step as people write it. */
    @Override
    public String toString() {
      return share != null ? share.toString() : "cohort " + cohort;
    }
  }

  /** What a breach does. */
  public enum OnBreach {
    ROLLBACK,
    PAUSE
  }

  /** What becomes of a step that waited too long. */
  public enum OnDeadline {
    PAUSE,
    ABORT
  }

  /**
   * What is asked of a step.
   *
   * @param minRequests on the new platform in this step
   * @param extend how often a step with too few is held once more, before the plan pauses
   * @param confidence 0.99: a plan run is undone by chance once in a hundred times at most
   * @param strict whether passing asks for proof that the new platform is not worse, instead of no
   *     proof that it is
   * @param verified whether an application moves only once its pair was verified
   * @param slowQuantile of the old platform's answers, a ratio
   * @param slowTolerance on top of that quantile; what takes longer is slow
   * @param limits by signal; one that is missing is not judged
   * @param dryRun signals that are recorded and never decide
   */
  public record Gate(
      int minRequests,
      int extend,
      double confidence,
      boolean strict,
      boolean verified,
      double slowQuantile,
      Duration slowTolerance,
      Map<Signal, Allowed> limits,
      Set<Signal> dryRun) {
    public Gate {
      limits = Map.copyOf(limits);
      dryRun = Set.copyOf(dryRun);
    }
  }

  /**
   * What is allowed of a signal; ratios.
   *
   * @param worseBy by how much the new platform may be worse than the old one
   * @param max what it may never be above; {@link Double#NaN}: no such limit
   */
  public record Allowed(double worseBy, double max) {}

  /** When shares may be raised: from and to on those days; from after to spans midnight. */
  public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {
    public Window {
      days = Set.copyOf(days);
    }

    /** Returns whether shares may be raised at an instant. */
    public boolean isOpen(Instant now) {
      ZonedDateTime there = now.atZone(zone);
      LocalTime time = there.toLocalTime();
      boolean spans = to.compareTo(from) <= 0;
      boolean inTime =
          spans
              ? !time.isBefore(from) || time.isBefore(to)
              : !time.isBefore(from) && time.isBefore(to);
      // After midnight it is still the window of the day before.
      DayOfWeek day =
          spans && time.isBefore(to) ? there.minusDays(1).getDayOfWeek() : there.getDayOfWeek();
      return inTime && days.contains(day);
    }
  }
}
