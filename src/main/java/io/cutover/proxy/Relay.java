package io.cutover.proxy;

import io.cutover.http.BodyFraming;
import io.cutover.http.FrameEdges;
import io.cutover.http.GrpcStatus;
import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.Problem;
import io.cutover.metric.RouteMetrics;
import io.cutover.metric.UpstreamError;
import io.cutover.net.OpenStream;
import io.cutover.net.Wheel;
import io.cutover.route.Route;
import io.cutover.split.Platform;
import io.cutover.split.Signal;
import io.cutover.trace.Stage;
import io.cutover.upstream.AuthFault;
import io.cutover.upstream.Endpoint;
import io.cutover.upstream.Failure;
import io.cutover.upstream.PlatformStream;
import io.cutover.upstream.Reply;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exchange's way to its platform and back: connection, request, answer, and repeats.
 *
 * <p>Whoever is slow holds up the other: while the platform takes no more, the client's body is not
 * read, and while the client takes no more, the answer is not read. What is held meanwhile is what
 * one read brought.
 *
 * <p>Lives on the exchange's event loop; its fields are plain.
 */
final class Relay extends Wheel.Timeout implements Reply {
  /** How far it has come. */
  private enum Phase {
    /** Where the request goes is not decided; its body may be coming already. */
    HOLDING,
    /** A connection is awaited. */
    CONNECTING,
    /** The request is on its way; no answer yet. */
    ASKING,
    /** The answer's head is out. */
    ANSWERING,
    OVER
  }

  private static final long NO_LIMIT = -1;
  private static final long LEAST_RATE = 100;

  /** How long a WebSocket's frame may take to end before it is cut through. */
  private static final long CLOSING = 5_000_000_000L;

  private final Exchange exchange;
  private final Facts facts;
  private final LoopRoom room;
  private final ClientStream client;

  /** The client, or what looks at the answer before it. */
  private ClientStream out;

  private final Head head;
  private final FrameEdges edges = new FrameEdges();
  private OpenStream.@Nullable Cause closing;
  private final HeldBody held = new HeldBody();
  private Phase phase = Phase.HOLDING;
  private @Nullable PlatformStream stream;
  private @Nullable Endpoint endpoint;
  private @Nullable OutgoingRequest request;
  private boolean requestComplete;
  private @Nullable Head requestTrailers;
  private final Seen seen = new Seen();
  private final Repeats repeats;
  private boolean inflight;
  private boolean tunnel;

  /** Whether it is still open what the answer tells of its platform. */
  private boolean unjudged;

  private int status;
  private long activeAt;
  private long ratedAt;
  private long ratedBytes;
  private long unsent;

  Relay(Exchange exchange, Facts facts, ClientStream client) {
    this.exchange = exchange;
    this.facts = facts;
    this.room = facts.room;
    this.client = client;
    this.out = client;
    this.head = facts.head;
    this.repeats = new Repeats(facts, exchange.steering());
    this.activeAt = facts.started;
    this.ratedAt = activeAt;
    this.requestComplete =
        head.framing() == BodyFraming.NONE
            || (head.framing() == BodyFraming.LENGTH && head.contentLength() == 0);
  }

  /** Gets a connection and sends the request on it. */
  void connect(Endpoint to, OutgoingRequest what) {
    phase = Phase.CONNECTING;
    seen.answeredAt = -1;
    endpoint = what.upgrades() ? to.alone() : to;
    request = what;
    inflight = true;
    room.metrics().inflight(to.platform()).up();
    room.pools().acquire(endpoint, this);
  }

  private Route route() {
    return facts.route();
  }

  private RouteMetrics metrics() {
    return facts.inForce.metrics();
  }

  private Platform platform() {
    return Objects.requireNonNull(endpoint).platform();
  }

  /** Returns whether a platform was tried. */
  boolean wasTried() {
    return endpoint != null;
  }

  /** Returns what was seen of the platform, so far. */
  Seen seen() {
    return seen;
  }

  /** Returns whether the exchange has become a WebSocket's, which has no answer to complete. */
  boolean isTunnel() {
    return tunnel;
  }

  @Override
  public void opened(PlatformStream to) {
    OutgoingRequest what = Objects.requireNonNull(request);
    stream = to;
    phase = Phase.ASKING;
    seen.sentAt = room.loop().now();
    exchange.stage(Stage.FIRST_BYTE);
    to.send(what);
    held.drainTo(to::data);
    if (requestComplete) {
      to.end(what.screened(requestTrailers));
      room.wheel().set(this, route().requestTimeout(), seen.sentAt);
    } else {
      to.flush();
      room.wheel().set(this, route().idleTimeout(), seen.sentAt);
    }
    client.reading(requestComplete || to.isWritable());
  }

