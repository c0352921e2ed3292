package io.cutover.decide;

import io.cutover.split.Blocked;
import io.cutover.split.Decision;
import io.cutover.split.Interleave;
import io.cutover.split.Pin;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.SwitchPosition;
import io.cutover.upstream.Condition;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The decision, as one function of snapshots. No I/O, no clock of its own.
 *
 * <p>In order: switch, latch, pin, override, share (a cohort that a plan has moved is above any);
 * then the corrections, each at most once, among the platforms that can serve this caller: its
 * credential, the platforms' health, and at last the new platform's capacity. An unknown goes to
 * the route's home.
 */
public final class Decide {
  private Decide() {}

  /**
   * What is asked of the decision.
   *
   * @param bucket that of the request's key, or {@link Choice#NO_BUCKET}
   * @param interleave for a route that decides each request by itself; null for every other
   * @param application the caller's, by name; null: unknown
   * @param usable the platforms that can serve it
   * @param blocked why it cannot move; null when the new platform is usable
   * @param room whether the new platform has room for it
   * @param override the platform that an admitted tester asks for; null: none
   * @param standIn the platform that may take it over from the other one; null: neither
   * @param wellness how the platforms are
   */
  public record Question(
      int bucket,
      @Nullable Interleave interleave,
      @Nullable String application,
      Usable usable,
      @Nullable Blocked blocked,
      boolean room,
      @Nullable Platform override,
      @Nullable Platform standIn,
      Wellness wellness) {
    /** Asks for a request of which nothing was asked by its header, as if both were well. */
    public Question(
        int bucket,
        @Nullable Interleave interleave,
        @Nullable String application,
        Usable usable,
        @Nullable Blocked blocked,
        boolean room) {
      this(bucket, interleave, application, usable, blocked, room, null);
    }

    /** Asks as if both platforms were well. */
    public Question(
        int bucket,
        @Nullable Interleave interleave,
        @Nullable String application,
        Usable usable,
        @Nullable Blocked blocked,
        boolean room,
        @Nullable Platform override) {
      this(bucket, interleave, application, usable, blocked, room, override, null, Wellness.WELL);
    }

    /** Returns the same question, with what is known of the platforms. */
    public Question with(@Nullable Platform mayStandIn, Wellness known) {
      return new Question(
          bucket, interleave, application, usable, blocked, room, override, mayStandIn, known);
    }
  }

  /** Decides one request; the clock is read only where a pin may have ended. */
  public static Choice decide(
      Standing standing, SwitchPosition position, Question question, InstantSource clock) {
    return decide(standing, position, question, clock, null);
  }

  /**
   * Decides one request and says each rule that it meets.
   *
   * @param trace hears them; null on the request path
   */
  public static Choice decide(
      Standing standing,
      SwitchPosition position,
      Question question,
      InstantSource clock,
      @Nullable Trace trace) {
    Platform meant;
    Decision decision;
    boolean atShare = false;
    Pin pin;
    if (standing.retired()) {
      meant = Platform.NEW;
      decision = Decision.HOME;
    } else if (position.forced() != null) {
      meant = position.forced();
      decision = Decision.SWITCH;
    } else if (standing.latched()) {
      meant = Platform.OLD;
      decision = Decision.LATCH;
    } else if ((pin = pinOf(standing, question.application(), clock)) != null) {
      meant = pin.platform();
      decision = Decision.PIN;
    } else if (question.override() != null) {
      meant = question.override();
      decision = Decision.OVERRIDE;
    } else if (question.application() != null
        && standing.moving().contains(question.application())) {
      meant = Platform.NEW;
      decision = Decision.SHARE;
      atShare = true;
    } else if (question.interleave() != null) {
      meant = question.interleave().next(standing.share());
      decision = Decision.SHARE;
      atShare = true;
    } else {
      meant = byShare(standing.share(), question.bucket());
      atShare = meant != null;
      decision = atShare ? Decision.SHARE : Decision.HOME;
      meant = atShare ? meant : standing.home();
    }
    if (trace != null) {
      Rules.tell(trace, standing, position, question, decision, Objects.requireNonNull(meant));
    }
    boolean below = atShare && meant == Platform.NEW;
    Usable usable = usable(standing, question);
    Blocked blocked = question.blocked();
    if (below && standing.holds(question.application()) && usable.has(Platform.OLD)) {
      usable = Usable.OLD;
      blocked = blocked == null ? Blocked.UNVERIFIED : blocked;
    }
    if (meant != null && !usable.has(meant)) {
      meant = usable.has(meant.other()) ? meant.other() : null;
      decision = meant == null ? Decision.NONE : Decision.CREDENTIAL;
    }
    boolean down = false;
    if (meant != null && question.wellness().of(meant) != Condition.WELL) {
      Platform other = meant.other();
      // When both look dead, what looks is as likely to be wrong: nothing swings.
      boolean otherIsWell = question.wellness().of(other) == Condition.WELL;
      if (otherIsWell && question.standIn() == other && usable.has(other)) {
        meant = other;
        decision = Decision.FAILOVER;
      } else if (otherIsWell && question.wellness().of(meant) == Condition.DOWN) {
        down = true;
        meant = null;
        decision = Decision.NONE;
      }
    }
    if (trace != null) {
      Rules.tellEnd(trace, usable, blocked, decision, meant);
    }
    Choice choice =
        new Choice(meant, decision, question.bucket(), atShare, below, false, down, blocked);
    return meant == Platform.NEW && !question.room()
        ? spilled(choice, spillable(standing, question))
        : choice;
  }

