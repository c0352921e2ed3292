package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.metric.Exposition;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What needs no token: {@code /metrics}, {@code /healthz}, {@code /readyz}. None of them looks at
 * platforms or store: a balancer must not take every replica away because one of these is.
 */
final class Probes {
  static final Set<String> PATHS = Set.of("/metrics", "/healthz", "/readyz");

  private final AdminRooms rooms;

  Probes(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("GET", "/metrics", null, this::metrics),
        new Place("GET", "/healthz", null, call -> Answer.text(200, "alive")),
        new Place("GET", "/readyz", null, call -> ready()));
  }

  private Answer metrics(Call call) {
    Exposition exposition = rooms.metrics().scrape(call.accept());
    return new Answer(200, exposition.contentType(), exposition.body(), Map.of());
  }

  private Answer ready() {
    return switch (rooms.readiness().get()) {
      case STARTING -> Answer.text(503, "starting");
      case READY -> Answer.text(200, "ready");
      case DRAINING -> Answer.text(503, "draining");
    };
  }
}
