package io.cutover.state;

import io.cutover.split.Platform;
import io.cutover.split.Share;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change as it stands in the log: one line of JSON that says when, who, from where, what, why,
 * and holds before and the whole after-state of what it changed.
 *
 * <p>{@code prev} is the SHA-256 of the record before it (of its bytes as stored), so that no
 * record can be altered or taken out without breaking the chain; the state's {@code auditHead} is
 * the last one's.
 */
final class AuditRecord {
  private AuditRecord() {}

  /** Writes the record of a change, but for its place in the chain. */
  static ObjectNode of(Outcome.Applied applied, Pending pending) {
    Actor actor = pending.actor();
    CutoverState before = applied.before();
    CutoverState after = applied.after();
    ObjectNode node = StateJson.object();
    node.put("format", CutoverState.FORMAT);
    node.put("epoch", after.epoch());
    node.put("revision", after.revision());
    node.put("change", applied.changeId());
    node.put("at", pending.at().toString());
    node.put("by", actor.name());
    if (actor.as() != null) {
      node.put("as", actor.as());
    }
    node.put("from", actor.from());
    node.set("what", what(pending.change()));
    if (pending.why().reason() != null) {
      node.put("reason", pending.why().reason());
    }
    if (pending.why().evidence() != null) {
      node.set("evidence", pending.why().evidence());
    }
    node.set("before", differing(before, after, before));
    node.set("after", differing(before, after, after));
    return node;
  }

  /** Returns the record as it is stored after another one. */
  static String text(ObjectNode record, String prev) {
    return StateJson.text(record.put("prev", prev));
  }

  /** Returns a record's own place in the chain. */
  static String hash(String text) {
    return HexFormat.of().formatHex(Changes.sha256(text));
  }

  /**
   * Does again to a stored state what a record did.
   *
   * @return false if the record does not follow on this state: one between them is missing
   */
  static boolean replay(ObjectNode state, ObjectNode record, String text) {
    boolean follows = record.path("prev").asString("").equals(state.path("auditHead").asString(""));
    if (record.required("after") instanceof ObjectNode after) {
      for (Map.Entry<String, JsonNode> field : after.properties()) {
        if (field.getKey().equals("routes")
            && state.get("routes") instanceof ObjectNode routes
            && field.getValue() instanceof ObjectNode changed) {
          routes.setAll(changed);
        } else {
          state.set(field.getKey(), field.getValue());
        }
      }
    }
    state.set("epoch", record.required("epoch"));
    state.set("revision", record.required("revision"));
    state.put("auditHead", hash(text));
    return follows;
  }

  private static ObjectNode differing(CutoverState before, CutoverState after, CutoverState which) {
    ObjectNode node = StateJson.object();
    if (!before.switchState().equals(after.switchState())) {
      node.set("switch", StateJson.write(which.switchState()));
    }
    if (!Objects.equals(before.retirement(), after.retirement())) {
      StateJson.write(node, which.retirement());
    }
    if (!before.tokens().equals(after.tokens())) {
      // All of them, so that whoever does it again by this record needs to know nothing of them.
      node.set("tokens", StateJson.writeTokens(which.tokens()));
    }
    ObjectNode routes = StateJson.object();
    after
        .routes()
        .forEach(
            (name, route) -> {
              RouteState shown = which.routes().get(name);
              if (shown != null && !route.equals(before.routes().get(name))) {
                routes.set(name, RouteJson.write(shown));
              }
            });
    if (!routes.isEmpty()) {
      node.set("routes", routes);
    }
    return node;
  }

  private static ObjectNode what(Change change) {
    ObjectNode node = StateJson.object();
    switch (change) {
      case Change.SetShare set -> {
        kind(node, ChangeKind.SHARE).put("route", set.route()).put("share", set.share().toString());
        if (set.lease() != null) {
          node.put("lease", set.lease().length().toString());
        }
      }
      case Change.EndLease end -> kind(node, ChangeKind.LEASE_END).put("route", end.route());
      case Change.Rollback rollback -> {
        kind(node, ChangeKind.ROLLBACK);
        rollback.routes().forEach(node.putArray("routes")::add);
      }
      case Change.Plan plan -> {
        kind(node, ChangeKind.PLAN).put("route", plan.route()).put("verb", plan.verb());
        node.put("plan", plan.after().plan()).put("state", plan.after().phase().label());
        node.put("step", plan.after().step()).put("share", plan.share().toString());
        if (!plan.back().isEmpty()) {
          plan.back().forEach(node.putArray("back")::add);
        }
      }
      case Change.ClearLatch clear -> {
        kind(node, ChangeKind.CLEAR).put("route", clear.route());
        if (clear.force()) {
          node.put("force", true);
        }
      }
      case Change.SetSwitch set -> {
        kind(node, ChangeKind.SWITCH).put("switch", set.position().label());
        if (set.lease() != null) {
          node.put("lease", set.lease().toString());
        }
      }
      case Change.EndSwitchLease _ -> kind(node, ChangeKind.SWITCH_LEASE_END);
      case Change.SetPin pin -> {
        kind(node, ChangeKind.PIN).put("route", pin.route()).put("application", pin.application());
        node.put("platform", label(pin.platform()));
        if (pin.until() != null) {
          node.put("until", pin.until().toString());
        }
      }
      case Change.SetTokens set ->
          kind(node, ChangeKind.TOKENS)
              .put("application", set.application())
              .put("tokens", label(set.platform()));
      case Change.Retire retire ->
          kind(node, retire.undo() ? ChangeKind.UNRETIRE : ChangeKind.RETIRE)
              .put("platform", "old");
      case Change.Note note ->
          kind(node, ChangeKind.NOTE).put("change", note.change()).put("note", note.note());
      case Change.Undo undo ->
          kind(node, ChangeKind.UNDO).put("change", undo.change()).put("undone", undo.words());
      case Change.Declare declare -> {
        kind(node, ChangeKind.DECLARE);
        if (declare.damage() != null) {
          node.put("damage", declare.damage());
        }
        shares(node.putObject("file"), declare.file());
      }
    }
    return node;
  }

  private static ObjectNode kind(ObjectNode node, ChangeKind kind) {
    return node.put("kind", kind.label());
  }

  private static String label(@Nullable Platform platform) {
    return platform == null ? "auto" : platform.label();
  }

  private static void shares(ObjectNode node, Map<String, Share> shares) {
    shares.forEach((route, share) -> node.put(route, share.toString()));
  }
}
