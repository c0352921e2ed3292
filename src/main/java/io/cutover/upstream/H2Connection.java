package io.cutover.upstream;

import static io.netty.handler.codec.http2.Http2Error.CANCEL;
import static io.netty.handler.codec.http2.Http2Error.PROTOCOL_ERROR;
import static io.netty.handler.codec.http2.Http2Error.REFUSED_STREAM;

import io.cutover.h2.Codec;
import io.cutover.h2.Fields;
import io.cutover.http.Head;
import io.cutover.http.HeadAssembler;
import io.cutover.net.Loop;
import io.cutover.net.Wheel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/2 connection to a platform: many exchanges at once, as many as it allows.
 *
 * <p>It serves when the platform's settings have come, so that nothing is sent that it would
 * refuse; after its GOAWAY nothing new begins. A stream that the platform never answered makes the
 * connection prove by a PING that it still stands.
 *
 * <p>Runs on its channel's event loop only, which is that of every exchange it serves.
 */
final class H2Connection extends Http2ConnectionHandler {
  /** Streams at once, even if the platform would take more. */
  private static final int MOST = 100;

  /** How long a connection has to prove that it stands; many exchanges may be on it. */
  private static final long PROOF = 10_000_000_000L;

  /** Where the identifiers of streams come to their end, and another connection begins. */
  private static final int LAST = Integer.MAX_VALUE - 16;

  private final Pool pool;
  private final long end;
  private final Loop loop;
  private final Http2Connection.PropertyKey key;
  private final ArrayDeque<H2PlatformStream> touched = new ArrayDeque<>();
  private final Wheel.Timeout timeout =
      new Wheel.Timeout() {
        @Override
        protected void expired() {
          close();
        }
      };
  private @Nullable ChannelHandlerContext context;
  private boolean ready;
  private boolean leaving;
  private boolean broken;
  private boolean probing;
  private boolean inRead;
  private boolean flushing;
  private int refusedAbove = Integer.MAX_VALUE;
  private int served;
  private long idleSince;

  static H2Connection of(Pool pool, Loop loop) {
    Codec codec = Codec.of(false, pool.endpoint()::limits, Head::new, loop::now);
    return new H2Connection(pool, loop, codec);
  }

  private H2Connection(Pool pool, Loop loop, Codec codec) {
    super(codec.decoder(), codec.encoder(), codec.settings(), true);
    this.pool = pool;
    this.end = pool.end();
    this.loop = loop;
    this.key = connection().newKey();
    decoder().frameListener(new Frames());
    connection().addListener(new Streams());
    encoder().flowController().listener(this::writabilityChanged);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    context = ctx;
    loop.wheel().set(timeout, pool.endpoint().connectTimeout());
    super.handlerAdded(ctx);
  }

  ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  boolean isTls() {
    return pool.endpoint().tlsName() != null;
  }

  /** Returns whether one more exchange may begin. */
  boolean hasRoom() {
    return ready
        && !leaving
        && context().channel().isActive()
        && connection().local().lastStreamCreated() < LAST
        && active() < Math.min(MOST, connection().local().maxActiveStreams());
  }

  int active() {
    return connection().local().numActiveStreams();
  }

  /** Returns when it has served for long enough. */
  long end() {
    return end;
  }

  long idleSince() {
    return idleSince;
  }

  /** Gives an exchange a stream of its own. */
  void open(Reply reply) {
    reply.opened(new H2PlatformStream(this, reply, served++ > 0));
  }

  /** Takes nothing new, and ends when the last exchange has. */
  void retire() {
    leaving = true;
    if (active() == 0) {
      close();
    }
  }

  void close() {
    context().close().addListener(_ -> {});
  }

  private @Nullable H2PlatformStream of(@Nullable Http2Stream stream) {
    return stream == null ? null : stream.getProperty(key);
  }

  /**
   * Returns the stream that begins now; null: the connection has no identifier left, or is ending.
   */
  @Nullable Http2Stream begun(int id, H2PlatformStream own) {
    Http2Stream stream = connection().stream(id);
    if (stream != null) {
      stream.setProperty(key, own);
    }
    return stream;
  }

  int nextId() {
    return connection().local().incrementAndGetNextStreamId();
  }

