package io.cutover.admin;

import io.cutover.metric.Arrival;
import io.cutover.state.Recorded;
import java.util.Collection;
import java.util.List;

/**
 * Whether traffic was seen to go by a change: of each route that it touched, requests were decided
 * under that change or a later one, and every one of them went where it was meant to.
 *
 * <p>Bound to what each request's decision said, never to chance: a share of 1 % is observed with
 * the first request that goes by it, whichever platform that was.
 */
final class Observed {
  private Observed() {}

  static boolean of(Recorded change, AdminRooms rooms) {
    Collection<String> keys = change.record().path("after").path("routes").propertyNames();
    List<String> routes =
        rooms.routes().get().stream()
            .filter(name -> keys.contains(rooms.key().apply(name)))
            .toList();
    return routes.stream()
        .allMatch(
            route -> {
              Arrival arrival = rooms.metrics().route(route).arrival();
              return arrival.revision() >= change.revision() && arrival.mismatches() == 0;
            });
  }
}
