package io.cutover.plan;

import io.cutover.ledger.Application;
import io.cutover.ledger.Ledger;
import io.cutover.ledger.Who;
import io.cutover.route.Route;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import java.util.Map;
import java.util.Set;

/**
 * A configured route's callers.
 *
 * @param cohorts of applications, by name
 */
public record RouteSubjects(Route route, Ledger ledger, Map<String, String> cohorts)
    implements Subjects {
  public RouteSubjects {
    cohorts = Map.copyOf(cohorts);
  }

  @Override
  public boolean split() {
    return route.stickBy() instanceof StickBy.Request;
  }

  @Override
  public boolean moved(Who who, Share share, Set<String> moving) {
    String name = who.application();
    if (name == null) {
      return who.bucket() < 0 ? share.equals(Share.ALL) : share.covers(who.bucket());
    }
    String cohort = cohorts.get(name);
    if (cohort != null && moving.contains(cohort)) {
      return true;
    }
    Application application = ledger.byName(name);
    return application != null && route.stickBy() instanceof StickBy.Application
        ? share.covers(route.bucket().of(application.bucketKey()))
        : share.compareTo(Share.NONE) > 0;
  }

  @Override
  public boolean exact(Who who) {
    return who.application() == null
        ? who.bucket() >= 0
        : route.stickBy() instanceof StickBy.Application;
  }
}
