package io.cutover.upstream;

import io.cutover.http.BodyDecoder;
import io.cutover.http.BodyFraming;
import io.cutover.http.Chunks;
import io.cutover.http.Connections;
import io.cutover.http.Head;
import io.cutover.http.HeadParser;
import io.cutover.http.Method;
import io.cutover.http.OutgoingRequest;
import io.cutover.http.WebSocket;
import io.cutover.net.Gather;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 connection to a platform. One exchange at a time, never pipelined.
 *
 * <p>Whatever it did not ask for ends it: bytes while it is idle, a switch of protocols, more than
 * the answer's body. Such a connection never serves again.
 *
 * <p>Runs on its channel's event loop only, which is that of every exchange it serves.
 */
final class H1Connection extends ChannelInboundHandlerAdapter implements PlatformStream {

  /** Interim answers to one request; a platform has no use for more. */
  private static final int MAX_INTERIM = 16;

  private final Pool pool;
  private final long end;
  private final Head head = new Head();
  private final HeadParser parser;
  private final BodyDecoder decoder;
  private final Chunks chunks = new Chunks();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Gather out;
  private @Nullable Reply reply;
  private boolean served;
  private boolean requestIsHead;
  private boolean upgradeAsked;
  private boolean chunkedRequest;
  private boolean requestEnded;
  private boolean heard;
  private boolean headRead;
  private boolean persistent;
  private boolean broken;
  private boolean paused;
  private boolean tunnel;
  private boolean closeNotified;
  private int interims;
  private long idleSince;

  H1Connection(Pool pool) {
    this.pool = pool;
    this.end = pool.end();
    this.parser = new HeadParser(HeadParser.Kind.RESPONSE, pool.endpoint().limits(), head);
    this.decoder = new BodyDecoder(pool.endpoint().limits());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    out = new Gather(ctx);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    out().drop();
  }

  private Gather out() {
    return Objects.requireNonNull(out);
  }

  private ChannelHandlerContext context() {
    return Objects.requireNonNull(context);
  }

  /** Gives the connection to an exchange. */
  void lend(Reply to) {
    reply = to;
    requestEnded = false;
    heard = false;
    headRead = false;
    interims = 0;
    parser.begin(head);
    to.opened(this);
  }

  boolean isOpen() {
    return context().channel().isActive() && !broken;
  }

  /** Returns when it has served for long enough. */
  long end() {
    return end;
  }

  long idleSince() {
    return idleSince;
  }

  void idleSince(long nanos) {
    idleSince = nanos;
  }

  void close() {
    broken = true;
    context().close().addListener(_ -> {});
  }

  @Override
  public void send(OutgoingRequest request) {
    Head in = request.head();
    requestIsHead = in.methodIs(Method.HEAD);
    upgradeAsked = request.upgrades();
    chunkedRequest = in.framing() == BodyFraming.CHUNKED;
    chunks.begin();
    request.writeTo(out().piece());
    if (request.bodyless()) {
      requestEnded = true;
      out().flush();
    }
  }

  @Override
  public void data(ByteBuf data) {
    if (reply == null || requestEnded) {
      data.release();
      return;
    }
    if (chunkedRequest) {
      chunks.before(out().piece(), data.readableBytes());
    }
    out().write(data);
  }

  @Override
  public void end(@Nullable Head trailers) {
    if (reply == null || requestEnded) {
      return;
    }
    requestEnded = true;
    if (chunkedRequest) {
      chunks.last(out().piece(), trailers);
    }
    out().flush();
  }

  @Override
  public void flush() {
    out().flush();
  }

  @Override
  public boolean isWritable() {
    return context().channel().isWritable();
  }

  @Override
  public void reading(boolean on) {
    if (paused == on) {
      paused = !on;
      context().channel().config().setAutoRead(on);
    }
  }

  @Override
  public void cancel() {
    reply = null;
    close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    boolean ours = true;
    try {
      while (ours && in.isReadable() && reply != null && !broken) {
        ours = headRead ? readBody(in) : readHead(in);
      }
      if (ours && in.isReadable() && !broken) {
        close();
      }
    } finally {
      if (ours) {
        in.release();
      }
    }
  }

