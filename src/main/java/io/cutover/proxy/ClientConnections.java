package io.cutover.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Ends of connections that a client can tell apart, plain or in TLS. */
final class ClientConnections {
  private ClientConnections() {}

  /** Says that nothing more will come, and goes on listening. */
  static void finish(ChannelHandlerContext context) {
    DuplexChannel channel = (DuplexChannel) context.channel();
    SslHandler tls = context.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput().addListener(_ -> {});
    } else {
      // Without a word inside TLS an end could be anybody's doing (RFC 8446 §6.1).
      tls.closeOutbound().addListener(_ -> channel.shutdownOutput().addListener(__ -> {}));
    }
  }

  /** Ends it by a reset, which nobody takes for the regular end of an answer. */
  static void reset(ChannelHandlerContext context) {
    context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
    // Past TLS, which would say good-bye.
    (tls == null ? context : tls).close().addListener(_ -> {});
  }
}
