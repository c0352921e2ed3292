package io.cutover.demo;

import io.cutover.split.Share;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The shares that one route was given, and when, on the clock of {@link System#nanoTime()}.
 *
 * <p>Between the asking for a change and its having settled either share may be in force. Written
 * by the thread that asks, read by any.
 */
final class ShareHistory {
  private volatile List<Change> changes =
      List.of(new Change(Share.NONE, Long.MIN_VALUE, Long.MIN_VALUE));

  /**
   * A share that was asked for.
   *
   * @param asked before the gateway could know of it
   * @param settled from when on the gateway must act on it; {@link Long#MAX_VALUE}: not known yet
   */
  private record Change(Share share, long asked, long settled) {}

  /** Notes that a share is about to be asked for. */
  void asking(Share share, long now) {
    List<Change> more = new ArrayList<>(changes);
    more.add(new Change(share, now, Long.MAX_VALUE));
    changes = List.copyOf(more);
  }

  /** Notes from when on the share asked for last is the only one in force. */
  void settled(long at) {
    List<Change> same = new ArrayList<>(changes);
    Change last = same.removeLast();
    same.add(new Change(last.share(), last.asked(), at));
    changes = List.copyOf(same);
  }

  /** Returns the share asked for last. */
  Share asked() {
    return changes.getLast().share();
  }

  /** Returns the share that was the last one asked for at a time. */
  Share asked(long at) {
    return changes.reversed().stream()
        .filter(change -> change.asked() <= at)
        .findFirst()
        .map(Change::share)
        .orElse(Share.NONE);
  }

  /** Returns the highest share that was ever asked for. */
  Share highest() {
    return changes.stream().map(Change::share).max(Share::compareTo).orElse(Share.NONE);
  }

  /** Returns the share of a step. */
  Share share(int step) {
    return changes.get(step).share();
  }

  /** Returns how many steps there have been, the start included. */
  int steps() {
    return changes.size();
  }

  /** Returns every share that may have been in force at some time between two times. */
  Set<Share> inForce(long from, long to) {
    List<Change> all = changes;
    Set<Share> shares = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      long end = i + 1 < all.size() ? all.get(i + 1).settled() : Long.MAX_VALUE;
      if (all.get(i).asked() <= to && end >= from) {
        shares.add(all.get(i).share());
      }
    }
    return shares;
  }

  /** Returns the step that was alone in force all the time between two times; -1: none was. */
  int step(long from, long to) {
    List<Change> all = changes;
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).settled() <= from && (i + 1 == all.size() || to < all.get(i + 1).asked())) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the steps that were alone in force at some but not all of the time between. */
  List<Integer> edges(long from, long to) {
    List<Change> all = changes;
    List<Integer> steps = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      long end = i + 1 < all.size() ? all.get(i + 1).asked() : Long.MAX_VALUE;
      boolean overlaps = all.get(i).settled() <= to && from < end;
      boolean contains = all.get(i).settled() <= from && to < end;
      if (overlaps && !contains) {
        steps.add(i);
      }
    }
    return steps;
  }
}
