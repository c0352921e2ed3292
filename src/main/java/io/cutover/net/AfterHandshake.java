package io.cutover.net;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Waits for the end of a TLS handshake and then gives its place to the client's own handler. */
final class AfterHandshake extends ChannelInboundHandlerAdapter {
  private final InetSocketAddress remote;
  private final boolean certificates;
  private final Function<Arrival, ChannelHandler> handler;

  /**
   * Waits for a handshake.
   *
   * @param certificates whether the client was asked for one
   */
  AfterHandshake(
      InetSocketAddress remote, boolean certificates, Function<Arrival, ChannelHandler> handler) {
    this.remote = remote;
    this.certificates = certificates;
    this.handler = handler;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Clients.DRAIN) {
      close(ctx);
    } else if (event instanceof SslHandshakeCompletionEvent done) {
      SslHandler tls = ctx.pipeline().get(SslHandler.class);
      if (done.isSuccess() && tls != null) {
        boolean h2 = Tls.H2.equals(tls.applicationProtocol());
        X509Certificate shown = certificates ? certificate(tls.engine().getSession()) : null;
        var arrival = new Arrival(remote, true, h2, shown);
        ctx.pipeline().replace(this, null, handler.apply(arrival));
      } else {
        close(ctx);
      }
    }
  }

  private static @Nullable X509Certificate certificate(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
    } catch (SSLPeerUnverifiedException _) {
      return null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    // Nothing is read in clear before the handshake is over.
    ReferenceCountUtil.release(message);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A client that cannot agree with us, or goes away: its own business.
    close(ctx);
  }

  private static void close(ChannelHandlerContext ctx) {
    ctx.close().addListener(_ -> {});
  }
}
