package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.metric.Sample;
import io.cutover.split.Share;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import io.cutover.state.RouteState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/routes} and {@code /api/v1/rollback}. Virtual threads. */
final class RoutesApi {
  private final AdminRooms rooms;

  RoutesApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    String route = "/api/v1/routes/{route}";
    return Stream.of(
        new Place("GET", "/api/v1/routes", Role.VIEWER, call -> list()),
        new Place("GET", route, Role.VIEWER, this::get),
        new Place("PUT", route + "/share", Role.OPERATOR, this::setShare),
        new Place("POST", route + "/rollback", Role.OPERATOR, this::rollBack),
        new Place("POST", "/api/v1/rollback", Role.OPERATOR, this::rollBackAll));
  }

  private Answer list() {
    CutoverState state = rooms.state().current();
    long now = rooms.nanos().getAsLong();
    return Answer.json(
        Map.of(
            "routes",
            rooms.routes().get().stream()
                .flatMap(
                    name -> {
                      RouteState route = state.routes().get(name);
                      return route == null ? Stream.of() : Stream.of(view(name, route, now));
                    })
                .toList()));
  }

  private Answer get(Call call) {
    CutoverState state = rooms.state().current();
    String name = call.name("route");
    RouteState route = configured(state, name);
    if (route == null) {
      return unknown(name);
    }
    return Answer.json(view(name, route, rooms.nanos().getAsLong()))
        .with("ETag", Preconditions.tag(state.epoch(), route.revision()));
  }

  private Answer setShare(Call call) {
    Share share = call.body().share();
    String reason = call.body().reason();
    call.body().notThereYet("lease");
    call.body().notThereYet("then");
    return changeRoute(
        call, reason, name -> share == null ? null : new Change.SetShare(name, share));
  }

  /** Makes a change of the route that is called: what is no such route or no such change first. */
  private Answer changeRoute(
      Call call, @Nullable String reason, Function<String, @Nullable Change> of) {
    String name = call.name("route");
    CutoverState state = rooms.state().current();
    RouteState route = configured(state, name);
    if (route == null) {
      return unknown(name);
    }
    Change change = of.apply(name);
    List<String> faults = call.body().faults();
    if (change == null || !faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    return switch (Preconditions.of(call.ifMatch(), state.epoch(), route.revision())) {
      case Preconditions.Failed() ->
          Receipts.stale("route " + name, rooms.state().history().who(route.revision()));
      case Preconditions.Met(var revision) ->
          Receipts.ofChange(
              rooms.state().apply(change, Receipts.actor(call), reason, revision),
              after -> after.routes().get(name) instanceof RouteState now ? now.revision() : 0);
    };
  }

  private Answer rollBack(Call call) {
    String name = call.name("route");
    return configured(rooms.state().current(), name) == null
        ? unknown(name)
        : rollBack(call, Set.of(name));
  }

  /** All that there are: a route whose state is just being made must not hold up the others. */
  private Answer rollBackAll(Call call) {
    Set<String> routes = new HashSet<>(rooms.routes().get());
    routes.retainAll(rooms.state().current().routes().keySet());
    return rollBack(call, routes);
  }

  /** Looks at no If-Match: going back is right whatever the state has become meanwhile. */
  private Answer rollBack(Call call, Set<String> routes) {
    String reason = call.body().text("reason");
    List<String> faults = call.body().faults();
    if (!faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    return Receipts.ofRollback(
        rooms.state().apply(new Change.Rollback(routes), Receipts.actor(call), reason, null),
        rooms.replica());
  }

  private Map<String, @Nullable Object> view(String name, RouteState route, long now) {
    Sample sample = rooms.metrics().route(name).window().sample(now);
    return RouteView.of(name, route, sample);
  }

  /** A route that left the configuration keeps its state, but is no route any more. */
  private @Nullable RouteState configured(CutoverState state, String name) {
    return rooms.routes().get().contains(name) ? state.routes().get(name) : null;
  }

  private Answer unknown(String name) {
    return Answer.problem(
        404,
        "there is no route '" + name + "'; there are " + String.join(", ", rooms.routes().get()));
  }
}
