package io.cutover.proxy;

import static io.netty.handler.codec.http2.Http2Error.ENHANCE_YOUR_CALM;
import static io.netty.handler.codec.http2.Http2Error.NO_ERROR;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;

import io.cutover.h2.Codec;
import io.cutover.h2.Fields;
import io.cutover.http.Fault;
import io.cutover.http.Head;
import io.cutover.http.HeadAssembler;
import io.cutover.http.HeadParser;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.OutgoingResponse;
import io.cutover.metric.ConnectionState;
import io.cutover.net.Arrival;
import io.cutover.net.Clients;
import io.cutover.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 client's connection: each of its streams is an exchange of its own.
 *
 * <p>What is written while one event is handled, or while several platforms answer in one turn of
 * the loop, leaves together. It ends in two steps (RFC 9113 §6.8): a GOAWAY that still takes
 * everything, and, when the client has answered a PING and so has heard it, one that names the last
 * stream.
 *
 * <p>Runs on its channel's event loop only, which is that of every exchange it carries.
 */
final class H2Client extends Http2ConnectionHandler {
  private static final long DRAIN_PING = 0x63_75_74_6f_76_65_72L;
  private static final long HEARD = 1_000_000_000L;

  private final LoopRoom room;
  private final Codec codec;
  private final Peer peer;
  private final Http2Connection.PropertyKey key;
  private final ArrayDeque<Head> heads;
  private final Head ownHead = new Head();
  private final HeadParser ownParser;
  private final Wheel.Timeout timeout =
      new Wheel.Timeout() {
        @Override
        protected void expired() {
          timedOut();
        }
      };
  private @Nullable ChannelHandlerContext context;
  private final ArrayDeque<H2Stream> touched = new ArrayDeque<>();
  private final ArrayDeque<Sheets> sheets = new ArrayDeque<>();
  private boolean inRead;
  private boolean flushing;
  private boolean draining;
  private boolean last;

  /** What an exchange writes on; used again by the next. */
  record Sheets(OutgoingRequest request, OutgoingResponse response) {}

  static H2Client of(LoopRoom room, Arrival arrival) {
    ArrayDeque<Head> heads = new ArrayDeque<>();
    Codec codec =
        Codec.of(
            true,
            () -> room.live().limits(),
            () -> {
              Head free = heads.pollLast();
              return free != null ? free : new Head();
            },
            room.loop()::now);
    return new H2Client(room, codec, arrival, heads);
  }

  private H2Client(LoopRoom room, Codec codec, Arrival arrival, ArrayDeque<Head> heads) {
    super(codec.decoder(), codec.encoder(), codec.settings(), true);
    this.room = room;
    this.codec = codec;
    this.peer = Peer.of(arrival);
    this.heads = heads;
    this.key = connection().newKey();
    this.ownParser = new HeadParser(HeadParser.Kind.RESPONSE, room.live().limits(), ownHead);
    decoder().frameListener(new Frames());
    connection().addListener(new Streams());
    encoder().flowController().listener(this::writabilityChanged);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    room.clients(ConnectionState.IDLE).up();
    idle();
    super.handlerAdded(ctx);
    decoder()
        .flowController()
        .incrementWindowSize(connection().connectionStream(), Codec.widening());
    flush();
  }

  ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  LoopRoom room() {
    return room;
  }

  Peer peer() {
    return peer;
  }

  Sheets sheets() {
    Sheets free = sheets.pollLast();
    return free != null ? free : new Sheets(new OutgoingRequest(), new OutgoingResponse());
  }

  /** Takes back what a stream that is over had been given. */
  void free(Head head, Sheets written) {
    heads.addLast(head);
    sheets.addLast(written);
  }

  private void idle() {
    room.wheel().set(timeout, room.live().unmatched().route().idleTimeout());
  }

  private @Nullable H2Stream of(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(key);
  }

  private void writabilityChanged(Http2Stream stream) {
    H2Stream own = of(stream);
    if (own != null) {
      own.writabilityChanged();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    inRead = true;
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    H2Stream stream;
    while ((stream = touched.poll()) != null) {
      stream.readComplete();
    }
    inRead = false;
    super.channelReadComplete(ctx);
  }

  /** Sends what is written when this turn of the loop is over; a read does so at its end. */
  void flush() {
    if (!flushing && !inRead) {
      flushing = true;
      context().executor().execute(this::flushNow);
    }
  }

  private void flushNow() {
    flushing = false;
    if (context().channel().isActive()) {
      flush(context());
    }
  }

  /** Ends a stream before its regular end. */
  void reset(Http2Stream stream, long code) {
    resetStream(context(), stream.id(), code, context().newPromise()).addListener(_ -> {});
    flush();
  }

  /** Gives back what a stream has had of its window. */
  void consumed(Http2Stream stream, int bytes) {
    try {
      if (decoder().flowController().consumeBytes(stream, bytes)) {
        flush();
      }
    } catch (Http2Exception e) {
      onError(context(), false, e);
    }
  }

  /** Reads an own answer's text, whose body is left in the buffer. */
  Head read(ByteBuf answer) {
    ownParser.begin(ownHead);
    if (ownParser.feed(answer) != HeadParser.Progress.DONE) {
      throw new IllegalStateException("an answer of our own that cannot be read");
    }
    return ownHead;
  }

  /** The frames that are content; all others are Netty's business. */
  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx,
        int streamId,
        Http2Headers headers,
        int dependency,
        short weight,
        boolean exclusive,
        int padding,
        boolean end)
        throws Http2Exception {
      Http2Stream stream = connection().stream(streamId);
      HeadAssembler assembler = ((Fields) headers).assembler();
      H2Stream own = of(stream);
      if (own == null) {
        switch (assembler.request(end)) {
          case GOOD -> begin(stream, ((Fields) headers).taken(), end).begin();
          case REFUSED -> begin(stream, ((Fields) headers).taken(), end).refuse(assembler.fault());
          case MALFORMED -> throw malformed(streamId);
        }
        return;
      }
      // Nothing but trailers comes behind a request's head (§8.1).
      switch (end ? assembler.trailers() : HeadAssembler.Outcome.MALFORMED) {
        case GOOD -> {
          if (!own.fits(0, true)) {
            throw malformed(streamId);
          }
          own.requestEnd(((Fields) headers).taken());
        }
        case REFUSED -> own.requestBroken(assembler.fault());
        case MALFORMED -> throw malformed(streamId);
      }
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
        throws Http2Exception {
      H2Stream own = of(connection().stream(streamId));
      int bytes = data.readableBytes();
      if (own == null) {
        return bytes + padding;
      }
      if (!own.fits(bytes, end)) {
        throw malformed(streamId);
      }
      int taken = own.requestData(data);
      touched.add(own);
      if (end) {
        own.requestEnd(null);
      }
      return taken + padding;
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
      if (draining && data == DRAIN_PING) {
        lastGoAway();
      }
    }
  }

