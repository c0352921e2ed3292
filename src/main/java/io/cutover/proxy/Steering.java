package io.cutover.proxy;

import io.cutover.bridge.Swap;
import io.cutover.decide.Choice;
import io.cutover.decide.Decide;
import io.cutover.decide.Keys;
import io.cutover.decide.Live;
import io.cutover.decide.Questions;
import io.cutover.decide.Standing;
import io.cutover.decide.Usable;
import io.cutover.http.OwnAnswer;
import io.cutover.http.Problem;
import io.cutover.metric.ThrottleScope;
import io.cutover.route.Access;
import io.cutover.route.Failover;
import io.cutover.route.Route;
import io.cutover.split.Decision;
import io.cutover.split.Interleave;
import io.cutover.split.Platform;
import io.cutover.split.StickBy;
import io.cutover.throttle.Guard;
import io.cutover.trace.Stage;
import io.cutover.upstream.Condition;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which platform an exchange goes to: the decision, room on that platform, a credential for it, and
 * the decision taken once more where one of these is missing. Ends in {@link Exchange#connect}, or
 * in an answer that says why not.
 */
final class Steering {
  private final Exchange exchange;
  private final Facts facts;

  /** Where the caller can be served, by the last decision. */
  private Usable usable = Usable.NEITHER;

  Steering(Exchange exchange, Facts facts) {
    this.exchange = exchange;
    this.facts = facts;
  }

  /** Goes home: what is passed through is never split. */
  void goHome() {
    Platform home = facts.inForce.standing().home();
    Usable usable = Usable.BOTH.without(home.other());
    facts.permit = Permit.of(facts.inForce.guard(), facts.room.clock(), Choice.NO_BUCKET, usable);
    facts.choice = Choice.only(home, Decision.HOME);
    if (findsRoom(usable)) {
      exchange.connect();
    }
  }

  /** Decides for one without a key and a caller. */
  void decideForNobody() {
    decide(Questions.ofNobody(facts.inForce));
  }

  void decide() {
    Route route = facts.route();
    int bucket = Keys.bucket(route, facts.caller, facts.head, facts.clientAddress());
    // A sandbox is another environment, which the platform counts by itself.
    Guard guard = facts.caller.isSandbox() ? null : facts.inForce.guard();
    facts.permit = Permit.of(guard, facts.room.clock(), bucket, facts.caller.usable());
    boolean byRequest = Keys.stickBy(route, facts.caller) instanceof StickBy.Request;
    decide(question(facts.inForce, bucket, byRequest ? facts.onLoop().interleave() : null));
  }

  private void decide(Decide.Question question) {
    exchange.stage(Stage.DECIDE);
    Standing standing = facts.inForce.standing();
    Choice choice = Decide.decide(standing, facts.live.position(), question, facts.room.clock());
    facts.choice = choice;
    if (choice.blocked() != null) {
      facts.inForce.metrics().blocked(choice.blocked(), facts.room.loop().now());
    }
    usable = Decide.usable(standing, question);
    if (!findsRoom(Decide.spillable(standing, question))) {
      return;
    }
    Platform platform = facts.choice.platform();
    if (platform != null) {
      bridge(platform, usable);
    } else if (facts.choice.down()) {
      exchange.answer(OwnAnswer.to(Problem.NONE_HEALTHY).withRetryAfter(1));
    } else {
      exchange.refuse(Problem.UNUSABLE_TOKEN);
    }
  }

  private Decide.Question question(Live.InForce of, int bucket, @Nullable Interleave interleave) {
    Failover failover = of.route().failover();
    Permit permit = facts.permit;
    return Questions.of(
            of, facts.caller, facts.head, bucket, interleave, permit == null || permit.hasRoom())
        .with(
            failover == null || !failover.takes(facts.head) ? null : failover.to(),
            facts.room::condition);
  }

  /** Takes of the new platform's capacity what a decision needs; or answers that it is full. */
  private boolean findsRoom(Usable usable) {
    if (facts.permit != null) {
      facts.choice = facts.permit.settle(facts.choice, usable);
    }
    boolean full = facts.choice.full();
    if (full) {
      full();
    }
    return !full;
  }

  private void full() {
    facts.inForce.metrics().throttled(ThrottleScope.CAPACITY);
    exchange.answer(Objects.requireNonNull(facts.permit).refusal());
  }

  /** Gets the credential for the platform that was decided on; failing that, decides once more. */
  private void bridge(Platform platform, Usable usable) {
    facts.bridging.toward(
        platform,
        facts.caller,
        facts.route(),
        swap -> {
          if (!exchange.isDone()) {
            bridged(swap, usable);
          }
        });
  }

  private void bridged(@Nullable Swap swap, Usable usable) {
    if (swap == null || swap instanceof Swap.Token) {
      decided();
      return;
    }
    facts.choice = facts.choice.withoutItsPlatform(usable);
    Platform other = facts.choice.platform();
    if (other != null && !facts.mayAskAgain()) {
      full();
    } else if (other != null) {
      bridge(other, Usable.NEITHER);
    } else if (swap instanceof Swap.Away) {
      exchange.answer(OwnAnswer.to(Problem.TOKEN_UNCHECKED).withRetryAfter(1));
    } else {
      exchange.refuse(Problem.UNUSABLE_TOKEN);
    }
  }

  private void decided() {
    Choice choice = facts.choice;
    Platform platform = facts.platform();
    if (choice.decision() == Decision.SPILL) {
      facts.inForce.metrics().spilled();
    }
    if (choice.atShare()) {
      facts.inForce.metrics().split(choice.belowShare(), platform, facts.room.loop().now());
      if (choice.bucket() != Choice.NO_BUCKET) {
        facts.inForce.metrics().key(choice.bucket(), facts.inForce.standing().share());
      }
    }
    if (facts.bridging.isSwapped() && facts.caller.application() != null) {
      facts
          .live
          .ledger()
          .sightings()
          .bridged(facts.caller.application(), platform, facts.room.clock().millis());
    }
    exchange.connect();
  }

  /**
   * Has a request whose swapped token the platform did not take sent once more, with another one.
   * Returns whether it does; else its 401 is the answer.
   */
  boolean swapsAgain(BooleanSupplier mayRepeat) {
    if (!facts.bridging.isRefusable()) {
      return false;
    }
    // Asked last: to ask for a repeat is to take one from the budget.
    boolean again = mayRepeat.getAsBoolean() && facts.mayAskAgain();
    facts.bridging.refresh(
        () -> {
          if (again && !exchange.isDone()) {
            exchange.connect();
          }
        });
    return again;
  }

  /** Returns whether the other platform may take over from the one that failed this request. */
  boolean mayFailOver() {
    Platform failed = facts.choice.platform();
    Failover failover = facts.route().failover();
    return failover != null
        && failed != null
        && facts.choice.decision() != Decision.FAILOVER
        && failover.to() == failed.other()
        && failover.takes(facts.head)
        && usable.has(failover.to())
        && facts.room.condition(failover.to()) == Condition.WELL;
  }

  /** Takes of the other platform's capacity what a request needs that it takes over. */
  boolean findsRoomThere() {
    return facts.platform() == Platform.NEW || facts.permit == null || facts.permit.take();
  }

  /** Sends the request to the platform that takes over. */
  void failOver() {
    facts.choice = facts.choice.failedOver();
    bridge(facts.platform(), Usable.NEITHER);
  }

  /** Returns whether the caller would be sent to the other platform now. */
  boolean isMisplaced() {
    Live now = facts.room.live();
    Live.InForce current = now.byName(facts.route().name());
    if (current == null) {
      return false;
    }
    Platform platform = facts.choice.platform();
    if (current.route().access() == Access.PASSTHROUGH) {
      return current.standing().home() != platform;
    }
    Platform meant =
        Decide.again(
            current.standing(),
            now.position(),
            question(current, facts.choice.bucket(), null),
            facts.room.clock());
    return meant != null && meant != platform;
  }
}
