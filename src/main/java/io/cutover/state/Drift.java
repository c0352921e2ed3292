package io.cutover.state;

import io.cutover.split.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A route whose share in force is not the configuration file's: shown, never applied by itself. */
public record Drift(String route, Share file, Share state) {

  /** Compares the state with the shares of the file, by name of the route. */
  public static List<Drift> between(CutoverState state, Map<String, Share> file) {
    List<Drift> drift = new ArrayList<>();
    new TreeMap<>(file)
        .forEach(
            (name, share) -> {
              RouteState route = state.routes().get(name);
              if (route != null && !route.share().equals(share)) {
                drift.add(new Drift(name, share, route.share()));
              }
            });
    return List.copyOf(drift);
  }
}
