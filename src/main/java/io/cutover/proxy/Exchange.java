package io.cutover.proxy;

import io.cutover.bridge.TokenAnswer;
import io.cutover.bridge.TokenPlace;
import io.cutover.bridge.TokenService;
import io.cutover.decide.Caller;
import io.cutover.decide.Choice;
import io.cutover.decide.Credential;
import io.cutover.decide.Standing;
import io.cutover.http.BodyFraming;
import io.cutover.http.Cors;
import io.cutover.http.Fault;
import io.cutover.http.Head;
import io.cutover.http.MaxForwards;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.OwnAnswer;
import io.cutover.http.Problem;
import io.cutover.net.OpenStream;
import io.cutover.route.Access;
import io.cutover.route.Match;
import io.cutover.route.PathFault;
import io.cutover.route.Route;
import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.cutover.split.Signal;
import io.cutover.throttle.Refused;
import io.cutover.token.BearerToken;
import io.cutover.token.Identity;
import io.cutover.token.Verdict;
import io.cutover.trace.Stage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the first byte to the last.
 *
 * <p>Reads like the list of the request path: admit, match, check, throttle; {@link Steering}
 * decides, and {@link Relay} goes on from the connection. It ends exactly once, in {@link #finish}.
 * Every failure goes through {@link #refuse}, or through {@link ClientStream#reset} when the
 * answer's head is already out.
 *
 * <p>Lives on one event loop together with its client's and its platform's connection: its fields
 * are plain. What is found out elsewhere comes back as a task of that loop.
 */
final class Exchange {
  private static final byte[] NO_LINES = {};
  private static final int SWITCHED = 101;

  private final Facts facts;
  private final LoopRoom room;
  private final ClientStream client;
  private final Head head;
  private final OutgoingRequest request;
  private final OutgoingResponse response;
  private final Relay relay;
  private final Steering steering;

  private @Nullable StreamEntry stream;
  private byte[] corsLines = NO_LINES;
  private @Nullable TokenDesk desk;
  private boolean done;

  Exchange(
      LoopRoom room,
      ClientStream client,
      Peer peer,
      Head head,
      OutgoingRequest request,
      OutgoingResponse response) {
    this.facts = new Facts(room, peer, head);
    this.room = room;
    this.client = client;
    this.head = head;
    this.request = request;
    this.response = response;
    this.steering = new Steering(this, facts);
    this.relay = new Relay(this, facts, client);
  }

  /** Starts on a request whose head was read. */
  void begin() {
    if (!admitted() || tokensAsked() || !routed()) {
      return;
    }
    Route route = facts.route();
    boolean preflight = Cors.isPreflight(head);
    if (preflight && route.cors() != null) {
      corsLines = Cors.preflightLines(route.cors(), head);
      answer(OwnAnswer.preflight());
    } else if (route.access() == Access.PASSTHROUGH) {
      passThrough(preflight);
    } else if (preflight) {
      // It is never authenticated, and has no key.
      steering.decideForNobody();
    } else {
      check(route);
    }
  }

  /** Answers a request that no platform may see, whoever sent it; returns whether it goes on. */
  private boolean admitted() {
    Problem problem = Admission.problem(head);
    if (problem != null) {
      refuse(problem);
    } else if (MaxForwards.of(head) == 0) {
      answer(OwnAnswer.options());
    }
    return !done;
  }

  /** Gives a request for tokens to the token service; returns whether it is one. */
  private boolean tokensAsked() {
    TokenService service = facts.live.tokenService();
    TokenPlace place = service == null ? null : service.place(head);
    if (service == null || place == null) {
      return false;
    }
    desk =
        new TokenDesk(
            service, place, room, head, facts.clientAddress(), this::refuse, this::answer);
    desk.begin(facts.route().idleTimeout());
    return true;
  }

  /** Ends the exchange by an answer of the token service. */
  private void answer(TokenAnswer answer) {
    if (done) {
      return;
    }
    Head said = TokenDesk.head(answer);
    if (said == null) {
      refuse(Problem.BAD_UPSTREAM);
      return;
    }
    if (answer.platform() != null) {
      facts.choice = Choice.only(answer.platform(), Decision.HOME);
    }
    Translation.asItIs(said, response);
    client.head(response, facts.requestId);
    if (answer.body().length > 0) {
      client.data(Unpooled.wrappedBuffer(answer.body()));
    }
    client.end(null);
    finish(answer.status());
  }

  /** Finds the route; answers what needs no platform. */
  private boolean routed() {
    switch (facts.live.routes().match(head)) {
      case Match.Found found -> facts.match = found;
      case Match.None _ -> refuse(Problem.NO_ROUTE);
      case Match.Refused(PathFault fault) ->
          answer(OwnAnswer.to(Problem.BAD_REQUEST).withDescription(fault.detail()));
      case Match.Server _ -> answer(OwnAnswer.options());
    }
    if (facts.match == null) {
      return false;
    }
    Route route = facts.match.route();
    facts.inForce = facts.live.of(route);
    if (route.cors() != null) {
      corsLines = Cors.answerLines(route.cors(), head);
    }
    facts.onLoop().budget().request(route.retry().budget());
    if (route.respond() > 0) {
      answer(OwnAnswer.respond(room.respondStatus(route)));
      return false;
    }
    if (route.bodyLimit() >= 0
        && head.framing() == BodyFraming.LENGTH
        && head.contentLength() > route.bodyLimit()) {
      refuse(Problem.BODY_TOO_LARGE);
      return false;
    }
    return true;
  }

  /** Goes home whatever the share; a preflight takes no permit, here as elsewhere. */
  private void passThrough(boolean preflight) {
    Standing standing = facts.inForce.standing();
    if (standing.retired() && standing.home() == Platform.OLD) {
      // What matches no route is passed on to the old platform, while there is one.
      refuse(Problem.NO_ROUTE);
    } else if (preflight || withinBudgets()) {
      steering.goHome();
    }
  }

  private void check(Route route) {
    if (route.access() == Access.NONE) {
      throttle();
      return;
    }
    stage(Stage.AUTH);
    Credential credential = Credential.of(head, route.authHeaders());
    BearerToken token = credential.token();
    if (token == null) {
      if (credential instanceof Credential.Ambiguous) {
        refuse(Problem.BAD_REQUEST);
      } else if (head.hasOneOf(route.keyHeaders())) {
        facts.caller = Caller.withKey();
        steering.decide();
      } else if (route.access() == Access.REQUIRED) {
        refuse(Problem.MISSING_TOKEN);
      } else {
        throttle();
      }
      return;
    }
    Verdict verdict = facts.live.authorities().cached(token);
    if (verdict != null) {
      checked(token, verdict);
      return;
    }
    facts
        .live
        .authorities()
        .check(
            token,
            room.loop().executor(),
            late -> {
              if (!done) {
                checked(token, late);
              }
            });
  }

  private void checked(BearerToken token, Verdict verdict) {
    Route route = facts.route();
    switch (verdict) {
      case Verdict.Granted granted -> {
        facts.caller =
            Caller.of(token, granted, facts.live.ledger(), facts.live.bridge(), route.name());
        noteSeen(granted.identity());
        if (facts.live.bridge().grants(granted.identity(), route.scopes())) {
          throttle();
        } else {
          answer(OwnAnswer.to(Problem.MISSING_SCOPE).withScopes(route.scopes()));
        }
      }
      case Verdict.Unchecked unchecked -> {
        facts.caller = Caller.of(token, unchecked);
        throttle();
      }
      case Verdict.Rejected _ -> refuse(Problem.INVALID_TOKEN);
      case Verdict.Unavailable _ -> answer(OwnAnswer.to(Problem.TOKEN_UNCHECKED).withRetryAfter(1));
    }
  }

  /** A token that both platforms accept says nothing about where its application stands. */
  private void noteSeen(Identity identity) {
    if (identity.nativeTo().size() == 1) {
      facts
          .live
          .ledger()
          .sightings()
          .token(
              facts.caller.application(),
              identity.clientId(),
              identity.nativeTo().iterator().next(),
              room.clock().millis());
    }
  }

  private void throttle() {
    if (withinBudgets()) {
      steering.decide();
    }
  }

  /**
   * Takes the request's permits, whichever platform will serve it; or answers that there is none.
   */
  private boolean withinBudgets() {
    Refused refused =
        facts
            .live
            .throttles()
            .take(facts.route().index(), facts.caller.applicationName(), facts.caller.consumer());
    if (refused != null) {
      facts.inForce.metrics().throttled(refused.scope().label());
      answer(Throttled.by(refused));
    }
    return refused == null;
  }

  /** Makes the request anew from what was received, and has it sent. */
  void connect() {
    Translation.request(facts, request);
    relay.connect(facts.live.endpoint(facts.platform(), facts.caller.isSandbox()), request);
  }

  Steering steering() {
    return steering;
  }

  /** Sends the request, built anew, to the other platform; the failure is the first one's. */
  void failOver(Signal failure) {
    Accounts.failedOver(facts, relay.seen(), failure);
    steering.failOver();
  }

  /** The answer has no end of its own: from now on the rules for streams hold. */
  void openStream(OpenStream.Kind kind) {
    Identity identity = facts.caller.identity();
    stream =
        new StreamEntry(
            this,
            kind,
            facts.platform(),
            facts.route().name(),
            facts.caller.applicationName(),
            room.loop().now(),
            identity == null ? null : identity.expiresAt());
    room.loop().streams().enter(stream);
  }

  /** Returns whether the caller would be sent to the other platform now. */
  boolean isMisplaced() {
    return steering.isMisplaced();
  }

  /** Ends the stream that this exchange has become. */
  void endStream(OpenStream.Cause cause) {
    if (!done) {
      relay.endStream(cause);
    }
  }

  /** Returns whether the exchange has become a stream. */
  boolean isStream() {
    return stream != null && !done;
  }

  /** Returns whether it has ended; what comes in late finds that out here. */
  boolean isDone() {
    return done;
  }

  /** Another stage of it begins; of no account unless it is traced. */
  void stage(Stage next) {
    if (facts.trace != null) {
      facts.trace.begin(next, room.loop().now());
    }
  }

  /** Returns an interim answer as the client gets it. */
  OutgoingResponse interim(Head interim) {
    Translation.interim(interim, response);
    return response;
  }

  /** Returns the platform's answer as the client gets it. */
  OutgoingResponse answered(Head answer, BodyFraming framing) {
    if (facts.caller.token() != null && !facts.bridging.isSwapped() && answer.status() < 500) {
      facts.live.authorities().met(facts.caller.token(), answer.status() != 401);
    }
    if (facts.permit != null) {
      facts.permit.heard(answer);
    }
    Translation.answer(facts, answer, framing, corsLines, response);
    return response;
  }

  /** A piece of the request's body, which is now ours. */
  void requestData(ByteBuf data) {
    if (desk != null) {
      desk.data(data);
    } else {
      relay.requestData(data);
    }
  }

  void requestEnd(@Nullable Head trailers) {
    if (desk != null) {
      desk.complete();
    } else {
      relay.requestEnd(trailers);
    }
  }

  void requestReadComplete() {
    relay.requestReadComplete();
  }

  void clientWritable(boolean writable) {
    relay.clientWritable(writable);
  }

  /** The request's body turned out to be malformed. */
  void requestBroken(Fault fault) {
    relay.giveUp(Problem.of(fault));
  }

  /** The client is gone: nobody waits for an answer any more. */
  void clientGone() {
    if (!done) {
      relay.abandon();
      // A client may well be the one that ends a WebSocket.
      finish(relay.isTunnel() ? SWITCHED : Accounts.CLIENT_GONE);
    }
  }

  /** Refuses a request whose head could not be read. */
  void refuse(Fault fault) {
    answer(OwnAnswer.to(fault));
  }

  /** Ends the exchange by an error of our own. */
  void refuse(Problem problem) {
    answer(OwnAnswer.to(problem));
  }

  /** Ends the exchange by an answer of our own. */
  void answer(OwnAnswer answer) {
    if (!relay.wasTried()) {
      facts.choice = facts.choice.none();
    }
    client.answer(answer, facts.route().errors(), facts.requestId, corsLines);
    finish(answer.status());
  }

  /** The end, once, whatever happened. */
  void finish(int status) {
    done = true;
    if (desk != null) {
      desk.cancel();
    }
    relay.abandon();
    if (stream != null) {
      room.loop().streams().leave(stream);
    }
    Accounts.close(facts, relay.seen(), relay.wasTried(), status);
  }
}
