package io.cutover.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a connection so that small pieces leave as one: a head and its short body, a chunk with
 * its size. To copy a kilobyte costs less than to hand the kernel, or TLS, one piece more. What is
 * large is passed on as it is, never copied.
 *
 * <p>Whatever is written here leaves with {@link #flush} at the latest, in the order of writing.
 * Writes have no future: one that fails comes back to the pipeline as an exception caught.
 *
 * <p>Belongs to the connection's event loop.
 */
public final class Gather {
  private static final int PIECE = 2048;

  /** What is shorter is copied; in bytes. */
  private static final int SMALL = 2048;

  private final ChannelHandlerContext context;
  private @Nullable ByteBuf open;
  private boolean gone;

  public Gather(ChannelHandlerContext context) {
    this.context = context;
  }

  /** Returns where a small piece is to be written, at once, behind what was written before. */
  public ByteBuf piece() {
    ByteBuf to = open;
    if (to == null) {
      to = gone ? Unpooled.buffer() : context.alloc().directBuffer(PIECE);
      open = gone ? null : to;
    }
    return to;
  }

  /** Writes a buffer, which is no longer the caller's. */
  public void write(ByteBuf data) {
    ByteBuf to = open;
    if (to != null && data.readableBytes() <= Math.min(SMALL, to.maxFastWritableBytes())) {
      to.writeBytes(data);
      data.release();
    } else {
      passOn();
      pass(data);
    }
  }

  private void passOn() {
    ByteBuf from = open;
    if (from != null) {
      open = null;
      pass(from);
    }
  }

  private void pass(ByteBuf data) {
    var _ = context.write(data, context.voidPromise());
  }

  /** Sends all that was written. */
  public void flush() {
    passOn();
    context.flush();
  }

  /** Sends all that was written; the future tells when it has left. */
  public ChannelFuture flushAll() {
    passOn();
    return context.writeAndFlush(Unpooled.EMPTY_BUFFER);
  }

  /** The connection is gone: what is held is dropped, and whatever comes later. */
  public void drop() {
    gone = true;
    if (open != null) {
      open.release();
      open = null;
    }
  }
}
