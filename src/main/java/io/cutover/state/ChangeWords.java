package io.cutover.state;

import io.cutover.split.Share;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a change did, as a sentence without a full stop. Read off its record, so that what an older
 * version wrote is told in the same words. Pure.
 */
public final class ChangeWords {
  /** Routes that one sentence names. */
  private static final int MOST_ROUTES = 5;

  private ChangeWords() {}

  /** Returns the sentence of a change's record. */
  public static String of(JsonNode record) {
    JsonNode what = record.path("what");
    String label = text(what, "kind");
    ChangeKind kind = ChangeKind.of(label);
    return kind == null
        ? "a change of the kind '%s', which this version does not know".formatted(label)
        : of(kind, what, record.path("after"));
  }

  /** Returns why a change can not be undone, whatever has come after it; null: it can. */
  public static @Nullable String notUndone(JsonNode record) {
    ChangeKind kind = ChangeKind.of(text(record.path("what"), "kind"));
    if (kind == null) {
      return "this version does not know its kind";
    }
    return kind.notUndone == null && record.path("before").isEmpty()
        ? "it changed nothing that could be undone"
        : kind.notUndone;
  }

  /** Returns a shorter one, for a sentence that tells of it: it does not itself tell of another. */
  static String briefly(JsonNode record) {
    JsonNode what = record.path("what");
    return ChangeKind.of(text(what, "kind")) == ChangeKind.UNDO
        ? "change %s undone".formatted(text(what, "change"))
        : of(record);
  }

  private static String of(ChangeKind kind, JsonNode what, JsonNode after) {
    String route = text(what, "route");
    return switch (kind) {
      case SHARE -> "share of %s set to %s%s".formatted(route, text(what, "share"), lease(what));
      case LEASE_END ->
          "lease of %s ended: its share is %s"
              .formatted(route, share(after.path("routes").path(route).path("share")));
      case ROLLBACK -> "%s rolled back to 0%%".formatted(listed(what.path("routes")));
      case PLAN -> plan(what, route);
      case CLEAR ->
          "latch of %s lifted%s"
              .formatted(route, what.path("force").asBoolean(false) ? " by force" : "");
      case SWITCH -> "switch set to %s%s".formatted(text(what, "switch"), lease(what));
      case SWITCH_LEASE_END ->
          "lease of the switch ended: it is back on "
              + after.path("switch").path("position").asString("?");
      case PIN -> pin(what, route);
      case TOKENS -> "tokens of %s: %s".formatted(text(what, "application"), text(what, "tokens"));
      case RETIRE -> "platform old retired";
      case UNRETIRE -> "retirement of platform old taken back";
      case NOTE -> "note on change %s: %s".formatted(text(what, "change"), text(what, "note"));
      case UNDO -> undo(what);
      case DECLARE -> declare(what, after);
    };
  }

  private static String plan(JsonNode what, String route) {
    JsonNode back = what.path("back");
    String state = text(what, "state");
    // Past the last step there is none to number.
    boolean stepping = Set.of("running", "holding", "paused").contains(state);
    return "plan %s of %s %s: %s, %s%s%s"
        .formatted(
            text(what, "plan"),
            route,
            done(text(what, "verb")),
            state.equals("rolledBack") ? "rolled back" : state,
            stepping ? "step %d, ".formatted(what.path("step").asInt(0) + 1) : "",
            text(what, "share"),
            back.isEmpty() ? "" : "; sent back to old alone: " + listed(back));
  }

  private static String done(String verb) {
    return switch (verb) {
      case "start" -> "started";
      case "step" -> "went on";
      case "advance" -> "advanced";
      case "pause" -> "paused";
      case "resume" -> "resumed";
      case "abort" -> "aborted";
      case "stop" -> "stopped";
      case "complete" -> "completed";
      case "rollback" -> "rolled back";
      case "hold" -> "waits";
      case "held" -> "holds";
      case "extend" -> "held once more";
      case "restart" -> "began its evidence anew";
      case "bake", "baked" -> "baked";
      case "home" -> "ended";
      case "return" -> "sent applications back";
      default -> verb;
    };
  }

  private static String pin(JsonNode what, String route) {
    String application = text(what, "application");
    String platform = text(what, "platform");
    String until = what.path("until").asString("");
    return platform.equals("auto")
        ? "pin of application %s on %s taken off".formatted(application, route)
        : "application %s pinned to %s on %s%s"
            .formatted(application, platform, route, until.isEmpty() ? "" : " until " + until);
  }

  private static String undo(JsonNode what) {
    String change = text(what, "change");
    return what.has("undone")
        ? "change %s undone (%s)".formatted(change, text(what, "undone"))
        : "change %s undone".formatted(change);
  }

  private static String declare(JsonNode what, JsonNode after) {
    if (what.has("damage")) {
      return "every route latched, for the stored state was damaged: " + text(what, "damage");
    }
    List<String> routes = new ArrayList<>();
    for (Map.Entry<String, JsonNode> route : after.path("routes").properties()) {
      String is = share(route.getValue().path("share"));
      String file = share(route.getValue().path("declared"));
      routes.add(
          route.getKey()
              + " "
              + file
              + (is.equals(file) ? "" : " (its share stays at " + is + ")"));
    }
    int more = routes.size() - MOST_ROUTES;
    return "shares taken from the configuration: "
        + routes.stream().limit(MOST_ROUTES).collect(Collectors.joining(", "))
        + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private static String share(JsonNode basisPoints) {
    return new Share(basisPoints.asInt(0)).toString();
  }

  private static String listed(JsonNode names) {
    return names.valueStream().map(JsonNode::asString).collect(Collectors.joining(", "));
  }

  private static String lease(JsonNode what) {
    return what.has("lease") ? " for " + duration(text(what, "lease")) : "";
  }

  /** Writes a duration as operators do: {@code 90m}, {@code 2h}. */
  private static String duration(String iso) {
    try {
      long seconds = Duration.parse(iso).toSeconds();
      return seconds % 86_400 == 0
          ? seconds / 86_400 + "d"
          : seconds % 3600 == 0
              ? seconds / 3600 + "h"
              : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    } catch (DateTimeParseException e) {
      return iso;
    }
  }

  /** Writes an instant as people read it: to the second. */
  public static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String text(JsonNode what, String name) {
    return what.path(name).asString("?");
  }
}
