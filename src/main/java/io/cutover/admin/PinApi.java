package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.split.Platform;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import io.cutover.state.RouteState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/applications/{app}/pin}: an application held on one platform for a route. */
final class PinApi {
  private static final Map<String, Platform> PLATFORMS =
      Map.of(Platform.OLD.label(), Platform.OLD, Platform.NEW.label(), Platform.NEW);
  private static final String AUTO = "auto";

  private final AdminRooms rooms;

  PinApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(new Place("PUT", "/api/v1/applications/{app}/pin", Role.OPERATOR, this::pin));
  }

  private Answer pin(Call call) {
    Body body = call.body();
    String name = body.text("route");
    String platform = body.text("platform");
    String reason = body.reason();
    Instant until = body.instant("until");
    if (name == null) {
      body.fault("route", "route is missing; a pin holds for one route");
    }
    if (platform == null || !isPlatformOrAuto(platform)) {
      body.fault("platform", "platform must be one of old, new, auto");
    }
    if (until != null && (AUTO.equals(platform) || !until.isAfter(rooms.clock().instant()))) {
      body.fault("until", "until must lie ahead, and has no meaning with auto");
    }
    List<String> faults = body.faults();
    if (!faults.isEmpty() || name == null || platform == null) {
      return Answer.badRequest(faults);
    }
    String application = call.name("app");
    if (rooms.live().get().ledger().byName(application) == null) {
      return unknown(application);
    }
    CutoverState state = rooms.state().current();
    RouteState route = rooms.route(state, name);
    if (route == null) {
      return Answer.problem(404, "there is no route '" + name + "'; see cutover routes");
    }
    String key = rooms.key().apply(name);
    return switch (Preconditions.of(call.ifMatch(), state.epoch(), route.revision())) {
      case Preconditions.Failed() ->
          Receipts.stale("route " + name, rooms.state().history().who(route.revision()));
      case Preconditions.Met(var revision) ->
          Receipts.ofChange(
              rooms.named(
                  rooms
                      .state()
                      .apply(
                          new Change.SetPin(key, application, platform(platform), until),
                          Receipts.actor(call),
                          reason,
                          revision),
                  name),
              after -> after.routes().get(key) instanceof RouteState now ? now.revision() : 0);
    };
  }

  static boolean isPlatformOrAuto(String said) {
    return AUTO.equals(said) || PLATFORMS.containsKey(said);
  }

  /** Returns the platform that is meant; null: none, or {@code auto}. */
  static @Nullable Platform platform(String said) {
    return PLATFORMS.get(said);
  }

  static Answer unknown(String application) {
    return Answer.problem(
        404, "there is no application '" + application + "'; see cutover applications");
  }
}
