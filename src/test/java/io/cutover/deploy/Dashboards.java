package io.cutover.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shipped dashboards as Grafana reads them. */
public final class Dashboards {
  private static final Path FOLDER = Path.of("deploy/grafana/dashboards");

  private Dashboards() {}

  /** Returns each dashboard by its file's name. */
  static Map<String, JsonNode> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      Map<String, JsonNode> all = new TreeMap<>();
      for (Path file : files.toList()) {
        all.put(
            file.getFileName().toString(), JsonMapper.shared().readTree(Files.readString(file)));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns every expression of a dashboard: of its panels and of its annotations. */
  static List<String> expressions(JsonNode dashboard) {
    List<String> all = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      panel.path("targets").forEach(target -> all.add(target.path("expr").asString()));
    }
    for (JsonNode annotation : dashboard.at("/annotations/list")) {
      if (annotation.has("expr")) {
        all.add(annotation.path("expr").asString());
      }
    }
    return all;
  }

  /** Returns every expression of every dashboard as Grafana sends it with all variables at all. */
  public static List<String> sent() {
    return all().values().stream()
        .flatMap(dashboard -> expressions(dashboard).stream())
        .map(expr -> expr.replace("$__rate_interval", "1m").replaceAll("\\$\\w+", ".*"))
        .toList();
  }
}
