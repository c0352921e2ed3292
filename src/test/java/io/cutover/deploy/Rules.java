package io.cutover.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The shipped rules as the files have them. */
final class Rules {
  static final Path FOLDER = Path.of("deploy/prometheus");

  private Rules() {}

  static Map<?, ?> yaml(Path file) {
    try {
      return (Map<?, ?>)
          new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Map<?, ?>> rules(String file) {
    List<Map<?, ?>> rules = new ArrayList<>();
    for (Object group : (List<?>) yaml(FOLDER.resolve("rules/" + file)).get("groups")) {
      ((List<?>) ((Map<?, ?>) group).get("rules")).forEach(rule -> rules.add((Map<?, ?>) rule));
    }
    return rules;
  }

  static List<Map<?, ?>> alerts() {
    return rules("alerts.yml");
  }

  static List<Map<?, ?>> recording() {
    return rules("recording.yml");
  }

  /** Returns the names that the recording rules make. */
  static Set<String> recorded() {
    return recording().stream()
        .map(rule -> (String) rule.get("record"))
        .collect(Collectors.toSet());
  }
}
