package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.split.SwitchPosition;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import io.cutover.state.Drift;
import io.cutover.state.SwitchState;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is not of one route: {@code /api/v1/switch}, {@code reload}, {@code config}. */
final class GatewayApi {
  private final AdminRooms rooms;

  GatewayApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("GET", "/api/v1/switch", Role.VIEWER, call -> getSwitch()),
        new Place("PUT", "/api/v1/switch", Role.OPERATOR, this::setSwitch),
        new Place("POST", "/api/v1/reload", Role.ADMIN, this::reload),
        new Place("GET", "/api/v1/config", Role.VIEWER, call -> config()));
  }

  private Answer getSwitch() {
    CutoverState state = rooms.state().current();
    SwitchState now = state.switchState();
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("switch", now.position().label());
    SwitchState.Lease lease = now.lease();
    view.put(
        "lease",
        lease == null
            ? null
            : Map.of("until", lease.until().toString(), "then", lease.then().label()));
    view.put("retired", state.retired());
    view.put("revision", now.revision());
    return Answer.json(view).with("ETag", Preconditions.tag(state.epoch(), now.revision()));
  }

  private Answer setSwitch(Call call) {
    Body body = call.body();
    String word = body.text("switch");
    String reason = body.reason();
    Duration lease = body.duration("lease");
    Optional<SwitchPosition> position =
        Arrays.stream(SwitchPosition.values()).filter(p -> p.label().equals(word)).findFirst();
    if (position.isEmpty()) {
      body.fault("switch", "switch must be one of auto, old, new");
    }
    List<String> faults = body.faults();
    if (position.isEmpty() || !faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    CutoverState state = rooms.state().current();
    return switch (Preconditions.of(
        call.ifMatch(), state.epoch(), state.switchState().revision())) {
      case Preconditions.Failed() ->
          Receipts.stale("the switch", rooms.state().history().who(state.switchState().revision()));
      case Preconditions.Met(var revision) ->
          Receipts.ofChange(
              rooms
                  .state()
                  .apply(
                      new Change.SetSwitch(position.get(), lease),
                      Receipts.actor(call),
                      reason,
                      revision),
              after -> after.switchState().revision());
    };
  }

  private Answer reload(Call call) {
    call.body().text("reason");
    List<String> faults = call.body().faults();
    if (!faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    return switch (rooms.reload().run()) {
      case Reload.Result.Reloaded(var warnings) ->
          Answer.json(Map.of("reloaded", true, "warnings", warnings));
      case Reload.Result.Refused(var errors) ->
          Answer.problem(
              400,
              "the configuration is refused and the last good one stays: "
                  + String.join("; ", errors),
              Map.of("errors", errors));
    };
  }

  private Answer config() {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("config", rooms.config().get());
    view.put("drift", drift(rooms));
    return Answer.json(view);
  }

  /** Where the shares in force are not those of the file. */
  static List<Map<String, String>> drift(AdminRooms rooms) {
    return rooms.state().drift().stream()
        .flatMap(
            drift ->
                rooms.routes().get().stream()
                    .filter(name -> rooms.key().apply(name).equals(drift.route()))
                    .map(name -> new Drift(name, drift.file(), drift.state())))
        .map(
            drift ->
                Map.of(
                    "route", drift.route(),
                    "file", drift.file().toString(),
                    "state", drift.state().toString()))
        .toList();
  }
}
