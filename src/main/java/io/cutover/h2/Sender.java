package io.cutover.h2;

import io.cutover.http.BlockWriter;
import io.cutover.http.Head;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one stream. A piece of a body is held until the next one or the end comes, so
 * that the last one leaves with the mark of the end.
 *
 * <p>Runs on its connection's event loop only.
 */
public final class Sender {
  private final Http2ConnectionEncoder encoder;
  private final ChannelHandlerContext context;
  private final int stream;
  private @Nullable ByteBuf pending;
  private boolean ended;

  public Sender(Http2ConnectionEncoder encoder, ChannelHandlerContext context, int stream) {
    this.encoder = encoder;
    this.context = context;
    this.stream = stream;
  }

  /** Returns whether the end has been written. */
  public boolean ended() {
    return ended;
  }

  /** Sends a block, which may be the last word. */
  public ChannelFuture head(Block block, boolean last) {
    ended = last;
    return encoder.writeHeaders(context, stream, block, 0, last, context.newPromise());
  }

  private ChannelFuture write(ByteBuf data, boolean last) {
    return encoder.writeData(context, stream, data, 0, last, context.newPromise());
  }

  /** Takes a piece of the body; the one before it leaves. */
  public void data(ByteBuf data) {
    if (ended) {
      data.release();
      return;
    }
    push();
    pending = data;
  }

  /** Lets go of what is held: there may be nothing behind it for a while. */
  public void push() {
    ByteBuf held = pending;
    if (held != null) {
      pending = null;
      write(held, false).addListener(_ -> {});
    }
  }

  /** Ends the body; returns null if its end has gone already. */
  public @Nullable ChannelFuture end(@Nullable Head trailers) {
    ByteBuf held = pending;
    pending = null;
    if (ended) {
      return null;
    }
    ended = true;
    if (trailers != null) {
      ByteBuf block = context.alloc().directBuffer(256);
      if (BlockWriter.trailers(block, trailers)) {
        if (held != null) {
          write(held, false).addListener(_ -> {});
        }
        return head(Block.of(block), true);
      }
      block.release();
    }
    return write(held == null ? Unpooled.EMPTY_BUFFER : held, true);
  }

  /** Drops what is held: the stream is over. */
  public void release() {
    ended = true;
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }
}
