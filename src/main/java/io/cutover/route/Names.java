package io.cutover.route;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values by names that are bytes, found without making an object. Filled on one thread, then only
 * read, by any.
 */
final class Names<V> {
  private byte[][] keys = new byte[4][];
  private Object[] values = new Object[4];
  private int size;

  void put(byte[] name, V value) {
    if (2 * size >= keys.length) {
      byte[][] oldKeys = keys;
      Object[] oldValues = values;
      keys = new byte[2 * oldKeys.length][];
      values = new Object[2 * oldKeys.length];
      for (int i = 0; i < oldKeys.length; i++) {
        if (oldKeys[i] != null) {
          int slot = slot(oldKeys[i], 0, oldKeys[i].length);
          keys[slot] = oldKeys[i];
          values[slot] = oldValues[i];
        }
      }
    }
    int slot = slot(name, 0, name.length);
    if (keys[slot] == null) {
      size++;
    }
    keys[slot] = name;
    values[slot] = value;
  }

  @SuppressWarnings("unchecked") // only put() writes
  @Nullable V get(byte[] bytes, int start, int end) {
    return size == 0 ? null : (V) values[slot(bytes, start, end)];
  }

  private int slot(byte[] bytes, int start, int end) {
    int hash = 0;
    for (int i = start; i < end; i++) {
      hash = hash * 31 + bytes[i];
    }
    int slot = (hash ^ hash >>> 15) & (keys.length - 1);
    while (keys[slot] != null
        && !Arrays.equals(keys[slot], 0, keys[slot].length, bytes, start, end)) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
