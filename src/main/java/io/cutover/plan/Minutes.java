package io.cutover.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What was counted in one step, minute by minute; minutes long ago are one. One thread. */
final class Minutes {
  /** So many minutes are kept one by one; windows start in the last {@link Wealth#RECENT}. */
  private static final int KEPT = 60;

  private final List<Look> ended = new ArrayList<>();
  private final Look older;
  private int gone;
  private Look open;

  Minutes(int applications) {
    open = new Look(applications);
    older = new Look(applications);
  }

  /** Returns the open minute. */
  Look open() {
    return open;
  }

  /** Ends the open minute; the next begins. */
  void end() {
    ended.add(open);
    if (ended.size() > KEPT) {
      older.add(ended.removeFirst());
      gone++;
    }
    open = new Look(open.applications());
  }

  /** Returns the number of the open minute, from 0. */
  int now() {
    return gone + ended.size();
  }

  /** Returns the first minute that is kept by itself. */
  int first() {
    return gone;
  }

  /** Returns one minute from {@link #first} to {@link #now}. */
  Look at(int minute) {
    return minute == now() ? open : ended.get(minute - gone);
  }

  /** Returns all minutes from one on, those that are one first. */
  List<Look> since(int minute) {
    List<Look> window = new ArrayList<>();
    if (minute < gone) {
      window.add(older);
    }
    window.addAll(ended.subList(Math.clamp(minute - gone, 0, ended.size()), ended.size()));
    window.add(open);
    return window;
  }

  /** Returns the requests on the new platform. */
  long requests() {
    return since(0).stream().mapToLong(minute -> Arrays.stream(minute.requests).sum()).sum();
  }
}
