package io.cutover.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What may stand as a value: reads it, and describes itself for the schema, so that the two can not
 * drift apart.
 */
interface Kind<T> {

  /** Returns the value, or null when what is wrong with it was reported. */
  @Nullable T read(Value value);

  /** Returns a JSON Schema (2020-12) that accepts at least what {@link #read} does. */
  Map<String, Object> schema();

  /** Reads scalars only: what a text becomes, or null when that was reported. */
  interface Parser<T> {
    @Nullable T parse(String text, Value at);
  }

  static <T> Kind<T> of(Map<String, Object> schema, Function<Value, @Nullable T> reader) {
    return new Kind<>() {
      @Override
      public @Nullable T read(Value value) {
        return reader.apply(value);
      }

      @Override
      public Map<String, Object> schema() {
        return schema;
      }
    };
  }

  /** A scalar, its placeholders filled in. */
  static <T> Kind<T> filled(Map<String, Object> schema, Parser<T> parser) {
    return of(
        schema,
        value -> {
          String text = value.filled();
          return text == null ? null : parser.parse(text, value);
        });
  }

  /** A list of such values. */
  static <T> Kind<List<T>> list(Kind<T> kind) {
    return of(Map.of("type", "array", "items", kind.schema()), value -> items(value, kind));
  }

  /** A list of such values that is not empty. */
  static <T> Kind<List<T>> some(Kind<T> kind) {
    return of(
        Map.of("type", "array", "minItems", 1, "items", kind.schema()),
        value -> {
          List<Value> items = value.items();
          return items != null && items.isEmpty()
              ? value.wrong("is an empty list", "name at least one")
              : items(value, kind);
        });
  }

  private static <T> @Nullable List<T> items(Value value, Kind<T> kind) {
    List<Value> items = value.items();
    if (items == null) {
      return null;
    }
    List<T> read = new ArrayList<>();
    for (Value item : items) {
      T one = kind.read(item);
      if (one != null) {
        read.add(one);
      }
    }
    return read;
  }

  /** One such value, or a list of them that is not empty. */
  static <T> Kind<List<T>> oneOrSome(Kind<T> kind) {
    Kind<List<T>> some = some(kind);
    return of(
        Map.of("anyOf", List.of(kind.schema(), some.schema())),
        value -> {
          if (value.isList()) {
            return some.read(value);
          }
          T one = kind.read(value);
          return one == null ? null : List.of(one);
        });
  }

  /** A word with a meaning of its own, or such a value. */
  static <T> Kind<T> wordOr(String word, T meaning, Kind<T> other) {
    return of(
        Map.of("anyOf", List.of(Map.of("const", word), other.schema())),
        value -> value.is(word) ? meaning : other.read(value.or(word)));
  }

  /** A word that says that there is none, or such a value. */
  static <T> Kind<Optional<T>> wordOr(String none, Kind<T> other) {
    return wordOr(
        none,
        Optional.empty(),
        of(
            other.schema(),
            value -> {
              T read = other.read(value);
              return read == null ? null : Optional.of(read);
            }));
  }

  /** A map with these keys. */
  static Kind<Block> block(Keys keys) {
    return of(keys.schema(), value -> Block.of(value, keys));
  }

  /** A map with these keys, and what it becomes. */
  static <T> Kind<T> block(Keys keys, Function<Block, @Nullable T> reader) {
    return of(
        keys.schema(),
        value -> {
          Block block = Block.of(value, keys);
          return block == null ? null : reader.apply(block);
        });
  }

  /** A map whose keys are names of one kind, told apart without regard to case. */
  static Kind<Map<String, String>> map(Kind<String> names, Kind<String> values) {
    return of(
        Map.of(
            "type",
            "object",
            "propertyNames",
            names.schema(),
            "additionalProperties",
            values.schema()),
        value -> {
          List<Value.Entry> entries = value.entries();
          if (entries == null) {
            return null;
          }
          Map<String, String> read = new LinkedHashMap<>();
          Set<String> seen = new HashSet<>();
          for (Value.Entry entry : entries) {
            String name = names.read(entry.key());
            String text = values.read(entry.value());
            if (name == null || text == null) {
              continue;
            }
            if (!seen.add(name.toLowerCase(Locale.ROOT))) {
              entry.key().wrong("is given twice, in another case", "keep one of them");
            }
            read.put(name, text);
          }
          return Collections.unmodifiableMap(read);
        });
  }

  /** A map from names to values, in the order of the file; names given twice are reported. */
  static <T> Kind<Map<String, T>> named(Kind<String> names, Kind<T> values) {
    return of(
        Map.of(
            "type",
            "object",
            "propertyNames",
            names.schema(),
            "additionalProperties",
            values.schema()),
        value -> {
          List<Value.Entry> entries = value.entries();
          if (entries == null) {
            return null;
          }
          Map<String, T> read = new LinkedHashMap<>();
          for (Value.Entry entry : entries) {
            String name = names.read(entry.key());
            T one = values.read(entry.value());
            if (name != null && one != null) {
              read.put(name, one);
            }
          }
          return Collections.unmodifiableMap(read);
        });
  }

  /** A value that keeps its place, for checks that compare it with others. */
  static <T> Kind<Placed<T>> placed(Kind<T> kind) {
    return of(
        kind.schema(),
        value -> {
          T it = kind.read(value);
          return it == null ? null : new Placed<>(value, it);
        });
  }

  /** A value that was read, and where. */
  record Placed<T>(Value at, T it) {}
}
