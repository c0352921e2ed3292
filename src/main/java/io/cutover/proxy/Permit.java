package io.cutover.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cutover.decide.Choice;
import io.cutover.decide.Decide;
import io.cutover.decide.Usable;
import io.cutover.fault.PlatformFault;
import io.cutover.http.Head;
import io.cutover.http.OwnAnswer;
import io.cutover.http.Problem;
import io.cutover.split.Platform;
import io.cutover.throttle.Guard;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's part of the new platform's capacity: asked for before it goes there, and told what
 * its answer says. On its event loop only.
 */
final class Permit {
  /** How Envoy, and so Choreo, says what is left of a window. */
  private static final byte[][] REMAINING = {
    "x-ratelimit-remaining".getBytes(US_ASCII), "ratelimit-remaining".getBytes(US_ASCII)
  };

  /** Choreo's code for an API whose quota is used up, whoever used it. */
  private static final int ROUTE_THROTTLED = 900800;

  private final Guard guard;
  private final InstantSource clock;
  private final int place;
  private long ticket = Guard.NONE;

  private Permit(Guard guard, InstantSource clock, int place) {
    this.guard = guard;
    this.clock = clock;
    this.place = place;
  }

  /**
   * Returns the permit of a request that may go to the new platform; null: nobody guards it.
   *
   * @param bucket of its key, or {@link Choice#NO_BUCKET}
   * @param usable where it can be served: who cannot go to the old platform is the last to give way
   */
  static @Nullable Permit of(
      @Nullable Guard guard, InstantSource clock, int bucket, Usable usable) {
    return guard == null
        ? null
        : new Permit(guard, clock, usable.has(Platform.OLD) ? guard.place(bucket) : 0);
  }

  /** Returns whether there is room; nothing is taken. */
  boolean hasRoom() {
    return guard.room(place, clock.millis());
  }

  /** Takes what a decision needs; returns it, or what becomes of it when another was faster. */
  Choice settle(Choice choice, Usable usable) {
    if (choice.meantNew()) {
      guard.arrived(place, clock.millis());
    }
    return choice.platform() == Platform.NEW && !take() ? Decide.spilled(choice, usable) : choice;
  }

  /** Takes a permit for an attempt; returns whether there was one. */
  boolean take() {
    ticket = guard.take(clock.millis());
    return ticket != Guard.NONE;
  }

  /** The new platform answered. */
  void heard(Head answer) {
    for (byte[] name : REMAINING) {
      int i = answer.find(name, 0);
      long remaining = i < 0 ? -1 : number(answer, i);
      if (ticket != Guard.NONE && remaining >= 0) {
        guard.told(ticket, remaining, clock.millis());
        return;
      }
    }
  }

  /** The new platform found a fault; it may be that its own count has come to an end. */
  void refused(PlatformFault fault) {
    if (ticket != Guard.NONE && fault.status() == 429 && fault.code() == ROUTE_THROTTLED) {
      guard.shut(clock.millis());
    }
  }

  /** Returns the number that a field's value starts with, or -1; parameters may follow it. */
  private static long number(Head head, int i) {
    long number = -1;
    for (int at = head.valueStart(i); at < head.valueEnd(i); at++) {
      int digit = head.bytes()[at] - '0';
      if (digit < 0 || digit > 9 || number > Integer.MAX_VALUE) {
        break;
      }
      number = Math.max(number, 0) * 10 + digit;
    }
    return number;
  }

  /** Returns what a request gets that nobody has room for: the window ends with the minute. */
  OwnAnswer refusal() {
    return OwnAnswer.to(Problem.AT_CAPACITY)
        .withQuota(guard.permits(), guard.permits(), 60 - clock.millis() / 1000 % 60);
  }
}
