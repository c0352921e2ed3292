package io.cutover.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where two configurations differ, both as they may be shown: what is secret is hidden in both, so
 * that another secret is no difference. Pure.
 */
final class ConfigDiff {
  private ConfigDiff() {}

  /**
   * One value that differs.
   *
   * @param path as {@code routes[orders].share}
   * @param running null: it is not there
   * @param file null: it is not there
   */
  record Difference(String path, @Nullable JsonNode running, @Nullable JsonNode file) {}

  /** Returns every difference, in the order of the running configuration. */
  static List<Difference> between(JsonNode running, JsonNode file) {
    List<Difference> found = new ArrayList<>();
    compare("", running, file, found);
    return found;
  }

  private static void compare(
      String path, @Nullable JsonNode running, @Nullable JsonNode file, List<Difference> found) {
    if (running == null || file == null) {
      found.add(new Difference(path, running, file));
    } else if (running.isObject() && file.isObject()) {
      members(path.isEmpty() ? "" : path + ".", "", byKey(running), byKey(file), found);
    } else if (isNamed(running) && isNamed(file)) {
      members(path + "[", "]", byName(running), byName(file), found);
    } else if (!running.equals(file)) {
      found.add(new Difference(path, running, file));
    }
  }

  private static void members(
      String before,
      String after,
      Map<String, JsonNode> running,
      Map<String, JsonNode> file,
      List<Difference> found) {
    Set<String> all = new LinkedHashSet<>(running.keySet());
    all.addAll(file.keySet());
    for (String name : all) {
      compare(before + name + after, running.get(name), file.get(name), found);
    }
  }

  private static Map<String, JsonNode> byKey(JsonNode object) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    object.properties().forEach(each -> members.put(each.getKey(), each.getValue()));
    return members;
  }

  /**
   * A list whose entries are told apart by a name, each by its own: their order does not matter.
   */
  private static boolean isNamed(JsonNode list) {
    return list.isArray()
        && list.valueStream().allMatch(each -> each.path("name").isString())
        && byName(list).size() == list.size();
  }

  private static Map<String, JsonNode> byName(JsonNode list) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    list.forEach(each -> members.put(each.path("name").asString(""), each));
    return members;
  }
}