  /** A piece of the request's body, which is now ours. */
  void requestData(ByteBuf data) {
    if (phase == Phase.OVER) {
      data.release();
      return;
    }
    activeAt = room.loop().now();
    seen.bodyBytes += data.readableBytes();
    long limit = tunnel ? NO_LIMIT : route().bodyLimit();
    if (limit >= 0 && seen.bodyBytes > limit) {
      data.release();
      giveUp(Problem.BODY_TOO_LARGE);
    } else if (stream == null) {
      held.hold(data);
      client.reading(false);
    } else {
      stream.data(data);
      if (!stream.isWritable()) {
        client.reading(false);
      }
    }
  }

  /** The request's body is complete. */
  void requestEnd(@Nullable Head trailers) {
    if (requestComplete) {
      return;
    }
    requestComplete = true;
    requestTrailers = trailers;
    if (stream != null) {
      stream.end(Objects.requireNonNull(request).screened(trailers));
      if (phase == Phase.ASKING) {
        room.wheel().set(this, route().requestTimeout());
      }
    }
  }

  void requestReadComplete() {
    if (stream != null && !requestComplete) {
      stream.flush();
    }
  }

  void clientWritable(boolean writable) {
    if (stream != null) {
      stream.reading(writable);
    }
  }

  @Override
  public void writable(boolean writable) {
    if (!requestComplete) {
      client.reading(writable);
    }
  }

  @Override
  public void interim(Head interim) {
    client.interim(exchange.interim(interim));
  }

  @Override
  public void head(Head answer, BodyFraming framing) {
    if (answer.status() == 401
        && exchange.steering().swapsAgain(() -> repeats.withAnotherToken(seen.bodyBytes > 0))) {
      letGo();
      return;
    }
    status = answer.status();
    // gRPC says how it went in its trailers, or in a head that is all there is.
    boolean all = framing != BodyFraming.CHUNKED && answer.contentLength() == 0;
    seen.meant = all ? GrpcStatus.asHttp(answer, status) : status;
    seen.answeredAt = room.loop().now();
    exchange.stage(Stage.STREAM);
    activeAt = seen.answeredAt;
    metrics().upstreamHead(platform(), seen.answeredAt - seen.sentAt, seen.answeredAt);
    judge(status);
    if (repeats.elsewhere(status, seen.bodyBytes > 0)) {
      letGo();
      exchange.failOver(Objects.requireNonNull(Signal.of(status)));
      return;
    }
    phase = Phase.ANSWERING;
    out = Translation.faultFilter(facts, client, answer, framing);
    OutgoingResponse response = exchange.answered(out == client ? answer : answer.copy(), framing);
    if (framing == BodyFraming.TUNNEL) {
      tunnel = true;
      requestComplete = false;
    }
    OpenStream.Kind kind = StreamKinds.of(answer, framing);
    seen.streamed = kind != null;
    if (kind != null) {
      exchange.openStream(kind);
    }
    out.head(response, facts.requestId);
    if (tunnel && stream != null) {
      client.reading(stream.isWritable());
    }
    room.wheel().set(this, route().idleTimeout(), seen.answeredAt);
  }

  @Override
  public void data(ByteBuf data) {
    activeAt = room.loop().now();
    seen.answerBytes += data.readableBytes();
    judge(data);
    int edge = tunnel ? edges.pass(data) : -1;
    if (closing != null && edge >= 0) {
      out.data(data.readRetainedSlice(edge));
      data.release();
      close(closing);
      return;
    }
    out.data(data);
    if (!client.isWritable() && stream != null) {
      stream.reading(false);
    }
  }

  /** Ends a stream from here: a WebSocket by a frame that says why, any other by a reset. */
  void endStream(OpenStream.Cause cause) {
    if (!tunnel) {
      giveUp(Problem.RESPONSE_TIMEOUT);
    } else if (edges.between()) {
      close(cause);
    } else {
      closing = cause;
      room.wheel().set(this, CLOSING);
    }
  }

  private void close(OpenStream.Cause cause) {
    out.data(StreamKinds.closeFrame(cause));
    abandon();
    out.end(null);
    exchange.finish(status);
  }

  @Override
  public void readComplete() {
    out.flush();
  }

  @Override
  public void end(@Nullable Head trailers) {
    stream = null;
    seen.whole = true;
    if (trailers != null) {
      seen.meant = GrpcStatus.asHttp(trailers, seen.meant);
    }
    judge(null);
    over();
    out.end(trailers);
    exchange.finish(out instanceof FaultFilter filter ? filter.status() : status);
  }

