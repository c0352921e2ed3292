package io.cutover.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map of the file, its keys known to be allowed; or one that is not there and has none.
 *
 * <p>It may lie over another block of the same keys, the defaults: what it does not have is looked
 * up there, key by key, in blocks inside it too.
 */
final class Block {
  private final Value at;
  private final Map<String, Value> own;
  private final @Nullable Block under;

  private Block(Value at, Map<String, Value> own, @Nullable Block under) {
    this.at = at;
    this.own = own;
    this.under = under;
  }

  /** Returns null when the value is no map; unknown keys and those given twice are reported. */
  static @Nullable Block of(Value value, Keys keys) {
    List<Value.Entry> entries = value.entries();
    if (entries == null) {
      return null;
    }
    Map<String, Value> own = new LinkedHashMap<>();
    for (Value.Entry entry : entries) {
      if (keys.admit(entry)) {
        own.put(entry.name(), entry.value());
      }
    }
    return new Block(value, own, null);
  }

  Block over(Block defaults) {
    return new Block(at, own, defaults);
  }

  /** Returns whether the key stands in this block itself. */
  boolean owns(Key<?> key) {
    return own.containsKey(key.name());
  }

  /** Returns whether the key stands in this block or the one under it, be its value good or not. */
  boolean has(Key<?> key) {
    return owns(key) || (under != null && under.has(key));
  }

  /** Returns the key's value, or the place where it is missing. */
  Value at(Key<?> key) {
    Value value = own.get(key.name());
    if (value != null) {
      return value;
    }
    return under != null && under.has(key) ? under.at(key) : at.missing(key.name());
  }

  /** Returns the value; null when it is absent, or wrong, which was reported. */
  <T> @Nullable T get(Key<T> key) {
    return has(key) ? key.kind().read(at(key)) : null;
  }

  /** Returns the value, or the fallback when it is absent or wrong. */
  <T> T get(Key<T> key, T fallback) {
    T value = get(key);
    return value == null ? fallback : value;
  }

  /** Returns the value; null when it is wrong or, which is reported too, absent. */
  <T> @Nullable T need(Key<T> key) {
    return has(key) ? get(key) : at(key).wrong("is missing", "add it: " + key.says());
  }

  /**
   * Returns the block of this key over that of the defaults; without keys when neither is there.
   */
  Block sub(Key<Block> key) {
    Block inner = owns(key) ? key.kind().read(at(key)) : null;
    if (inner == null) {
      inner = new Block(at.missing(key.name()), Map.of(), null);
    }
    return under == null ? inner : inner.over(under.sub(key));
  }

  /** The same for a block that a word may stand in place of: a word is what it is, over all. */
  @Nullable Optional<Block> layered(Key<Optional<Block>> key) {
    Optional<Block> inner = get(key);
    Optional<Block> below = under == null || !owns(key) ? null : under.layered(key);
    return inner == null || below == null
        ? inner
        : inner.map(own -> below.map(own::over).orElse(own));
  }
}