  private static Http2Exception malformed(int streamId) {
    return Http2Exception.streamError(streamId, PROTOCOL_ERROR, "malformed message");
  }

  private H2Stream begin(Http2Stream stream, Head head, boolean end) {
    H2Stream own = new H2Stream(this, stream, head, end);
    stream.setProperty(key, own);
    return own;
  }

  private final class Streams extends Http2ConnectionAdapter {
    @Override
    public void onStreamActive(Http2Stream stream) {
      if (connection().numActiveStreams() == 1) {
        timeout.cancel();
        room.clients(ConnectionState.IDLE).down();
        room.clients(ConnectionState.ACTIVE).up();
      }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      H2Stream own = stream.removeProperty(key);
      if (own != null) {
        own.closed();
      }
      if (connection().numActiveStreams() == 0) {
        room.clients(ConnectionState.ACTIVE).down();
        room.clients(ConnectionState.IDLE).up();
        if (last) {
          closeSoon();
        } else {
          idle();
        }
      }
    }
  }

  @Override
  protected void onStreamError(
      ChannelHandlerContext ctx,
      boolean outbound,
      Throwable cause,
      Http2Exception.StreamException error) {
    if (!outbound && !codec.wasted(room.loop().now())) {
      onError(ctx, false, Http2Exception.connectionError(ENHANCE_YOUR_CALM, "too many resets"));
      return;
    }
    if (error instanceof Http2Exception.HeaderListSizeException tooLarge
        && tooLarge.duringDecode()) {
      answerTooLarge(ctx, error);
    } else {
      super.onStreamError(ctx, outbound, cause, error);
    }
  }

  /** The block was read to its end, to keep the table right, and thrown away. */
  private void answerTooLarge(ChannelHandlerContext ctx, Http2Exception.StreamException error) {
    Http2Stream stream = connection().stream(error.streamId());
    try {
      if (stream == null) {
        stream = connection().remote().createStream(error.streamId(), true);
      } else {
        reset(stream, PROTOCOL_ERROR.code());
        return;
      }
    } catch (Http2Exception e) {
      super.onStreamError(ctx, false, e, error);
      return;
    }
    Head none = new Head();
    none.clear();
    begin(stream, none, true).refuse(Fault.HEAD_TOO_LARGE);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    timeout.cancel();
    room.clients(ConnectionState.IDLE).down();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof Http2Exception) {
      super.exceptionCaught(ctx, cause);
    } else {
      // A reset or a failed write; what is open hears of it as the channel closes.
      close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == Clients.DRAIN) {
      drain();
    } else if (event == Clients.CUT) {
      cut();
    } else {
      super.userEventTriggered(ctx, event);
    }
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    goAway(Integer.MAX_VALUE);
    encoder().writePing(context(), false, DRAIN_PING, context().newPromise()).addListener(_ -> {});
    room.wheel().set(timeout, HEARD);
    flush();
  }

  /**
   * Ends what has no end of its own by a reset: the end of the connection could be anybody's doing.
   */
  private void cut() {
    draining = true;
    try {
      connection()
          .forEachActiveStream(
              stream -> {
                H2Stream own = of(stream);
                if (own != null) {
                  own.cut();
                }
                return true;
              });
    } catch (Http2Exception e) {
      throw new IllegalStateException("nothing in it throws", e);
    }
    lastGoAway();
    flushNow();
  }

  private void lastGoAway() {
    if (last) {
      return;
    }
    last = true;
    goAway(connection().remote().lastStreamCreated());
    if (connection().numActiveStreams() == 0) {
      closeSoon();
    } else {
      timeout.cancel();
      flush();
    }
  }

  private void goAway(int lastStream) {
    goAway(context(), lastStream, NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context().newPromise())
        .addListener(_ -> {});
  }

  private void timedOut() {
    if (draining) {
      lastGoAway();
    } else {
      last = true;
      goAway(connection().remote().lastStreamCreated());
      closeSoon();
    }
  }

  /** Closes when what is written has left. */
  private void closeSoon() {
    flush(context());
    context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> close());
  }

  private void close() {
    context().close().addListener(_ -> {});
  }
}
