package io.cutover.plan;

import io.cutover.config.PlanConfig;
import io.cutover.config.RouteConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one plan run moves: a route, or the routes of one group, in lockstep.
 *
 * @param named the plan that it names; null: none
 * @param plans all that there are, by name
 * @param members at least one, in the order of the configuration
 */
public record Planned(@Nullable String named, Map<String, PlanConfig> plans, List<Member> members) {
  public Planned {
    members = List.copyOf(members);
  }

  /**
   * A route of it.
   *
   * @param route its name
   * @param countedAs the names that its outcomes were counted by in the last day: its own, and the
   *     one that it had before
   * @param traffic how far its traffic goes by what was agreed on
   */
  public record Member(String route, List<String> countedAs, Subjects subjects, Traffic traffic) {
    public Member {
      countedAs = List.copyOf(countedAs);
    }
  }

  /**
   * Whether a route's traffic can be judged at all.
   *
   * @param revision of the route's state that every replica decides requests by
   * @param mismatch whether requests go elsewhere than the share says
   * @param spilled requests that the new platform had no room for, since counting began
   */
  public record Traffic(long revision, boolean mismatch, long spilled) {}

  /** Returns what a run moves that moves one route. */
  public static Planned of(
      RouteConfig route, Map<String, PlanConfig> plans, Subjects subjects, Traffic traffic) {
    List<String> names = new ArrayList<>(List.of(route.name()));
    if (route.steering().group() == null && route.steering().formerly() != null) {
      names.add(route.steering().formerly());
    }
    return new Planned(
        route.plan(), plans, List.of(new Member(route.name(), names, subjects, traffic)));
  }

  /** Returns this with the routes of another of the same group. */
  public Planned with(Planned other) {
    List<Member> all = new ArrayList<>(members);
    all.addAll(other.members);
    return new Planned(named == null ? other.named : named, plans, all);
  }

  /** Returns the names of its routes. */
  List<String> routes() {
    return members.stream().map(Member::route).toList();
  }

  /**
   * Returns the plan that a run follows.
   *
   * @param plan by name; null: the one that is named here
   * @return null: there is none
   */
  @Nullable PlanConfig plan(@Nullable String plan) {
    String name = plan != null ? plan : named;
    return name == null ? null : plans.get(name);
  }
}
