package io.cutover.proxy;

import io.cutover.http.BodyDecoder;
import io.cutover.http.BodyFraming;
import io.cutover.http.Connections;
import io.cutover.http.ErrorShape;
import io.cutover.http.Fault;
import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.HeadLimits;
import io.cutover.http.HeadParser;
import io.cutover.http.Method;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.OwnAnswer;
import io.cutover.http.Problem;
import io.cutover.metric.ConnectionState;
import io.cutover.net.Arrival;
import io.cutover.net.Clients;
import io.cutover.net.Gather;
import io.cutover.net.OpenStream;
import io.cutover.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 client's connection: one exchange after the other, in the order of the requests.
 *
 * <p>A client may send its next request early; it is read when the answer before it has gone. After
 * anything malformed the connection ends, since nobody can say where the next message would begin.
 *
 * <p>Runs on its channel's event loop only, which is that of every exchange it carries.
 */
final class H1Client extends ChannelInboundHandlerAdapter implements ClientStream {
  /** How much of an unwanted body is read so that the connection can go on. */
  private static final long MAX_DISCARDED = 64 * 1024;

  /** How much is still read, and for how long, so that the last answer is not lost to a reset. */
  private static final long MAX_LINGERING = 1024 * 1024;

  private static final long LINGER = 2_000_000_000L;

  /** What the next byte of the client belongs to. */
  private enum Reading {
    HEAD,
    BODY,
    /** A body that nobody wants. */
    DISCARD,
    /** Nothing: the request is complete, the answer is not. */
    WAIT,
    /** Nothing any more: all that may come is dropped. */
    LINGER
  }

  private final LoopRoom room;
  private final Arrival arrival;
  private final Peer peer;
  private final Head head = new Head();
  private final HeadParser parser;
  private final BodyDecoder decoder;
  private final OutgoingRequest request = new OutgoingRequest();
  private final OutgoingResponse response = new OutgoingResponse();
  private final Wheel.Timeout timeout =
      new Wheel.Timeout() {
        @Override
        protected void expired() {
          timedOut();
        }
      };
  private @Nullable ChannelHandlerContext context;
  private @Nullable Gather out;
  private @Nullable H1Answer answer;
  private @Nullable Exchange exchange;
  private @Nullable ByteBuf pending;
  private Reading reading = Reading.HEAD;
  private boolean served;
  private boolean paused;
  private boolean persistent;
  private boolean saidClose;
  private boolean draining;
  private boolean counted;
  private long lingered;

