package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.ledger.Application;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/report} and {@code platforms/old/retire}: the end of the old platform. */
final class ReportApi {
  private static final Duration USUAL = Duration.ofDays(14);

  private final AdminRooms rooms;

  ReportApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("GET", "/api/v1/report", Role.VIEWER, this::report),
        new Place("POST", "/api/v1/report", Role.VIEWER, this::compared),
        new Place("POST", "/api/v1/platforms/old/retire", Role.ADMIN, this::retire));
  }

  private Answer report(Call call) {
    String since = call.query().text("since");
    Body body = Body.of(Answer.json(since == null ? Map.of() : Map.of("since", since)).body());
    Duration duration = body.duration("since");
    return body.faults().isEmpty() ? answer(of(duration, null)) : Answer.badRequest(body.faults());
  }

  private Answer compared(Call call) {
    Duration since = call.body().duration("since");
    String csv = call.body().file("oldCounts");
    List<String> faults = call.body().faults();
    if (csv == null || !faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    return switch (OldCounts.of(csv)) {
      case OldCounts.Read.Counts(var counts) -> answer(of(since, counts));
      case OldCounts.Read.Faulty(var fault) -> Answer.badRequest(List.of(fault));
    };
  }

  private Report of(@Nullable Duration since, @Nullable Map<String, Long> oldCounts) {
    return Report.of(
        rooms.outcomes(), since == null ? USUAL : since, rooms.clock().instant(), oldCounts);
  }

  private Answer answer(Report report) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("from", report.from().toString());
    view.put("to", report.to().toString());
    view.put("countedSince", report.countedSince().toString());
    view.put("unused", report.unused());
    view.put("users", report.users().stream().map(this::user).toList());
    view.put(
        "direct",
        report.direct().stream()
            .map(
                direct ->
                    Map.of(
                        "name", direct.name(),
                        "counted", direct.counted(),
                        "sent", direct.sent(),
                        "past", direct.past()))
            .toList());
    view.put("missing", report.missing());
    return Answer.json(view);
  }

  private Map<String, @Nullable Object> user(Report.User user) {
    Application application = rooms.live().get().ledger().byName(user.who());
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("route", user.route());
    view.put("who", user.who());
    view.put("contact", application == null ? null : application.contact());
    view.put("token", user.token());
    view.put("lastSeen", user.lastSeen().toString());
    view.put("requests", user.requests());
    view.put("lastDay", user.lastDay());
    return view;
  }

  /** Refuses while somebody was seen on the old platform of late, unless it is meant so. */
  private Answer retire(Call call) {
    String reason = call.body().reason();
    boolean force = call.body().flag("force");
    boolean undo = call.body().flag("undo");
    List<String> faults = call.body().faults();
    if (!faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    List<Report.User> users = of(null, null).users();
    if (!undo && !force && !users.isEmpty() && !rooms.state().current().retired()) {
      List<String> names =
          users.stream().map(user -> user.who() + " on " + user.route()).distinct().toList();
      return Answer.problem(
          409,
          "the old platform is still used: %s%s; see cutover report, or retire it all the same: --force"
              .formatted(
                  String.join(", ", names.subList(0, Math.min(5, names.size()))),
                  names.size() > 5 ? " and " + (names.size() - 5) + " more" : ""),
          Map.of("users", names));
    }
    return Receipts.ofChange(
        rooms.state().apply(new Change.Retire(undo), Receipts.actor(call), reason, null),
        CutoverState::revision);
  }
}