  /** Ends a stream that nobody waits for any more. */
  void cancel(Http2Stream stream, boolean unanswered) {
    stream.removeProperty(key);
    resetStream(context(), stream.id(), CANCEL.code(), context().newPromise()).addListener(_ -> {});
    if (unanswered && !probing) {
      probing = true;
      encoder()
          .writePing(context(), false, loop.now(), context().newPromise())
          .addListener(_ -> {});
      loop.wheel().set(timeout, PROOF);
    }
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

  private void writabilityChanged(Http2Stream stream) {
    H2PlatformStream own = of(stream);
    if (own != null) {
      own.writabilityChanged();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
    inRead = true;
    if (probing) {
      probing = false;
      timeout.cancel();
    }
    super.channelRead(ctx, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
    H2PlatformStream stream;
    while ((stream = touched.poll()) != null) {
      stream.readComplete();
    }
    inRead = false;
    super.channelReadComplete(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    timeout.cancel();
    leaving = true;
    super.channelInactive(ctx);
    if (ready) {
      pool.closed(this);
    } else {
      pool.connectFailed(Failure.CONNECT);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (cause instanceof Http2Exception) {
      super.exceptionCaught(ctx, cause);
    } else {
      // A reset, a failed write, a TLS alert: the exchanges hear of it as the connection closes.
      close();
    }
  }

  @Override
  protected void onConnectionError(
      ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception error) {
    broken = !outbound;
    leaving = true;
    super.onConnectionError(ctx, outbound, cause, error);
  }

  /** The frames that are content; all others are Netty's business. */
  private final class Frames extends Http2FrameAdapter {
    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
      if (!ready) {
        ready = true;
        timeout.cancel();
        idleSince = loop.now();
        pool.connected(H2Connection.this);
      } else {
        pool.room(H2Connection.this);
      }
    }

    @Override
    public void onHeadersRead(
        ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean end)
        throws Http2Exception {
      H2PlatformStream own = of(connection().stream(streamId));
      if (own == null) {
        return;
      }
      Fields fields = (Fields) headers;
      boolean good =
          own.isAnswered()
              ? fields.assembler().trailers() == HeadAssembler.Outcome.GOOD
                  && own.trailers(fields.head(), end)
              : fields.assembler().response(end) == HeadAssembler.Outcome.GOOD
                  && own.head(fields, end);
      if (!good) {
        throw malformed(own, streamId);
      }
      touched.add(own);
    }

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
      onHeadersRead(ctx, streamId, headers, padding, end);
    }

    @Override
    public int onDataRead(
        ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean end)
        throws Http2Exception {
      H2PlatformStream own = of(connection().stream(streamId));
      int bytes = data.readableBytes();
      if (own == null) {
        return bytes + padding;
      }
      if (!own.fits(bytes, end)) {
        throw malformed(own, streamId);
      }
      int taken = own.answerData(data);
      touched.add(own);
      if (end) {
        own.complete(null);
      }
      return taken + padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode) {
      H2PlatformStream own = of(connection().stream(streamId));
      if (own != null) {
        own.failed(errorCode == REFUSED_STREAM.code() ? Failure.REFUSED : Failure.RESET);
      }
    }

    private Http2Exception malformed(H2PlatformStream own, int streamId) {
      own.failed(Failure.PROTOCOL);
      return Http2Exception.streamError(streamId, PROTOCOL_ERROR, "malformed message");
    }
  }

  private final class Streams extends Http2ConnectionAdapter {
    @Override
    public void onStreamActive(Http2Stream stream) {
      if (active() == 1) {
        pool.busy(true);
      }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
      H2PlatformStream own = stream.removeProperty(key);
      if (active() == 0) {
        idleSince = loop.now();
        pool.busy(false);
        if (leaving && context().channel().isActive()) {
          close();
        }
      }
      if (own != null) {
        own.failed(
            stream.id() > refusedAbove
                ? Failure.REFUSED
                : broken ? Failure.PROTOCOL : Failure.RESET);
      }
      pool.room(H2Connection.this);
    }

    @Override
    public void onGoAwayReceived(int lastStreamId, long errorCode, ByteBuf debugData) {
      // What is above it was not looked at, and may be asked anew elsewhere (RFC 9113 §6.8).
      refusedAbove = lastStreamId;
      leaving = true;
      pool.leaving(H2Connection.this);
      if (active() == 0) {
        close();
      }
    }
  }
}