  /**
   * Returns what becomes of a request that was meant for the new platform and finds no room: the
   * old one takes it, or nobody can. It says nothing of the share.
   */
  public static Choice spilled(Choice choice, Usable usable) {
    boolean old = usable.has(Platform.OLD);
    return new Choice(
        old ? Platform.OLD : null,
        old ? Decision.SPILL : Decision.NONE,
        choice.bucket(),
        false,
        false,
        !old,
        false,
        choice.blocked());
  }

  /**
   * Returns which platforms can serve a request that the new one has no room for. An old platform
   * that is down takes nothing, as long as the new one is well: to come back in a minute helps more
   * than to fail now.
   */
  public static Usable spillable(Standing standing, Question question) {
    boolean oldIsDown =
        question.wellness().of(Platform.OLD) == Condition.DOWN
            && question.wellness().of(Platform.NEW) == Condition.WELL;
    Usable usable = usable(standing, question);
    return oldIsDown ? usable.without(Platform.OLD) : usable;
  }

  /** Returns which platforms can serve a request; one that is retired serves nobody. */
  public static Usable usable(Standing standing, Question question) {
    return standing.retired() ? question.usable().without(Platform.OLD) : question.usable();
  }

  /**
   * Decides again for who was decided before; null: nothing says where he belongs. That is so for a
   * request without a key at a share that only keys can be told apart by.
   */
  public static @Nullable Platform again(
      Standing standing, SwitchPosition position, Question question, InstantSource clock) {
    Choice choice = decide(standing, position, question, clock);
    return choice.decision() == Decision.HOME ? null : choice.platform();
  }

  /**
   * Returns whether a request went where the rule says that it is said to have gone by: the check
   * that is made of what was recorded, independent of how it was decided. A correction and what has
   * no rule agree with anything.
   */
  public static boolean agrees(
      Standing standing, SwitchPosition position, Choice choice, @Nullable String application) {
    Platform went = choice.platform();
    return switch (choice.decision()) {
      case SWITCH -> went == position.forced();
      case LATCH -> went == Platform.OLD;
      case SHARE -> {
        boolean moving = application != null && standing.moving().contains(application);
        Platform meant = moving ? Platform.NEW : byShare(standing.share(), choice.bucket());
        boolean cohort = went == Platform.NEW && !standing.moving().isEmpty();
        yield meant == null || went == meant || cohort;
      }
      default -> true;
    };
  }

  /** 0 % and 100 % hold for every request, keyed or not; in between a key is needed. */
  private static @Nullable Platform byShare(Share share, int bucket) {
    if (share.equals(Share.NONE)) {
      return Platform.OLD;
    }
    if (share.equals(Share.ALL)) {
      return Platform.NEW;
    }
    if (bucket == Choice.NO_BUCKET) {
      return null;
    }
    return share.covers(bucket) ? Platform.NEW : Platform.OLD;
  }

  private static @Nullable Pin pinOf(
      Standing standing, @Nullable String application, InstantSource clock) {
    if (application == null || standing.pins().isEmpty()) {
      return null;
    }
    Pin pin = standing.pins().get(application);
    return pin == null || (pin.until() != null && !clock.instant().isBefore(pin.until()))
        ? null
        : pin;
  }
}
