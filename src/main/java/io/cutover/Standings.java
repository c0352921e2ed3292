package io.cutover;

import io.cutover.config.ApplicationConfig;
import io.cutover.config.GatewayConfig;
import io.cutover.config.PlanConfig;
import io.cutover.config.RouteConfig;
import io.cutover.decide.Standing;
import io.cutover.ledger.Verifications;
import io.cutover.split.Platform;
import io.cutover.state.CutoverState;
import io.cutover.state.PlanRun;
import io.cutover.state.RouteState;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is in force for each route, by its state, its configuration, and what trying applications
 * out came to.
 */
final class Standings {
  private final GatewayConfig config;
  private final CutoverState state;
  private final Verifications verifications;

  Standings(GatewayConfig config, CutoverState state, Verifications verifications) {
    this.config = config;
    this.state = state;
    this.verifications = verifications;
  }

  Standing of(RouteConfig route) {
    RouteState known = state.routes().get(route.key());
    return known == null
        ? new Standing(route.share(), Platform.OLD, false, Map.of())
        : new Standing(
            known.share(),
            known.home(),
            known.latch() != null,
            known.pins(),
            moving(known.running()),
            unproven(route, known.plan()),
            state.retired(),
            known.revision());
  }

  private Set<String> moving(@Nullable PlanRun run) {
    return run == null || run.cohorts().isEmpty()
        ? Set.of()
        : config.applications().stream()
            .filter(each -> each.cohort() != null && run.cohorts().contains(each.cohort()))
            .map(ApplicationConfig::name)
            .collect(Collectors.toUnmodifiableSet());
  }

  /** They stay as long as the plan's word counts: until it is undone, ended or another begins. */
  private Set<String> unproven(RouteConfig route, @Nullable PlanRun run) {
    PlanConfig plan =
        run != null && (run.phase().unfinished() || run.phase() == PlanRun.Phase.COMPLETE)
            ? config.plans().get(run.plan())
            : null;
    return plan == null || !plan.gate().verified()
        ? Set.of()
        : config.applications().stream()
            .map(ApplicationConfig::name)
            .filter(name -> !verifications.mayMove(name, route.name()))
            .collect(Collectors.toUnmodifiableSet());
  }
}
