package io.cutover.metric;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counters that forget: a ring of time slots, each with the same cells.
 *
 * <p>A cell is one long, the slot's number above and the count below, so that a slot needs no
 * clearing when its place in the ring comes round again: a count under an older number is none.
 * Every count is one compare-and-set; nothing is locked, no thread waits for another. Event loops
 * count in stripes of their own, which are made when first used. Any thread.
 */
final class Rolling {
  private static final int STRIPES =
      Integer.highestOneBit(Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4));
  private static final long COUNT = 0xFFFF_FFFFL;

  private final int cells;
  private final int slots;
  private final AtomicReferenceArray<@Nullable AtomicLongArray> stripes =
      new AtomicReferenceArray<>(STRIPES);

  /**
   * Makes them all 0.
   *
   * @param slots how many slots a sum covers, the present one among them
   */
  Rolling(int cells, int slots) {
    this.cells = cells;
    this.slots = slots;
  }

  /** Counts one in a cell of the present slot; slots are numbered from 0 and never go back far. */
  void count(long slot, int cell) {
    int index = index(slot, cell);
    long stamp = stamp(slot);
    AtomicLongArray stripe = stripe();
    long seen = stripe.getPlain(index);
    while (true) {
      long next = (seen & ~COUNT) == stamp ? seen + 1 : stamp + 1;
      long witness = stripe.compareAndExchange(index, seen, next);
      if (witness == seen) {
        return;
      }
      seen = witness;
    }
  }

  /** Returns what was counted in a cell in the present slot and those before it. */
  long sum(long slot, int cell) {
    long sum = 0;
    for (long past = slot; past >= 0 && past > slot - slots; past--) {
      sum += at(past, cell);
    }
    return sum;
  }

  /** Returns what was counted in a cell in one slot, the present one or one that a sum covers. */
  long at(long slot, int cell) {
    long sum = 0;
    for (int s = 0; slot >= 0 && s < STRIPES; s++) {
      AtomicLongArray stripe = stripes.get(s);
      long value = stripe == null ? 0 : stripe.get(index(slot, cell));
      sum += (value & ~COUNT) == stamp(slot) ? value & COUNT : 0;
    }
    return sum;
  }

  private int index(long slot, int cell) {
    return (int) (slot % slots) * cells + cell;
  }

  // From 1, so that an untouched cell belongs to no slot.
  private static long stamp(long slot) {
    return (slot + 1) << 32;
  }

  private AtomicLongArray stripe() {
    int index = (int) Thread.currentThread().threadId() & (STRIPES - 1);
    AtomicLongArray stripe = stripes.get(index);
    if (stripe != null) {
      return stripe;
    }
    AtomicLongArray fresh = new AtomicLongArray(cells * slots);
    AtomicLongArray other = stripes.compareAndExchange(index, null, fresh);
    return other == null ? fresh : other;
  }
}
