package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.ledger.Application;
import io.cutover.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/applications}. Virtual threads. */
final class ApplicationsApi {
  private static final String ONE = "/api/v1/applications/{app}";

  private final @Nullable ApplicationRooms known;

  /**
   * @param known null: there are no applications
   */
  ApplicationsApi(@Nullable ApplicationRooms known) {
    this.known = known;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("GET", "/api/v1/applications", Role.VIEWER, call -> list()),
        new Place("GET", ONE, Role.VIEWER, call -> of(call, this::page)),
        new Place("POST", ONE + "/verify", Role.OPERATOR, call -> of(call, this::verify)));
  }

  private Answer list() {
    ApplicationRooms rooms = known;
    if (rooms == null) {
      return Answer.json(Map.of("applications", List.of()));
    }
    Ledger ledger = rooms.live().get().ledger();
    return Answer.json(
        Map.of(
            "states",
            ledger.progress(rooms.returned().get()),
            "applications",
            ledger.all().stream().map(each -> ApplicationView.line(each, rooms)).toList(),
            "unknown",
            List.copyOf(ledger.sightings().learnt(ledger).keySet())));
  }

  /** Answers for one application, if it is there. */
  private Answer of(Call call, BiFunction<Application, ApplicationRooms, Answer> answer) {
    ApplicationRooms rooms = known;
    Application application =
        rooms == null ? null : rooms.live().get().ledger().byName(call.name("app"));
    return rooms == null || application == null
        ? Answer.problem(
            404,
            "there is no application '"
                + call.name("app")
                + "'; GET /api/v1/applications lists those that are registered")
        : answer.apply(application, rooms);
  }

  private Answer page(Application application, ApplicationRooms rooms) {
    return Answer.json(ApplicationView.page(application, rooms));
  }

  private Answer verify(Application application, ApplicationRooms rooms) {
    try {
      new Verifier(rooms).verify(application);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.problem(503, "the gateway stops; try again when it has started");
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("name", application.name());
    answer.put("verified", ApplicationView.line(application, rooms).get("verified"));
    return Answer.json(answer);
  }
}
