package io.cutover.state;

import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which changes raise: those need the store, and the others never wait for it. Pure. */
final class Raising {
  private Raising() {}

  /** Returns whether anything may go to the new platform that did not before. */
  static boolean raises(CutoverState before, CutoverState after) {
    return openness(after.switchState().position()) > openness(before.switchState().position())
        || (after.retired() && !before.retired())
        || raisesAny(before.tokens(), after.tokens(), Tokens::platform)
        || !raised(before, after).isEmpty();
  }

  /**
   * Returns the routes whose share or a pin is raised, whose latch is lifted or whose plan moves
   * more.
   */
  static Set<String> raised(CutoverState before, CutoverState after) {
    Set<String> raised = new TreeSet<>();
    before
        .routes()
        .forEach(
            (name, was) -> {
              RouteState is = after.routes().get(name);
              if (is != null
                  && (is.share().compareTo(was.share()) > 0
                      || (was.latch() != null && is.latch() == null)
                      || raisesAny(was.pins(), is.pins(), Pin::platform)
                      || PlanChanges.raises(was, is))) {
                raised.add(name);
              }
            });
    return raised;
  }

  /** Says why a route may not have a share; null: it may. Lowering is always possible. */
  static @Nullable Refusal refusal(String name, RouteState now, Share wanted) {
    if (wanted.compareTo(now.share()) <= 0) {
      return null;
    }
    Latch latch = now.latch();
    if (latch != null) {
      return new Refusal.Latched(name, latch, now.share());
    }
    PlanRun running = now.running();
    return running == null ? null : new Refusal.PlanUnderWay(name, running);
  }

  private static <T> boolean raisesAny(
      Map<String, T> was, Map<String, T> is, Function<T, Platform> platform) {
    Set<String> applications = new TreeSet<>(was.keySet());
    applications.addAll(is.keySet());
    return applications.stream()
        .anyMatch(
            application ->
                openness(is.get(application), platform) > openness(was.get(application), platform));
  }

  private static <T> int openness(@Nullable T said, Function<T, Platform> platform) {
    return said == null ? 1 : platform.apply(said) == Platform.OLD ? 0 : 2;
  }

  private static int openness(SwitchPosition position) {
    return switch (position) {
      case OLD -> 0;
      case AUTO -> 1;
      case NEW -> 2;
    };
  }
}
