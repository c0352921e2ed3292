package io.cutover.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map of the file as it is shown, in the order of its making. */
final class Tree extends LinkedHashMap<String, Object> {
  private static final long serialVersionUID = 1;

  Tree with(String key, Object value) {
    put(key, value);
    return this;
  }

  void putIfThere(String key, @Nullable Object value) {
    if (value != null) {
      put(key, value.toString());
    }
  }

  void putSome(String key, Map<String, ?> values) {
    if (!values.isEmpty()) {
      put(key, values);
    }
  }

  /** Sets have no order of their own: they are shown sorted. */
  void putSome(String key, Collection<String> values) {
    if (!values.isEmpty()) {
      put(key, List.copyOf(new TreeSet<>(values)));
    }
  }

  static <T> List<Object> each(Collection<T> things, Function<T, Object> shown) {
    List<Object> all = new ArrayList<>();
    things.forEach(thing -> all.add(shown.apply(thing)));
    return all;
  }
}
