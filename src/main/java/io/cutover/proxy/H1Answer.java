package io.cutover.proxy;

import io.cutover.http.Asked;
import io.cutover.http.BodyFraming;
import io.cutover.http.Chunks;
import io.cutover.http.ErrorShape;
import io.cutover.http.Head;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.OwnAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes one answer after the other on an HTTP/1.1 client's connection, framed as the client can
 * read it: HTTP/1.0 knows no chunks and is told when the connection goes on.
 *
 * <p>Runs on the connection's event loop only.
 */
final class H1Answer {
  private static final byte[] HEAD = "HEAD".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO_ID = {};

  private final LoopRoom room;
  private final ChannelHandlerContext context;
  private final Head request;
  private final Chunks chunks = new Chunks();
  private boolean started;
  private boolean chunked;
  private boolean closes;

  H1Answer(LoopRoom room, ChannelHandlerContext context, Head request) {
    this.room = room;
    this.context = context;
    this.request = request;
  }

  /** Starts on the answer to another request. */
  void begin() {
    started = false;
    chunked = false;
    closes = false;
  }

  /** Returns whether the answer's head was written. */
  boolean started() {
    return started;
  }

  /** Returns whether the connection ends with this answer. */
  boolean closes() {
    return closes;
  }

  /** Writes an interim answer, which an HTTP/1.0 client would not understand. */
  void interim(OutgoingResponse interim) {
    if (request.minor() > 0) {
      ByteBuf out = context.alloc().directBuffer(256);
      interim.writeTo(out, false, false, false, NO_ID, room.date());
      write(out);
      context.flush();
    }
  }

  /** Writes a platform's answer's head; {@code last}: the connection ends with it in any case. */
  void head(OutgoingResponse answer, byte[] requestId, boolean last) {
    boolean open =
        answer.framing() == BodyFraming.CHUNKED || answer.framing() == BodyFraming.UNTIL_CLOSE;
    started = true;
    chunked = open && request.minor() > 0;
    closes = last || (open && !chunked) || answer.framing() == BodyFraming.TUNNEL;
    chunks.begin();
    ByteBuf out = context.alloc().directBuffer(1024);
    answer.writeTo(out, chunked, closes, request.minor() == 0 && !closes, requestId, room.date());
    write(out);
  }

  void data(ByteBuf data) {
    if (chunked) {
      write(chunks.before(context.alloc(), data.readableBytes()));
    }
    write(data);
  }

  void end(@Nullable Head trailers) {
    if (chunked) {
      write(chunks.last(context.alloc(), trailers));
    }
  }

  /** Writes an answer of the gateway's own, whole. */
  void own(OwnAnswer answer, ErrorShape shape, byte[] requestId, byte[] cors, boolean last) {
    started = true;
    closes = last;
    ByteBuf out = context.alloc().directBuffer(1024);
    answer.writeTo(
        out,
        new Asked(
            shape,
            Asked.accept(request),
            request.methodIs(HEAD),
            last,
            request.minor() == 0 && !last,
            requestId,
            room.date(),
            cors));
    write(out);
  }

  /** Sends what was written; the future tells when all of it has left. */
  ChannelFuture flushAll() {
    return context.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  /** Writes without a future of its own: a write that fails comes back as an exception caught. */
  private void write(ByteBuf out) {
    var _ = context.write(out, context.voidPromise());
  }
}