  H1Client(LoopRoom room, Arrival arrival) {
    this.room = room;
    this.arrival = arrival;
    this.peer = Peer.of(arrival);
    this.parser = new HeadParser(HeadParser.Kind.REQUEST, room.live().limits(), head);
    this.decoder = new BodyDecoder(room.live().limits());
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  private Channel channel() {
    return context().channel();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    out = new Gather(ctx);
    answer = new H1Answer(room, out, head);
    if (ctx.channel().isActive()) {
      arrived();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    out().drop();
  }

  private Gather out() {
    return Objects.requireNonNull(out);
  }

  private H1Answer answer() {
    return Objects.requireNonNull(answer);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    arrived();
    ctx.fireChannelActive();
  }

  private void arrived() {
    if (counted) {
      return;
    }
    // A channel may be active when its handler comes, and be told so once more.
    counted = true;
    room.clients(ConnectionState.IDLE).up();
    room.wheel().set(timeout, room.live().unmatched().route().idleTimeout());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (pending != null) {
      pending = ctx.alloc().compositeBuffer(16).addFlattenedComponents(true, pending);
      ((io.netty.buffer.CompositeByteBuf) pending).addFlattenedComponents(true, in);
    } else {
      process(in);
    }
  }

  /** Takes the buffer, and reads as far as it may be read now. */
  private void process(ByteBuf in) {
    boolean ours = true;
    try {
      while (ours && in.isReadable()) {
        switch (reading) {
          case HEAD -> readHead(in);
          case BODY -> ours = readBody(in);
          case DISCARD -> discard(in);
          case WAIT -> {
            pending = in;
            ours = false;
            updateReading();
          }
          case LINGER -> {
            lingered += in.readableBytes();
            in.skipBytes(in.readableBytes());
            if (lingered > MAX_LINGERING) {
              close();
            }
          }
        }
      }
    } finally {
      if (ours) {
        in.release();
      }
    }
  }

  private void readHead(ByteBuf in) {
    boolean first = parser.untouched();
    if (first) {
      HeadLimits limits = room.live().limits();
      parser.limit(limits);
      decoder.limit(limits);
    }
    switch (parser.feed(in)) {
      case MORE -> {
        if (first) {
          // From its first byte on a head has as long as a platform has for its answer.
          room.wheel().set(timeout, room.live().unmatched().route().requestTimeout());
        }
      }
      case DONE -> begin();
      case FAULT -> {
        if (!becomeH2(in)) {
          refuse(parser.fault());
        }
      }
    }
  }

  /** Whoever begins with HTTP/2's preface speaks HTTP/2 from now on (RFC 9113 §3.3). */
  private boolean becomeH2(ByteBuf in) {
    if (served || arrival.tls() || !Preface.begins(parser, head)) {
      return false;
    }
    timeout.cancel();
    room.clients(ConnectionState.IDLE).down();
    reading = Reading.LINGER;
    ByteBuf all = context().alloc().buffer(parser.taken() + in.readableBytes());
    all.writeBytes(head.bytes(), 0, parser.taken()).writeBytes(in);
    ChannelPipeline pipeline = context().pipeline();
    pipeline.replace(this, null, H2Client.of(room, arrival));
    pipeline.fireChannelRead(all);
    return true;
  }

  private void begin() {
    timeout.cancel();
    saidClose = !Connections.persistent(head);
    // What follows a CONNECT may be meant for the tunnel that is not to be.
    persistent = !saidClose && !draining && !head.methodIs(Method.CONNECT);
    start();
    exchange = newExchange();
    exchange.begin();
  }

  private Exchange newExchange() {
    return new Exchange(room, this, peer, head, request, response);
  }

  private void start() {
    served = true;
    answer().begin();
    decoder.begin(head.framing(), head.contentLength());
    reading = decoder.ended() ? Reading.WAIT : Reading.BODY;
    room.clients(ConnectionState.IDLE).down();
    room.clients(ConnectionState.ACTIVE).up();
  }

  private void refuse(Fault fault) {
    timeout.cancel();
    persistent = false;
    saidClose = false;
    start();
    reading = Reading.BODY;
    exchange = newExchange();
    exchange.refuse(fault);
  }

  /** Hands data over; returns whether the buffer is still ours. */
  private boolean readBody(ByteBuf in) {
    Exchange to = Objects.requireNonNull(exchange);
    switch (decoder.next(in)) {
      case MORE -> {}
      case FAULT -> {
        persistent = false;
        to.requestBroken(decoder.fault());
      }
      case END -> bodyComplete(to);
      case DATA -> {
        int available = decoder.available();
        decoder.took(available);
        boolean whole = available == in.readableBytes();
        to.requestData(whole ? in : in.readRetainedSlice(available));
        if (decoder.ended() && reading == Reading.BODY && exchange == to) {
          bodyComplete(to);
        }
        return !whole;
      }
    }
    return true;
  }

  private void bodyComplete(Exchange to) {
    reading = Reading.WAIT;
    to.requestEnd(decoder.trailers());
  }

  private void discard(ByteBuf in) {
    switch (decoder.next(in)) {
      case MORE -> {}
      case DATA -> {
        int available = decoder.available();
        decoder.took(available);
        in.skipBytes(available);
        if (decoder.ended()) {
          nextRequest();
        }
      }
      case END -> nextRequest();
      case FAULT -> close();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.requestReadComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.clientWritable(ctx.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    timeout.cancel();
    out().drop();
    if (pending != null) {
      pending.release();
      pending = null;
    }
    reading = Reading.LINGER;
    Exchange ended = exchange;
    exchange = null;
    room.clients(ended == null ? ConnectionState.IDLE : ConnectionState.ACTIVE).down();
    if (ended != null) {
      ended.clientGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset or a failed write; what is open hears of it as the channel closes.
    close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Clients.DRAIN) {
      draining = true;
      if (exchange == null && reading == Reading.HEAD && parser.untouched() && pending == null) {
        close();
      }
    } else if (event == Clients.CUT && exchange != null && exchange.isStream()) {
      exchange.endStream(OpenStream.Cause.GOING_AWAY);
    }
  }

  private void timedOut() {
    if (reading == Reading.HEAD && exchange == null && !parser.untouched()) {
      persistent = false;
      start();
      reading = Reading.BODY;
      exchange = newExchange();
      exchange.refuse(Problem.REQUEST_TIMEOUT);
    } else {
      close();
    }
  }

  @Override
  public void interim(OutgoingResponse interim) {
    answer().interim(interim);
  }

  @Override
  public void head(OutgoingResponse response, byte[] requestId) {
    // The rest of a long body is not worth waiting for: its client is told so, and the connection
    // ends.
    answer().head(response, requestId, !persistent || draining || !bodyIsShort());
    if (response.framing() == BodyFraming.TUNNEL) {
      // What the client sends from here on is the other protocol's, and so is what it sent early.
      persistent = false;
      decoder.begin(BodyFraming.TUNNEL, 0);
      reading = Reading.BODY;
      flush();
      if (pending != null) {
        channel().eventLoop().execute(this::resume);
      }
    }
  }

  @Override
  public void data(ByteBuf data) {
    answer().data(data);
  }

  @Override
  public void end(@Nullable Head trailers) {
    answer().end(trailers);
    ended(answer().closes());
  }

  /** Returns whether what is missing of the request can be read and dropped. */
  private boolean bodyIsShort() {
    return reading == Reading.WAIT
        || (head.framing() == BodyFraming.LENGTH
            && head.contentLength() <= MAX_DISCARDED
            && head.find(Field.EXPECT) < 0);
  }

  @Override
  public void answer(OwnAnswer own, ErrorShape shape, byte[] requestId, byte[] cors) {
    boolean last = !persistent || draining || !bodyIsShort();
    answer().own(own, shape, requestId, cors, last);
    ended(last);
  }

  @Override
  public void reset() {
    exchange = null;
    room.clients(ConnectionState.ACTIVE).down();
    room.clients(ConnectionState.IDLE).up();
    // A FIN would look like the regular end of an answer that only the end of the connection ends.
    if (answer().started()) {
      ClientConnections.reset(context());
    } else {
      close();
    }
  }

  private void ended(boolean close) {
    exchange = null;
    room.clients(ConnectionState.ACTIVE).down();
    room.clients(ConnectionState.IDLE).up();
    paused = false;
    if (close) {
      lastAnswer();
    } else if (reading == Reading.BODY) {
      flush();
      reading = Reading.DISCARD;
      room.wheel().set(timeout, room.live().unmatched().route().idleTimeout());
      updateReading();
    } else {
      flush();
      nextRequest();
    }
  }

  private void nextRequest() {
    reading = Reading.HEAD;
    parser.begin(head);
    room.wheel().set(timeout, room.live().unmatched().route().idleTimeout());
    updateReading();
    if (pending != null) {
      // Not here and now: an answer that comes at once would call this again, ever deeper.
      channel().eventLoop().execute(this::resume);
    }
  }

  /** Goes on with what came early; until then all that comes is put behind it. */
  private void resume() {
    ByteBuf early = pending;
    if (early != null) {
      pending = null;
      updateReading();
      process(early);
      channelReadComplete(context());
    }
  }

  /** Sends what is written and ends the connection so that the client gets all of it. */
  private void lastAnswer() {
    boolean nothingMore = saidClose && reading == Reading.WAIT && pending == null;
    reading = Reading.LINGER;
    if (pending != null) {
      pending.release();
      pending = null;
    }
    updateReading();
    var flushed = out().flushAll();
    if (nothingMore) {
      flushed.addListener(_ -> close());
      return;
    }
    // To close a socket that has unread bytes is to reset it, and a reset can overtake the answer.
    flushed.addListener(_ -> ClientConnections.finish(context()));
    room.wheel().set(timeout, LINGER);
  }

  @Override
  public void flush() {
    out().flush();
  }

  @Override
  public boolean isWritable() {
    return channel().isWritable();
  }

  @Override
  public long unsent() {
    return channel().bytesBeforeWritable();
  }

  @Override
  public void reading(boolean on) {
    paused = !on;
    updateReading();
  }

  private void updateReading() {
    boolean wanted = pending == null && !(paused && reading == Reading.BODY);
    if (channel().config().isAutoRead() != wanted) {
      channel().config().setAutoRead(wanted);
    }
  }

  private void close() {
    context().close().addListener(_ -> {});
  }
}
