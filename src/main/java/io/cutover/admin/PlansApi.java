package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.metric.Sample;
import io.cutover.plan.Controller.Command;
import io.cutover.plan.Plans;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import io.cutover.state.Outcome;
import io.cutover.state.RouteState;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/routes/{route}/plan}. Virtual threads. */
final class PlansApi {
  private final AdminRooms rooms;
  private final Plans plans;
  private final InstantSource clock;

  PlansApi(AdminRooms rooms) {
    this.rooms = rooms;
    this.plans = rooms.plans();
    this.clock = rooms.clock();
  }

  /** What a verb does once its body is read. */
  @FunctionalInterface
  private interface Verb {
    @Nullable Command of(Call call, boolean force);
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("GET", "/api/v1/routes/{route}/plan", Role.VIEWER, this::get),
        verb("start", this::start),
        verb("pause", (_, _) -> new Command.Pause()),
        verb("resume", (_, _) -> new Command.Resume()),
        verb("advance", (_, force) -> new Command.Advance(force)),
        verb("promote", (_, force) -> new Command.Advance(force)),
        verb("abort", (_, _) -> new Command.Abort()),
        verb("stop", (_, _) -> new Command.Stop()),
        verb("complete", (call, _) -> new Command.Complete(blocked(call.name("route")))),
        new Place("POST", "/api/v1/routes/{route}/plan/clear", Role.OPERATOR, this::clear));
  }

  private Place verb(String name, Verb verb) {
    return new Place(
        "POST", "/api/v1/routes/{route}/plan/" + name, Role.OPERATOR, call -> command(call, verb));
  }

  private Answer get(Call call) {
    String name = call.name("route");
    RouteState route = configured(name);
    return route == null
        ? unknown(name)
        : Answer.json(PlanView.of(plans.view(name), route.share()));
  }

  private @Nullable Command start(Call call, boolean force) {
    Share from = null;
    String text = call.body().text("from");
    if (text != null) {
      try {
        from = Share.parse(text);
      } catch (IllegalArgumentException e) {
        call.body().fault("from", "from: " + e.getMessage());
        return null;
      }
    }
    return new Command.Start(from, call.caller().operator().name(), clock.instant());
  }

  private Answer command(Call call, Verb verb) {
    String name = call.name("route");
    RouteState route = configured(name);
    if (route == null) {
      return unknown(name);
    }
    String reason = call.body().reason();
    boolean force = call.body().flag("force");
    Command command = verb.of(call, force);
    String named = command instanceof Command.Start ? call.body().text("plan") : null;
    List<String> faults = call.body().faults();
    if (command == null || !faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    if (force && call.caller().operator().role() != Role.ADMIN) {
      return Answer.problem(403, "force takes an admin; an operator waits, or pauses the plan");
    }
    CutoverState state = rooms.state().current();
    return switch (Preconditions.of(call.ifMatch(), state.epoch(), route.revision())) {
      case Preconditions.Failed() ->
          Receipts.stale("route " + name, rooms.state().history().who(route.revision()));
      case Preconditions.Met(var revision) ->
          changed(
              name, plans.command(name, command, named, Receipts.actor(call), reason, revision));
    };
  }

  private Answer clear(Call call) {
    String name = call.name("route");
    RouteState route = configured(name);
    if (route == null) {
      return unknown(name);
    }
    String reason = call.body().reason();
    boolean force = call.body().flag("force");
    List<String> faults = call.body().faults();
    if (!faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    if (force && call.caller().operator().role() != Role.ADMIN) {
      return Answer.problem(
          403, "force takes an admin; an operator waits until it has cooled down");
    }
    CutoverState state = rooms.state().current();
    return switch (Preconditions.of(call.ifMatch(), state.epoch(), route.revision())) {
      case Preconditions.Failed() ->
          Receipts.stale("route " + name, rooms.state().history().who(route.revision()));
      case Preconditions.Met(var revision) ->
          changed(
              name,
              rooms
                  .state()
                  .apply(
                      new Change.ClearLatch(rooms.key().apply(name), force),
                      Receipts.actor(call),
                      reason,
                      revision));
    };
  }

  private Answer changed(String name, Outcome outcome) {
    return Receipts.ofChange(
        outcome, after -> rooms.route(after, name) instanceof RouteState now ? now.revision() : 0);
  }

  /** Returns the part of the last minute's requests that could not move. */
  private double blocked(String name) {
    Sample sample = rooms.metrics().route(name).window().sample(rooms.nanos().getAsLong());
    long all = 0;
    for (Platform platform : Platform.values()) {
      Sample.Side side = sample.platforms().get(platform);
      all += side == null ? 0 : side.requests();
    }
    long blocked = sample.blocked().values().stream().mapToLong(Long::longValue).sum();
    return all == 0 ? 0 : blocked / (double) all;
  }

  private @Nullable RouteState configured(String name) {
    return rooms.route(rooms.state().current(), name);
  }

  private Answer unknown(String name) {
    return Answer.problem(
        404,
        "there is no route '" + name + "'; there are " + String.join(", ", rooms.routes().get()));
  }
}
