package io.cutover.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads the name that a client asks for, within bounds of size and time, and goes on with the
 * handshake as whom it asked for; refuses a name that nothing here speaks for.
 */
final class TlsDoor extends SniHandler {
  /** Bytes of a hello; those with post-quantum keys take some two thousand. */
  private static final int LONGEST_HELLO = 16 * 1024;

  private static final long HANDSHAKE_MILLIS = 10_000;

  /** A fatal alert: unrecognized_name (RFC 6066 §3). */
  private static final byte[] UNRECOGNIZED_NAME = {0x15, 3, 3, 0, 2, 2, 112};

  private final ServerTls tls;

  TlsDoor(ServerTls tls) {
    super(_ -> null, LONGEST_HELLO, HANDSHAKE_MILLIS);
    this.tls = tls;
  }

  @Override
  protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable String name) {
    SslContext context = tls.of(name);
    if (context != null) {
      return ctx.executor().newSucceededFuture(context);
    }
    ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME))
        .addListener(ChannelFutureListener.CLOSE);
    return ctx.executor().newFailedFuture(new IllegalArgumentException("unrecognized name"));
  }
}
