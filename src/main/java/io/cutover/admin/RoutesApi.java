package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.decide.Live;
import io.cutover.metric.Sample;
import io.cutover.split.Share;
import io.cutover.state.Actor;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import io.cutover.state.Outcome;
import io.cutover.state.RouteState;
import io.cutover.state.Why;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
                      RouteState route = rooms.route(state, name);
                      return route == null ? Stream.of() : Stream.of(view(name, route, now));
                    })
                .toList()));
  }

  private Answer get(Call call) {
    CutoverState state = rooms.state().current();
    String name = call.name("route");
    RouteState route = rooms.route(state, name);
    if (route == null) {
      return unknown(name);
    }
    Map<String, @Nullable Object> view = view(name, route, rooms.nanos().getAsLong());
    view.put("together", rooms.together(name));
    view.put("rollbackDebt", debt(name));
    view.put("mismatch", rooms.metrics().route(name).mismatch());
    return Answer.json(view).with("ETag", Preconditions.tag(state.epoch(), route.revision()));
  }

  private Answer setShare(Call call) {
    Body body = call.body();
    Share share = body.share();
    String reason = body.reason();
    Duration lease = body.duration("lease");
    Share then = body.share("then");
    if (then != null && lease == null) {
      body.fault("then", "then has a meaning with a lease only; add lease, as \"2h\"");
    }
    return changeRoute(
        call,
        reason,
        key ->
            share == null
                ? null
                : new Change.SetShare(
                    key, share, lease == null ? null : new Change.SetShare.Loan(lease, then)));
  }

  /** Makes a change of the route that is called: what is no such route or no such change first. */
  private Answer changeRoute(
      Call call, @Nullable String reason, Function<String, @Nullable Change> of) {
    String name = call.name("route");
    CutoverState state = rooms.state().current();
    RouteState route = rooms.route(state, name);
    if (route == null) {
      return unknown(name);
    }
    String key = rooms.key().apply(name);
    Change change = of.apply(key);
    List<String> faults = call.body().faults();
    if (change == null || !faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    return switch (Preconditions.of(call.ifMatch(), state.epoch(), route.revision())) {
      case Preconditions.Failed() ->
          Receipts.stale("route " + name, rooms.state().history().who(route.revision()));
      case Preconditions.Met(var revision) ->
          Receipts.ofChange(
              rooms.named(
                  rooms
                      .state()
                      .applyWith(
                          change, Receipts.actor(call), new Why(reason, seen(name)), revision),
                  name),
              after -> after.routes().get(key) instanceof RouteState now ? now.revision() : 0);
    };
  }

  private Answer rollBack(Call call) {
    String name = call.name("route");
    return rooms.route(rooms.state().current(), name) == null
        ? unknown(name)
        : rollBack(call, Set.of(rooms.key().apply(name)));
  }

  /** All that there are: a route whose state is just being made must not hold up the others. */
  private Answer rollBackAll(Call call) {
    Set<String> routes = new HashSet<>();
    rooms.routes().get().forEach(name -> routes.add(rooms.key().apply(name)));
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
    // Who was there is read off the snapshot of before; it is reckoned when all of them are back.
    Live before = rooms.live().get();
    Outcome outcome =
        rooms.state().apply(new Change.Rollback(routes), Receipts.actor(call), reason, null);
    return Receipts.ofRollback(outcome, rooms.replica(), undone(before, routes));
  }

  private List<Preview> undone(Live before, Set<String> keys) {
    return rooms.routes().get().stream()
        .filter(name -> keys.contains(rooms.key().apply(name)) && before.byName(name) != null)
        .map(name -> Preview.ofRollback(before, name, rooms))
        .toList();
  }

  /** Does all that a rollback of all routes does, but for its effects; see {@link WarmUp}. */
  void rehearse() {
    Set<String> keys = rooms.state().current().routes().keySet();
    Outcome outcome = rooms.state().rehearse(new Change.Rollback(keys), Actor.GATEWAY);
    var _ = Receipts.ofRollback(outcome, rooms.replica(), undone(rooms.live().get(), keys));
  }

  /** What the operator could see of the route when it was changed; kept with the change. */
  private JsonNode seen(String name) {
    long now = rooms.nanos().getAsLong();
    return Answer.tree(RouteView.seen(rooms.metrics().route(name).window().sample(now)));
  }

  /** What would break if everything went back now: who could not. */
  private @Nullable Map<String, Object> debt(String name) {
    Live live = rooms.live().get();
    if (live.byName(name) == null) {
      return null;
    }
    Preview back = Preview.ofRollback(live, name, rooms);
    return Map.of(
        "who",
        back.cannot().stream().map(Preview.Stay::who).distinct().toList(),
        "requestsOfTheDay",
        back.cannot().stream().mapToLong(Preview.Stay::requests).sum());
  }

  private Map<String, @Nullable Object> view(String name, RouteState route, long now) {
    Sample sample = rooms.metrics().route(name).window().sample(now);
    return RouteView.of(name, route, sample);
  }

  private Answer unknown(String name) {
    return Answer.problem(
        404,
        "there is no route '" + name + "'; there are " + String.join(", ", rooms.routes().get()));
  }
}
