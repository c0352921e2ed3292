package io.cutover.notify;

import io.cutover.config.NotifyConfig.Event;
import io.cutover.split.Share;
import io.cutover.state.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads off a change's record what is worth telling. Pure. */
final class Noticed {
  private Noticed() {}

  /**
   * Returns a notice for each route that was rolled back, latched, paused or completed; one for all
   * routes of a group.
   *
   * @param named the routes that go by a key of the state
   */
  static List<Notice> in(Recorded change, Function<String, List<String>> named) {
    JsonNode record = change.record();
    List<Notice> notices = new ArrayList<>();
    record
        .path("after")
        .path("routes")
        .properties()
        .forEach(
            route -> {
              JsonNode before = record.path("before").path("routes").path(route.getKey());
              Notice notice =
                  of(change, Subject.of(route.getKey(), named), before, route.getValue());
              if (notice != null) {
                notices.add(notice);
              }
            });
    return notices;
  }

  /**
   * What a notice is of.
   *
   * @param shown as people know it
   * @param command the route that commands take: any of a group's stands for all
   */
  private record Subject(String shown, String command) {
    static Subject of(String key, Function<String, List<String>> named) {
      List<String> names = named.apply(key);
      return switch (names.size()) {
        case 0 -> new Subject(key, key);
        case 1 -> new Subject(names.getFirst(), names.getFirst());
        default -> new Subject(key + " (" + String.join(", ", names) + ")", names.getFirst());
      };
    }
  }

  private static @Nullable Notice of(
      Recorded change, Subject route, JsonNode before, JsonNode after) {
    if (after.has("latch") && (!before.has("latch") || isBack(change, before, after))) {
      return latched(change, route, before, after);
    }
    String was = before.path("plan").path("state").asString("");
    String is = after.path("plan").path("state").asString("");
    if (was.equals(is)) {
      return null;
    }
    return switch (is) {
      case "paused" -> paused(change, route, after);
      case "complete" -> completed(change, route, after);
      default -> null;
    };
  }

  /** What was held where it stood for damage is latched, and yet goes back when it is told to. */
  private static boolean isBack(Recorded change, JsonNode before, JsonNode after) {
    return change.record().path("what").path("kind").asString("").equals("rollback")
        && before.path("share").asInt(0) > 0
        && after.path("share").asInt(0) == 0;
  }

  private static Notice latched(Recorded change, Subject route, JsonNode before, JsonNode after) {
    boolean damage =
        !before.has("latch") && after.path("latch").path("cause").asString("").equals("damage");
    String from = share(before);
    String to = share(after);
    List<String> done = new ArrayList<>();
    done.add(
        damage
            ? "the share is held at " + to
            : "the share went from %s to %s at once".formatted(from, to));
    if (!damage
        && before
            .path("plan")
            .path("state")
            .asString("")
            .matches("running|holding|paused|baking")) {
      done.add("plan " + before.path("plan").path("plan").asString("") + " was ended");
    }
    if (!damage) {
      done.add("pins and overrides to new are suspended");
    }
    done.add("nothing raises it until the latch is lifted");
    String cools = after.path("latch").path("cools").asString("");
    if (!cools.isEmpty()) {
      done.add("the latch cools down until " + cools);
    }
    if (!change.persisted()) {
      done.add("it is in force, but not stored yet");
    }
    return notice(
        change,
        damage ? Event.LATCH : Event.ROLLBACK,
        route,
        damage
            ? "%s is latched at %s: its stored state was damaged".formatted(route.shown(), to)
            : "%s was rolled back from %s to %s".formatted(route.shown(), from, to),
        String.join("; ", done),
        "cutover plan clear %s --reason …".formatted(route.command()));
  }

  private static Notice paused(Recorded change, Subject route, JsonNode after) {
    return notice(
        change,
        Event.PAUSE,
        route,
        "plan %s of %s is paused at %s".formatted(plan(after), route.shown(), share(after)),
        "the share stays at %s; guards stay on".formatted(share(after)),
        "cutover plan resume %s --reason …".formatted(route.command()));
  }

  private static Notice completed(Recorded change, Subject route, JsonNode after) {
    return notice(
        change,
        Event.COMPLETE,
        route,
        "plan %s of %s is complete at %s".formatted(plan(after), route.shown(), share(after)),
        "the share is %s; the route's home is %s"
            .formatted(share(after), after.path("home").asString("old")),
        "cutover report");
  }

  private static Notice notice(
      Recorded change, Event event, Subject route, String what, String done, String next) {
    JsonNode record = change.record();
    String as = record.path("as").asString("");
    String by = record.path("by").asString("?") + (as.isEmpty() ? "" : " (as " + as + ")");
    return new Notice(
        change.change() + "-" + route.command(),
        event,
        Instant.parse(record.path("at").asString("")),
        route.command(),
        change.change(),
        by,
        what,
        why(record),
        done,
        next);
  }

  private static String why(JsonNode record) {
    String damage = record.path("what").path("damage").asString("");
    String reason = record.path("reason").asString("");
    if (!reason.isBlank() || !damage.isBlank()) {
      return reason.isBlank() ? damage : reason;
    }
    return "no reason was given";
  }

  private static String plan(JsonNode route) {
    return route.path("plan").path("plan").asString("");
  }

  private static String share(JsonNode route) {
    return new Share(route.path("share").asInt(0)).toString();
  }

  /** Returns the notice of a configuration that was refused. */
  static Notice refused(String id, Instant at, String file, List<String> errors) {
    int shown = Math.min(5, errors.size());
    String more = errors.size() > shown ? " … and %d more".formatted(errors.size() - shown) : "";
    return new Notice(
        id,
        Event.CONFIG,
        at,
        null,
        null,
        "gateway",
        "the configuration in %s was refused".formatted(file),
        errors.stream().limit(shown).collect(Collectors.joining("; ")) + more,
        "the last good configuration stays in force, whole",
        "cutover check -c " + file);
  }
}
