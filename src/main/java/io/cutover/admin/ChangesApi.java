package io.cutover.admin;

import io.cutover.admin.Call.Place;
import io.cutover.config.AdminConfig.Role;
import io.cutover.state.Change;
import io.cutover.state.CutoverState;
import io.cutover.state.Recorded;
import io.cutover.state.Verified;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
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
        new Place("POST", "/api/v1/changes/{change}/undo", Role.OPERATOR, this::undo),
        new Place("POST", "/api/v1/changes/{change}/note", Role.OPERATOR, this::note),
        new Place("GET", "/api/v1/audit", Role.VIEWER, this::audit),
        new Place("GET", "/api/v1/audit/verify", Role.VIEWER, call -> verify()),
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

  private Answer undo(Call call) {
    String reason = call.body().reason();
    return change(call, reason, Change.Undo::of);
  }

  private Answer note(Call call) {
    String note = call.body().text("note");
    if (note == null || note.isEmpty()) {
      call.body().fault("note", "note is missing; write what is to be kept with the change");
    }
    return change(call, null, change -> new Change.Note(change.change(), String.valueOf(note)));
  }

  private Answer change(Call call, @Nullable String reason, Function<Recorded, Change> of) {
    Recorded change = rooms.state().history().find(call.name("change"));
    if (change == null) {
      return unknown(call.name("change"));
    }
    List<String> faults = call.body().faults();
    if (!faults.isEmpty()) {
      return Answer.badRequest(faults);
    }
    return Receipts.ofChange(
        rooms.named(rooms.state().apply(of.apply(change), Receipts.actor(call), reason, null)),
        CutoverState::revision);
  }

  private Answer verify() {
    Verified verified = rooms.state().verify();
    return Answer.json(
        Map.of(
            "intact", verified.faults().isEmpty(),
            "records", verified.records(),
            "head", verified.head(),
            "faults", verified.faults()));
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
