package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.state.Recorded;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1/changes}, {@code audit}, {@code replicas}: what was done, and where it arrived.
 */
final class ChangesApi {
  private static final int MOST = 1000;

  private final AdminRooms rooms;

  ChangesApi(AdminRooms rooms) {
    this.rooms = rooms;
  }

  Stream<Place> places() {
    return Stream.of(
        new Place("GET", "/api/v1/changes/{change}", Role.VIEWER, this::change),
        new Place("GET", "/api/v1/audit", Role.VIEWER, this::audit),
        new Place("GET", "/api/v1/replicas", Role.VIEWER, call -> replicas()));
  }

  private Answer change(Call call) {
    Recorded change = rooms.state().history().find(call.name("change"));
    if (change == null) {
      return unknown(call.name("change"));
    }
    var receipt = new LinkedHashMap<String, @Nullable Object>();
    boolean applied = rooms.state().current().revision() >= change.revision();
    receipt.put("change", change.change());
    receipt.put("revision", change.revision());
    receipt.put("applied", applied);
    receipt.put("converged", applied);
    receipt.put("observed", applied && Observed.of(change, rooms));
    receipt.put("persisted", change.persisted());
    receipt.put("record", ChangeView.of(change));
    return Answer.json(receipt);
  }

  static Answer unknown(String change) {
    return Answer.problem(
        404, "there is no change '" + change + "' among the last ones; see cutover audit");
  }

  private Answer audit(Call call) {
    long after = call.query().number("after", 0);
    long limit = call.query().number("limit", 100);
    if (after < 0 || limit < 1 || limit > MOST) {
      return Answer.problem(
          400, "after is a revision, limit a number from 1 to " + MOST + ", as ?after=12&limit=50");
    }
    List<Recorded> changes =
        call.query().text("after") == null
            ? rooms.state().history().last((int) limit)
            : rooms.state().history().after(after, (int) limit);
    return Answer.json(
        Map.of(
            "changes",
            changes.stream().map(ChangeView::of).toList(),
            "last",
            changes.isEmpty() ? after : changes.getLast().revision()));
  }

  private Answer replicas() {
    var self = new LinkedHashMap<String, @Nullable Object>();
    self.put("name", rooms.replica());
    self.put("revision", rooms.state().current().revision());
    self.put("self", true);
    self.put("readiness", rooms.readiness().get().name().toLowerCase(Locale.ROOT));
    return Answer.json(Map.of("replicas", List.of(self)));
  }
}