  private boolean readHead(ByteBuf in) {
    heard = true;
    switch (parser.feed(in)) {
      case MORE -> {}
      case FAULT -> fail(Failure.PROTOCOL);
      case DONE -> headComplete(in);
    }
    return true;
  }

  private void headComplete(ByteBuf in) {
    Reply to = Objects.requireNonNull(reply);
    int status = head.status();
    if (status < 200) {
      if (upgradeAsked && WebSocket.isAgreed(head)) {
        switched(to);
        return;
      }
      // Nobody could go on after a 101 that nobody asked for, or to what nobody asked for.
      if (status == 101 || ++interims > MAX_INTERIM) {
        fail(Failure.PROTOCOL);
        return;
      }
      to.interim(head);
      parser.begin(head);
      return;
    }
    BodyFraming framing =
        requestIsHead || status == 204 || status == 304 ? BodyFraming.NONE : head.framing();
    if (framing == BodyFraming.NONE && in.isReadable()) {
      fail(Failure.PROTOCOL);
      return;
    }
    headRead = true;
    persistent = Connections.persistent(head) && framing != BodyFraming.UNTIL_CLOSE;
    decoder.begin(framing, head.contentLength());
    to.head(head, framing);
    if (decoder.ended() && reply == to) {
      answerComplete(in);
    }
  }

  /** From here on the connection is the WebSocket's, both ways, and serves nothing else again. */
  private void switched(Reply to) {
    headRead = true;
    tunnel = true;
    persistent = false;
    requestEnded = false;
    decoder.begin(BodyFraming.TUNNEL, 0);
    to.head(head, BodyFraming.TUNNEL);
  }

  /** Hands data over; returns whether the buffer is still ours. */
  private boolean readBody(ByteBuf in) {
    Reply to = Objects.requireNonNull(reply);
    switch (decoder.next(in)) {
      case MORE -> {}
      case FAULT -> fail(Failure.PROTOCOL);
      case END -> answerComplete(in);
      case DATA -> {
        int available = decoder.available();
        decoder.took(available);
        boolean whole = available == in.readableBytes();
        to.data(whole ? in : in.readRetainedSlice(available));
        if (decoder.ended() && reply == to) {
          answerComplete(whole ? null : in);
        }
        return !whole;
      }
    }
    return true;
  }

  /** Ends the exchange; the connection is back in its pool before the exchange hears of it. */
  private void answerComplete(@Nullable ByteBuf rest) {
    Reply to = Objects.requireNonNull(reply);
    reply = null;
    served = true;
    boolean clean = rest == null || !rest.isReadable();
    if (clean && persistent && requestEnded) {
      reading(true);
      pool.release(this);
    } else {
      close();
    }
    to.end(decoder.trailers());
  }

  private void fail(Failure failure) {
    Reply to = reply;
    reply = null;
    close();
    if (to != null) {
      to.failed(failure, served);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (reply != null && headRead) {
      reply.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (reply != null) {
      reply.writable(ctx.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    pool.closed(this);
    out().drop();
    Reply to = reply;
    if (to == null) {
      return;
    }
    if (headRead && !broken && decoder.endedByClose() && (tunnel || wasClosedOnPurpose())) {
      reply = null;
      to.end(null);
    } else {
      // Half a head is an answer that broke off: the platform has acted on the request.
      fail(heard && !headRead ? Failure.PROTOCOL : Failure.RESET);
    }
  }

  /**
   * Returns whether the platform itself has ended the connection: in TLS it says so, and what ends
   * otherwise may have been cut off by anyone (RFC 9112 §9.8).
   */
  private boolean wasClosedOnPurpose() {
    return closeNotified || pool.endpoint().tlsName() == null;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    closeNotified |= event == SslCloseCompletionEvent.SUCCESS;
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset, a failed write, a TLS alert: the exchange hears of it as the connection closes.
    close();
  }
}
