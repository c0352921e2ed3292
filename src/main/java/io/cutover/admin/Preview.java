package io.cutover.admin;

import io.cutover.decide.Choice;
import io.cutover.decide.Decide;
import io.cutover.decide.Live;
import io.cutover.decide.Standing;
import io.cutover.decide.Usable;
import io.cutover.ledger.Application;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Who;
import io.cutover.route.Route;
import io.cutover.split.Blocked;
import io.cutover.split.Platform;
import io.cutover.split.Share;
import io.cutover.split.StickBy;
import io.cutover.split.TokenKind;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who would move if a route had another share: every caller of the last day is decided anew, by the
 * same decision as a request, once at the share it is at and once at the other.
 *
 * @param moves largest first
 * @param cannot who lies between the two shares and yet stays, or could not go back; largest first
 * @param requests of the last day on the route, whoever sent them
 * @param onNew how many of those the new platform would have served at the other share
 */
record Preview(
    Share from,
    Share to,
    List<Move> moves,
    List<Stay> cannot,
    long requests,
    long bytes,
    long onNew) {
  /** From this part of a route's requests on, somebody is a whale and named before it moves. */
  static final double WHALE = 0.1;

  Preview {
    moves = List.copyOf(moves);
    cannot = List.copyOf(cannot);
  }

  /**
   * Somebody who moves.
   *
   * @param who an application's name, or words for callers that are not registered
   * @param bucket null: its keys are many, and a part of them moves
   * @param requests of the last day that would have gone elsewhere
   */
  record Move(
      String who,
      @Nullable Integer bucket,
      Platform from,
      Platform to,
      long requests,
      long bytes) {}

  /**
   * Somebody who stays.
   *
   * @param why in the words of {@link Blocked}
   */
  record Stay(String who, String why, Platform on, long requests) {}

  /** Computes it for a route. */
  static Preview of(Live live, String name, Share to, AdminRooms rooms) {
    Live.InForce inForce = inForce(live, name);
    return new Reckoning(live, inForce, inForce.standing().withShare(to), rooms.clock())
        .of(rooms.outcomes().of(name));
  }

  /** Computes what a rollback of a route does: pins and overrides to new are suspended by it. */
  static Preview ofRollback(Live live, String name, AdminRooms rooms) {
    Live.InForce inForce = inForce(live, name);
    return new Reckoning(live, inForce, inForce.standing().rolledBack(), rooms.clock())
        .of(rooms.outcomes().of(name));
  }

  private static Live.InForce inForce(Live live, String name) {
    Live.InForce inForce = live.byName(name);
    if (inForce == null) {
      throw new AssertionError("the route is configured: " + name);
    }
    return inForce;
  }

  /** Returns how much of the route's requests a number is; 0 without any. */
  double part(long some) {
    return requests == 0 ? 0 : some / (double) requests;
  }

  /** Returns the callers that make up a large part of the route and would move. */
  List<Move> whales() {
    return moves.stream().filter(move -> part(move.requests()) >= WHALE).toList();
  }

  private static final class Reckoning {
    private final Live live;
    private final Live.InForce inForce;
    private final Standing after;
    private final Share to;
    private final InstantSource clock;
    private final List<Move> moves = new ArrayList<>();
    private final List<Stay> cannot = new ArrayList<>();
    private long onNew;

    Reckoning(Live live, Live.InForce inForce, Standing after, InstantSource clock) {
      this.live = live;
      this.inForce = inForce;
      this.after = after;
      this.to = after.share();
      this.clock = clock;
    }

    /** One caller with one kind of token: where it was seen, and how much. */
    private record Caller(Who who, TokenKind token) {}

    private static final class Seen {
      private boolean old;
      private boolean next;
      private long requests;
      private long bytes;
    }

    Preview of(List<Outcomes.Entry> entries) {
      Map<Caller, Seen> callers = new LinkedHashMap<>();
      for (Outcomes.Entry entry : entries) {
        if (entry.lastDay().requests() == 0) {
          continue;
        }
        Seen seen =
            callers.computeIfAbsent(
                new Caller(entry.key().who(), entry.key().token()), _ -> new Seen());
        seen.old |= entry.key().platform() == Platform.OLD;
        seen.next |= entry.key().platform() == Platform.NEW;
        seen.requests += entry.lastDay().requests();
        seen.bytes += entry.lastDay().bytes();
      }
      callers.forEach(this::reckon);
      moves.sort(Comparator.comparingLong(Move::requests).reversed());
      cannot.sort(Comparator.comparingLong(Stay::requests).reversed());
      return new Preview(
          inForce.standing().share(),
          to,
          moves,
          cannot,
          callers.values().stream().mapToLong(seen -> seen.requests).sum(),
          callers.values().stream().mapToLong(seen -> seen.bytes).sum(),
          onNew);
    }

    private void reckon(Caller caller, Seen seen) {
      Application application =
          caller.who().application() == null
              ? null
              : live.ledger().byName(caller.who().application());
      int bucket = bucket(caller.who(), application);
      Usable usable = usable(application, caller.token(), seen);
      if (bucket == Choice.NO_BUCKET && isSpread(application)) {
        boolean held = after.holds(caller.who().application());
        inParts(caller, seen, held ? usable.without(Platform.NEW) : usable);
        return;
      }
      Choice now = decided(inForce.standing(), caller, bucket, usable);
      Choice then = decided(after, caller, bucket, usable);
      Platform went = now.platform();
      Platform goes = then.platform();
      onNew += goes == Platform.NEW ? seen.requests : 0;
      String who = words(caller.who());
      if (went != null && goes != null && went != goes) {
        moves.add(new Move(who, bucket < 0 ? null : bucket, went, goes, seen.requests, seen.bytes));
      } else if (goes != null && goes != meant(to, bucket) && concerned(bucket)) {
        cannot.add(new Stay(who, why(then, usable), goes, seen.requests));
      }
    }

    /** Many keys of one caller: as many of them as the shares differ by are to be expected. */
    private void inParts(Caller caller, Seen seen, Usable usable) {
      if (usable.has(Platform.NEW)) {
        onNew += Math.round(seen.requests * (to.basisPoints() / (double) Share.WHOLE));
      }
      int step = to.basisPoints() - inForce.standing().share().basisPoints();
      double part = Math.abs(step) / (double) Share.WHOLE;
      Platform goes = step > 0 ? Platform.NEW : Platform.OLD;
      if (step == 0) {
        return;
      }
      String who = words(caller.who());
      long requests = Math.round(seen.requests * part);
      if (usable.has(goes)) {
        moves.add(new Move(who, null, goes.other(), goes, requests, Math.round(seen.bytes * part)));
      } else {
        cannot.add(new Stay(who, Blocked.NO_PAIR.label(), goes.other(), requests));
      }
    }

    private boolean isSpread(@Nullable Application application) {
      StickBy stickBy = stickBy(application);
      return stickBy instanceof StickBy.Request
          || (application != null && !(stickBy instanceof StickBy.Application));
    }

    private StickBy stickBy(@Nullable Application application) {
      return application == null || application.stickBy() == null
          ? inForce.route().stickBy()
          : application.stickBy();
    }

    private int bucket(Who who, @Nullable Application application) {
      Route route = inForce.route();
      if (!(stickBy(application) instanceof StickBy.Application)) {
        return who.bucket();
      }
      return application == null ? who.bucket() : route.bucket().of(application.bucketKey());
    }

    /** Where it went with this kind of token, where that is native, or where it can be swapped. */
    private Usable usable(@Nullable Application application, TokenKind token, Seen seen) {
      Set<Platform> natives = live.authorities().nativeTo(token);
      boolean old =
          seen.old
              || token != TokenKind.JWT
              || natives.contains(Platform.OLD)
              || hasPair(application, Platform.OLD);
      boolean next =
          seen.next
              || token != TokenKind.OPAQUE
              || natives.contains(Platform.NEW)
              || hasPair(application, Platform.NEW);
      Usable usable = old ? (next ? Usable.BOTH : Usable.OLD) : Usable.NEW;
      return inForce.route().target(Platform.NEW) == null ? usable.without(Platform.NEW) : usable;
    }

    private static boolean hasPair(@Nullable Application application, Platform platform) {
      return application != null && application.hasPair(platform);
    }

    private Choice decided(Standing standing, Caller caller, int bucket, Usable usable) {
      Blocked blocked =
          usable.has(Platform.NEW)
              ? null
              : inForce.route().target(Platform.NEW) == null
                  ? Blocked.NO_ENDPOINT
                  : Blocked.NO_PAIR;
      return Decide.decide(
          standing,
          live.position(),
          new Decide.Question(bucket, null, caller.who().application(), usable, blocked, true),
          clock);
    }

    /** Whether the change means this caller: it lies between the shares, or all are to go back. */
    private boolean concerned(int bucket) {
      Share from = inForce.standing().share();
      return to.equals(Share.NONE) || meant(from, bucket) != meant(to, bucket);
    }

    private @Nullable Platform meant(Share share, int bucket) {
      if (share.equals(Share.NONE) || share.equals(Share.ALL)) {
        return share.equals(Share.ALL) ? Platform.NEW : Platform.OLD;
      }
      if (bucket < 0) {
        return null;
      }
      return share.covers(bucket) ? Platform.NEW : Platform.OLD;
    }

    private static String why(Choice choice, Usable usable) {
      return switch (choice.decision()) {
        case PIN -> Blocked.PINNED.label();
        case SWITCH, LATCH -> choice.decision().label();
        default ->
            choice.blocked() != null
                ? choice.blocked().label()
                : usable.has(Platform.OLD) ? "home" : "no-pair";
      };
    }

    private static String words(Who who) {
      if (who.application() != null) {
        return who.application();
      }
      return who.bucket() < 0 ? "callers without a key" : "unregistered, bucket " + who.bucket();
    }
  }
}
