package io.cutover.proxy;

import io.cutover.bridge.Swap;
import io.cutover.bridge.TokenAnswer;
import io.cutover.bridge.TokenPlace;
import io.cutover.bridge.TokenService;
import io.cutover.decide.Caller;
import io.cutover.decide.Choice;
import io.cutover.decide.Credential;
import io.cutover.decide.Decide;
import io.cutover.decide.Keys;
import io.cutover.decide.Live;
import io.cutover.decide.ProtocolToken;
import io.cutover.decide.Questions;
import io.cutover.decide.Standing;
import io.cutover.decide.Usable;
import io.cutover.fault.Dialect;
import io.cutover.fault.PlatformFault;
import io.cutover.http.Asked;
import io.cutover.http.BodyFraming;
import io.cutover.http.Cors;
import io.cutover.http.Fault;
import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.OwnAnswer;
import io.cutover.http.Problem;
import io.cutover.ledger.Outcome;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Who;
import io.cutover.metric.ThrottleScope;
import io.cutover.net.OpenStream;
import io.cutover.route.Access;
import io.cutover.route.ConsumerUrl;
import io.cutover.route.Failover;
import io.cutover.route.Match;
import io.cutover.route.PathFault;
import io.cutover.route.Rewrite;
import io.cutover.route.Route;
import io.cutover.route.Target;
import io.cutover.split.Decision;
import io.cutover.split.Interleave;
import io.cutover.split.Platform;
import io.cutover.split.Signal;
import io.cutover.split.StickBy;
import io.cutover.throttle.Guard;
import io.cutover.throttle.Refused;
import io.cutover.token.BearerToken;
import io.cutover.token.Identity;
import io.cutover.token.Verdict;
import io.cutover.trace.Stage;
import io.cutover.trace.Trace;
import io.cutover.upstream.Condition;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, from the first byte to the last.
 *
 * <p>Reads like the list of the request path: admit, match, check, throttle, decide, connect;
 * {@link Relay} goes on from there. It ends exactly once, in {@link #finish}. Every failure goes
 * through {@link #refuse}, or through {@link ClientStream#reset} when the answer's head is already
 * out.
 *
 * <p>Lives on one event loop together with its client's and its platform's connection: its fields
 * are plain. What is found out elsewhere comes back as a task of that loop.
 */
final class Exchange {
  private static final byte[] NO_LINES = {};
  private static final byte[][] NO_NAMES = {};
  private static final byte[] X_REQUEST_ID = "X-Request-Id: ".getBytes(StandardCharsets.US_ASCII);

  /** What the access log says of a client that went away; nobody is sent it. */
  private static final int CLIENT_GONE = 499;

  private static final int SWITCHED = 101;

  private final LoopRoom room;
  private final ClientStream client;
  private final Peer peer;
  private final Head head;
  private final OutgoingRequest request;
  private final OutgoingResponse response;
  private final Relay relay;
  private final Live live;
  private final Bridging bridging;
  private final long started;
  private final byte[] requestId;
  private final boolean believed;
  private final @Nullable Trace trace;

  private Live.InForce inForce;
  private Match.@Nullable Found match;
  private Caller caller = Caller.anonymous();
  private @Nullable StreamEntry stream;
  private Choice choice = Choice.only(null, Decision.NONE);
  private @Nullable Permit permit;
  private @Nullable PlatformFault fault;
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
    this.room = room;
    this.client = client;
    this.peer = peer;
    this.head = head;
    this.request = request;
    this.response = response;
    this.live = room.live();
    this.inForce = live.unmatched();
    this.started = room.loop().now();
    this.believed = live.trusted().contains(peer.address());
    this.requestId = room.ids().of(head, believed);
    this.trace = room.trace(head, believed, started);
    this.relay = new Relay(this, room, client, head);
    this.bridging = new Bridging(live.bridge(), room.loop().executor());
  }

  /** Starts on a request whose head was read. */
  void begin() {
    if (!admitted() || tokensAsked() || !routed()) {
      return;
    }
    Route route = inForce.route();
    if (Cors.isPreflight(head)) {
      preflight(route);
    } else if (route.access() == Access.PASSTHROUGH) {
      passThrough();
    } else {
      check(route);
    }
  }

  /** Refuses a request that no platform may see, whoever sent it. */
  private boolean admitted() {
    Problem problem = Admission.problem(head);
    if (problem != null) {
      refuse(problem);
    }
    return problem == null;
  }

  /** Gives a request for tokens to the token service; returns whether it is one. */
  private boolean tokensAsked() {
    TokenService service = live.tokenService();
    TokenPlace place = service == null ? null : service.place(head);
    if (service == null || place == null) {
      return false;
    }
    desk = new TokenDesk(service, place, room, head, clientAddress(), this::refuse, this::answer);
    desk.begin(inForce.route().idleTimeout());
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
      choice = Choice.only(answer.platform(), Decision.HOME);
    }
    response.begin(said, said.framing(), NO_NAMES, NO_LINES);
    client.head(response, requestId);
    if (answer.body().length > 0) {
      client.data(Unpooled.wrappedBuffer(answer.body()));
    }
    client.end(null);
    finish(answer.status());
  }

  /** Finds the route; answers what needs no platform. */
  private boolean routed() {
    switch (live.routes().match(head)) {
      case Match.Found found -> match = found;
      case Match.None _ -> refuse(Problem.NO_ROUTE);
      case Match.Refused(PathFault fault) ->
          answer(OwnAnswer.to(Problem.BAD_REQUEST).withDescription(fault.detail()));
      case Match.Server _ -> answer(OwnAnswer.respond(204));
    }
    if (match == null) {
      return false;
    }
    Route route = match.route();
    inForce = live.of(route);
    if (route.cors() != null) {
      corsLines = Cors.answerLines(route.cors(), head);
    }
    room.of(live, route).budget().request(route.retry().budget());
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

  /** A preflight is never authenticated; it is answered here, or decided as one without a key. */
  private void preflight(Route route) {
    if (route.cors() != null) {
      corsLines = Cors.preflightLines(route.cors(), head);
      answer(OwnAnswer.preflight());
    } else {
      decide(Questions.ofNobody(inForce));
    }
  }

  private void passThrough() {
    Standing standing = inForce.standing();
    if (standing.retired() && standing.home() == Platform.OLD) {
      // What matches no route is passed on to the old platform, while there is one.
      refuse(Problem.NO_ROUTE);
      return;
    }
    if (!withinBudgets()) {
      return;
    }
    Platform home = standing.home();
    Usable usable = Usable.BOTH.without(home.other());
    permit = Permit.of(inForce.guard(), room.clock(), Choice.NO_BUCKET, usable);
    choice = Choice.only(home, Decision.HOME);
    if (findsRoom(usable)) {
      connect();
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
        caller = Caller.withKey();
        decide();
      } else if (route.access() == Access.REQUIRED) {
        refuse(Problem.MISSING_TOKEN);
      } else {
        throttle();
      }
      return;
    }
    Verdict verdict = live.authorities().cached(token);
    if (verdict != null) {
      checked(token, verdict);
      return;
    }
    live.authorities()
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
    switch (verdict) {
      case Verdict.Granted granted -> {
        caller = Caller.of(token, granted, live.ledger(), live.bridge(), inForce.route().name());
        noteSeen(granted.identity());
        if (granted.identity().scopes().containsAll(inForce.route().scopes())) {
          throttle();
        } else {
          answer(OwnAnswer.to(Problem.MISSING_SCOPE).withScopes(inForce.route().scopes()));
        }
      }
      case Verdict.Unchecked unchecked -> {
        caller = Caller.of(token, unchecked);
        throttle();
      }
      case Verdict.Rejected _ -> refuse(Problem.INVALID_TOKEN);
      case Verdict.Unavailable _ -> answer(OwnAnswer.to(Problem.TOKEN_UNCHECKED).withRetryAfter(1));
    }
  }

  /** A token that both platforms accept says nothing about where its application stands. */
  private void noteSeen(Identity identity) {
    if (identity.nativeTo().size() == 1) {
      live.ledger()
          .sightings()
          .token(
              caller.application(),
              identity.clientId(),
              identity.nativeTo().iterator().next(),
              room.clock().millis());
    }
  }

  private void throttle() {
    if (withinBudgets()) {
      decide();
    }
  }

  /**
   * Takes the request's permits, whichever platform will serve it; or answers that there is none.
   */
  private boolean withinBudgets() {
    Refused refused =
        live.throttles().take(inForce.route().index(), caller.applicationName(), caller.consumer());
    if (refused != null) {
      inForce.metrics().throttled(refused.scope().label());
      answer(Throttled.by(refused));
    }
    return refused == null;
  }

  private void decide() {
    Route route = inForce.route();
    int bucket = Keys.bucket(route, caller, head, clientAddress());
    // A sandbox is another environment, which the platform counts by itself.
    Guard guard = caller.isSandbox() ? null : inForce.guard();
    permit = Permit.of(guard, room.clock(), bucket, caller.usable());
    boolean byRequest = Keys.stickBy(route, caller) instanceof StickBy.Request;
    decide(question(inForce, bucket, byRequest ? room.of(live, route).interleave() : null));
  }

  private void decide(Decide.Question question) {
    stage(Stage.DECIDE);
    choice = Decide.decide(inForce.standing(), live.position(), question, room.clock());
    if (choice.blocked() != null) {
      inForce.metrics().blocked(choice.blocked(), room.loop().now());
    }
    Usable usable = Decide.usable(inForce.standing(), question);
    if (!findsRoom(Decide.spillable(inForce.standing(), question))) {
      return;
    }
    if (choice.platform() == null) {
      if (choice.down()) {
        answer(OwnAnswer.to(Problem.NONE_HEALTHY).withRetryAfter(1));
      } else {
        refuse(Problem.UNUSABLE_TOKEN);
      }
    } else {
      bridge(choice.platform(), usable);
    }
  }

  /** Takes of the new platform's capacity what a decision needs; or answers that it is full. */
  private boolean findsRoom(Usable usable) {
    if (permit != null) {
      choice = permit.settle(choice, usable);
    }
    boolean full = choice.full();
    if (full) {
      full();
    }
    return !full;
  }

  private void full() {
    inForce.metrics().throttled(ThrottleScope.CAPACITY);
    answer(Objects.requireNonNull(permit).refusal());
  }

  /** Gets the credential for the platform that was decided on; failing that, decides once more. */
  private void bridge(Platform platform, Usable usable) {
    bridging.toward(
        platform,
        caller,
        inForce.route(),
        swap -> {
          if (done) {
            return;
          }
          if (swap == null || swap instanceof Swap.Token) {
            decided();
          } else {
            choice = choice.withoutItsPlatform(usable);
            if (choice.platform() != null && !mayAskAgain()) {
              full();
            } else if (choice.platform() != null) {
              bridge(choice.platform(), Usable.NEITHER);
            } else if (swap instanceof Swap.Away) {
              answer(OwnAnswer.to(Problem.TOKEN_UNCHECKED).withRetryAfter(1));
            } else {
              refuse(Problem.UNUSABLE_TOKEN);
            }
          }
        });
  }

  private void decided() {
    Platform platform = Objects.requireNonNull(choice.platform());
    if (choice.decision() == Decision.SPILL) {
      inForce.metrics().spilled();
    }
    if (choice.atShare()) {
      inForce.metrics().split(choice.belowShare(), platform, room.loop().now());
      if (choice.bucket() != Choice.NO_BUCKET) {
        inForce.metrics().key(choice.bucket(), inForce.standing().share());
      }
    }
    if (bridging.isSwapped() && caller.application() != null) {
      live.ledger().sightings().bridged(caller.application(), platform, room.clock().millis());
    }
    connect();
  }

  /**
   * Has a request whose swapped token the platform did not take sent once more, with another one.
   * Returns whether it does; else its 401 is the answer.
   */
  boolean swapsAgain(BooleanSupplier mayRepeat) {
    if (!bridging.isRefusable()) {
      return false;
    }
    // Asked last: to ask for a repeat is to take one from the budget.
    boolean again = mayRepeat.getAsBoolean() && mayAskAgain();
    bridging.refresh(
        () -> {
          if (again && !done) {
            connect();
          }
        });
    return again;
  }

  private Decide.Question question(Live.InForce of, int bucket, @Nullable Interleave interleave) {
    Failover failover = of.route().failover();
    return Questions.of(of, caller, head, bucket, interleave, permit == null || permit.hasRoom())
        .with(failover == null || !failover.takes(head) ? null : failover.to(), room::condition);
  }

  private Usable usable(Route route) {
    boolean there = route.target(Platform.NEW, caller.isSandbox()) != null;
    return there ? caller.usable() : caller.usable().without(Platform.NEW);
  }

  /** Returns whether the other platform may take over from the one that failed this request. */
  boolean mayFailOver() {
    Route route = inForce.route();
    Platform failed = choice.platform();
    Failover failover = route.failover();
    return failover != null
        && failed != null
        && route.access() != Access.PASSTHROUGH
        && choice.decision() != Decision.FAILOVER
        && failover.to() == failed.other()
        && failover.takes(head)
        && usable(route).has(failover.to())
        && room.condition(failover.to()) == Condition.WELL
        && (failover.to() == Platform.OLD || permit == null || permit.take());
  }

  /** Sends the request, built anew, to the other platform; the failure is the first one's. */
  void failOver(Signal failure) {
    boolean judged = choice.decision().isEvidence();
    long now = room.loop().now();
    room.outcomes()
        .count(outcomeKey(), new Outcome(judged, failure, relay.waitNanos(now), relay.bytes()));
    choice = choice.failedOver();
    bridge(Objects.requireNonNull(choice.platform()), Usable.NEITHER);
  }

  /** The answer has no end of its own: from now on the rules for streams hold. */
  void openStream(OpenStream.Kind kind) {
    Identity identity = caller.identity();
    stream =
        new StreamEntry(
            this,
            kind,
            Objects.requireNonNull(choice.platform()),
            inForce.route().name(),
            caller.applicationName(),
            room.loop().now(),
            identity == null ? null : identity.expiresAt());
    room.loop().streams().enter(stream);
  }

  /** Returns whether the caller would be sent to the other platform now. */
  boolean isMisplaced() {
    Live now = room.live();
    Live.InForce current = now.byName(inForce.route().name());
    if (current == null) {
      return false;
    }
    Platform platform = choice.platform();
    if (current.route().access() == Access.PASSTHROUGH) {
      return current.standing().home() != platform;
    }
    Platform meant =
        Decide.again(
            current.standing(),
            now.position(),
            question(current, choice.bucket(), null),
            room.clock());
    return meant != null && meant != platform;
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

  private InetAddress clientAddress() {
    return believed ? Forwarding.client(head, peer, live.trusted()) : peer.address();
  }

  /** Makes the request anew from what was received, and has it sent. */
  void connect() {
    Platform platform = Objects.requireNonNull(choice.platform());
    request.begin(head);
    if (inForce.route().access() == Access.NONE && Credential.hasBearer(head)) {
      request.drop(Field.AUTHORIZATION);
    }
    bridging.write(request, caller, inForce.route(), target());
    ProtocolToken protocol = ProtocolToken.of(head);
    if (protocol != null) {
      Route route = inForce.route();
      boolean asItIs =
          platform == Platform.NEW && route.access() != Access.NONE && !bridging.isSwapped();
      if (!asItIs) {
        protocol.adapt(request, bridging.isInPlace(caller, route));
      }
    }
    Forwarding.describe(head, peer, believed, request);
    request.add(X_REQUEST_ID, requestId);
    if (trace == null) {
      room.ids().trace(head, request, requestId);
    } else {
      RequestIds.join(head, request, trace.attempt(platform, room.loop().now()));
    }
    Rewrite.toward(request, Objects.requireNonNull(match), target());
    relay.connect(live.endpoint(platform, caller.isSandbox()), request);
  }

  /** Returns whether the platform may be asked again: it counts each attempt. */
  boolean mayAskAgain() {
    return permit == null || choice.platform() != Platform.NEW || permit.take();
  }

  /** Another stage of it begins; of no account unless it is traced. */
  void stage(Stage next) {
    if (trace != null) {
      trace.begin(next, room.loop().now());
    }
  }

  private Target target() {
    Platform platform = Objects.requireNonNull(choice.platform());
    return Objects.requireNonNull(inForce.route().target(platform, caller.isSandbox()));
  }

  /** Returns an interim answer as the client gets it. */
  OutgoingResponse interim(Head interim) {
    response.begin(interim, BodyFraming.NONE, NO_NAMES, NO_LINES);
    return response;
  }

  /** Returns the client, or what reads a fault on its way there. */
  ClientStream faultFilter(ClientStream to, Head answer, BodyFraming framing) {
    if (!FaultFilter.concerns(answer, framing)) {
      return to;
    }
    Dialect dialect = inForce.route().faults();
    boolean asIs = dialect == null || dialect.isOf(Objects.requireNonNull(choice.platform()));
    return new FaultFilter(
        to, answer.status(), asIs ? null : dialect, Asked.accept(head), this::found);
  }

  private void found(PlatformFault said) {
    fault = said;
    if (permit != null) {
      permit.refused(said);
    }
  }

  /** Returns the platform's answer as the client gets it. */
  OutgoingResponse answered(Head answer, BodyFraming framing) {
    if (caller.token() != null && !bridging.isSwapped() && answer.status() < 500) {
      live.authorities().met(caller.token(), answer.status() != 401);
    }
    Target target = target();
    if (permit != null) {
      permit.heard(answer);
    }
    response.begin(answer, framing, target.removedResponseHeaders(), target.addedResponseHeaders());
    if (inForce.route().cors() != null) {
      // The policy is ours: a second answer beside it would be one too many for a browser.
      response.drop(Field.CORS);
      response.add(corsLines);
    }
    ProtocolToken protocol = framing == BodyFraming.TUNNEL ? ProtocolToken.of(head) : null;
    if (protocol != null && (choice.platform() == Platform.OLD || bridging.isSwapped())) {
      protocol.answered(response);
    }
    if (caller.isOnOldCredential()) {
      response.add(live.announcements().to(caller.application()));
    }
    if (Rewrite.concerns(answer)) {
      var consumer =
          ConsumerUrl.of(head, Objects.requireNonNull(match), peer.scheme().equals("https"));
      Rewrite.answer(response, target, consumer);
    }
    return response;
  }

  Live.InForce inForce() {
    return inForce;
  }

  RouteOnLoop onLoop() {
    return room.of(live, inForce.route());
  }

  byte[] requestId() {
    return requestId;
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
      finish(relay.isTunnel() ? SWITCHED : CLIENT_GONE);
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

  private void answer(OwnAnswer answer) {
    if (!relay.wasTried()) {
      choice = choice.none();
    }
    client.answer(answer, inForce.route().errors(), requestId, corsLines);
    finish(answer.status());
  }

  /** The end, once, whatever happened. The head may be the next request's by now. */
  void finish(int status) {
    done = true;
    if (desk != null) {
      desk.cancel();
    }
    relay.abandon();
    if (stream != null) {
      room.loop().streams().leave(stream);
    }
    long now = room.loop().now();
    long total = now - started;
    long gateway = Math.max(total - relay.platformNanos(), 0);
    inForce
        .metrics()
        .finished(choice.platform(), choice.decision(), caller.kind(), status, total, gateway, now);
    if (relay.wasTried()) {
      room.outcomes().count(outcomeKey(), outcome(status, now));
    }
    if (choice.platform() != null) {
      Standing standing = inForce.standing();
      inForce
          .metrics()
          .arrived(
              standing.revision(),
              Decide.agrees(standing, live.position(), choice, caller.applicationName()));
    }
    if (trace != null) {
      trace.end(
          inForce.metrics().route(), choice.decision(), choice.platform(), requestId, status, now);
    }
    room.decisions()
        .remember(
            requestId,
            room.clock().millis(),
            inForce.metrics().route(),
            caller.applicationName(),
            choice,
            inForce.standing(),
            caller.kind(),
            status);
    if (room.log().isEnabled()) {
      room.log()
          .offer(
              new AccessRecord(
                  room.clock().millis() - total / 1_000_000,
                  requestId,
                  inForce.metrics().route(),
                  caller.applicationName(),
                  choice.decision(),
                  choice.bucket(),
                  inForce.standing().share(),
                  choice.platform(),
                  status,
                  fault == null ? null : fault.kind(),
                  caller.kind(),
                  total,
                  gateway,
                  relay.answerNanos()));
    }
  }

  private Outcomes.Key outcomeKey() {
    return new Outcomes.Key(
        inForce.metrics().route(),
        Who.of(caller.applicationName(), choice.bucket()),
        Objects.requireNonNull(choice.platform()),
        caller.kind());
  }

  /** A fault is what its code says: API Cloud has tokens that it does not know fail by a 500. */
  private @Nullable Signal signal(int status) {
    return fault != null ? fault.kind().signal() : Signal.of(status);
  }

  private Outcome outcome(int status, long now) {
    boolean gone = status == CLIENT_GONE;
    boolean judged = choice.decision().isEvidence() && (relay.whole() || relay.broke() || gone);
    Signal signal = relay.broke() ? Signal.RESET : gone ? null : signal(relay.meant(status));
    return new Outcome(judged, signal, relay.waitNanos(now), relay.bytes());
  }
}