  @Override
  public void failed(Failure failure, boolean reused) {
    stream = null;
    leave();
    UpstreamError kind = Failures.kind(failure);
    if (kind != null) {
      metrics().upstreamError(platform(), kind);
      room.outcome(platform(), false, room.loop().now());
    }
    if (phase != Phase.ANSWERING
        && repeats.here(failure, phase == Phase.CONNECTING, seen.bodyBytes > 0)) {
      cancel();
      exchange.connect();
    } else if (phase != Phase.ANSWERING
        && repeats.elsewhere(failure, phase == Phase.CONNECTING, seen.bodyBytes > 0)) {
      letGo();
      exchange.failOver(Signal.RESET);
    } else {
      seen.broke = kind != null;
      giveUp(Failures.problem(failure));
    }
  }

  /** Says what an answer tells of its platform; of a 500 its body has the last word. */
  private void judge(int answered) {
    switch (answered) {
      case 500 -> unjudged = true;
      case 502, 503, 504 -> room.outcome(platform(), false, seen.answeredAt);
      default -> room.outcome(platform(), true, seen.answeredAt);
    }
  }

  private void judge(@Nullable ByteBuf beginning) {
    if (unjudged) {
      unjudged = false;
      room.outcome(platform(), beginning != null && AuthFault.isIn(beginning), activeAt);
    }
  }

  @Override
  protected void expired() {
    if (closing != null) {
      giveUp(Problem.RESPONSE_TIMEOUT);
      return;
    }
    boolean waiting = phase == Phase.ASKING && requestComplete;
    if (isTrickling()) {
      giveUp(Problem.REQUEST_TIMEOUT);
      return;
    }
    if (unsent != client.unsent()) {
      // What is written to a client that reads slowly is as much of a sign of life as what comes.
      unsent = client.unsent();
      activeAt = room.loop().now();
    }
    long idle = room.loop().now() - activeAt;
    if (!waiting && idle < route().idleTimeout()) {
      room.wheel().set(this, route().idleTimeout() - idle);
      return;
    }
    boolean platformStalls = waiting || platformIsAwaited();
    if (platformStalls) {
      metrics().upstreamError(platform(), UpstreamError.TIMEOUT);
      room.outcome(platform(), false, room.loop().now());
      if (phase == Phase.ASKING && repeats.elsewhere(Failure.TIMEOUT, false, seen.bodyBytes > 0)) {
        letGo();
        exchange.failOver(Signal.RESET);
        return;
      }
    }
    seen.broke = platformStalls;
    giveUp(platformStalls ? Problem.RESPONSE_TIMEOUT : Problem.REQUEST_TIMEOUT);
  }

  /**
   * Returns whether the platform has to go on: to take of the request, or to send of its answer. A
   * stream may be silent for as long as its idle time, and nobody is to blame.
   */
  private boolean platformIsAwaited() {
    return phase == Phase.ANSWERING && requestComplete
        ? !seen.streamed && client.isWritable()
        : stream != null && !stream.isWritable();
  }

  /**
   * Returns whether a body of known length comes byte by byte, though it is waited for: less than
   * {@value #LEAST_RATE} bytes a second over an idle time. Of one without a length nobody can say:
   * it may be a conversation.
   */
  private boolean isTrickling() {
    long now = room.loop().now();
    if (requestComplete
        || head.framing() != BodyFraming.LENGTH
        || now - ratedAt < route().idleTimeout()) {
      return false;
    }
    boolean slow =
        (seen.bodyBytes - ratedBytes) * 1e9 < LEAST_RATE * (double) (now - ratedAt)
            && stream != null
            && stream.isWritable();
    ratedAt = now;
    ratedBytes = seen.bodyBytes;
    return slow;
  }

  /** Ends an exchange that cannot go on: by an answer, or, if one is on its way, by a reset. */
  void giveUp(Problem problem) {
    boolean answering = phase == Phase.ANSWERING;
    abandon();
    if (answering) {
      client.reset();
      exchange.finish(status);
    } else {
      exchange.refuse(problem);
    }
  }

  /** Lets go of the platform and of all that is held. */
  void abandon() {
    letGo();
    over();
  }

  /** Leaves the platform where it is; the request may wait for its next attempt. */
  private void letGo() {
    PlatformStream open = stream;
    stream = null;
    if (open != null) {
      open.cancel();
    } else if (phase == Phase.CONNECTING) {
      room.pools().forget(Objects.requireNonNull(endpoint), this);
    }
    phase = Phase.HOLDING;
    cancel();
    leave();
  }

  private void over() {
    phase = Phase.OVER;
    cancel();
    held.release();
    leave();
  }

  private void leave() {
    if (inflight) {
      inflight = false;
      seen.overAt = room.loop().now();
      room.metrics().inflight(platform()).down();
    }
  }
}
