package io.cutover.admin;

import io.cutover.admin.Call.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All endpoints of a listener, and which of them a path and method mean. Immutable. */
final class Places {
  private final List<Place> places;

  Places(List<Place> places) {
    this.places = List.copyOf(places);
  }

  List<Place> all() {
    return places;
  }

  /** What a method and path mean. */
  sealed interface Found {
    /** An endpoint, with what its braces stand for. */
    record At(Place place, Map<String, String> names) implements Found {}

    /** The path is one of ours, the method is not. */
    record OtherMethods(Set<String> allowed) implements Found {}

    /** Nothing stands there. */
    record Nowhere() implements Found {}
  }

  /**
   * Finds an endpoint. HEAD is GET without the body, RFC 9110 section 9.3.2.
   *
   * @param rawPath as received: names need no percent-encoding, so that an encoded one is none
   */
  Found find(String method, String rawPath) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    List<String> path = List.of(rawPath.substring(1).split("/", -1));
    Set<String> allowed = new TreeSet<>();
    for (Place place : places) {
      Map<String, String> names = match(place.path(), path);
      if (names == null) {
        continue;
      }
      if (place.method().equals(wanted)) {
        return new Found.At(place, names);
      }
      allowed.add(place.method());
      if (place.method().equals("GET")) {
        allowed.add("HEAD");
      }
    }
    return allowed.isEmpty() ? new Found.Nowhere() : new Found.OtherMethods(allowed);
  }

  private static @Nullable Map<String, String> match(List<String> pattern, List<String> path) {
    if (pattern.size() != path.size()) {
      return null;
    }
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < pattern.size(); i++) {
      String part = pattern.get(i);
      if (part.startsWith("{") && !path.get(i).isEmpty()) {
        names.put(part.substring(1, part.length() - 1), path.get(i));
      } else if (!part.equals(path.get(i))) {
        return null;
      }
    }
    return names;
  }
}
