package io.cutover.upstream;

import io.cutover.config.PlatformConfig.Protocol;
import io.cutover.net.Loop;
import io.cutover.net.Loops;
import io.cutover.net.Tls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.util.Collection;

/** Opens connections: dials, shakes hands, verifies the platform's name. */
final class Connector implements AutoCloseable {
  private final Dialer dialer;
  private final ClientTls tls = new ClientTls();

  Connector(Loops loops) {
    this.dialer = new Dialer(loops);
  }

  /** Opens a connection for a pool, which hears how that ended. */
  void connect(Loop loop, Pool pool) {
    Endpoint endpoint = pool.endpoint();
    dialer.dial(
        loop,
        endpoint.host(),
        endpoint.port(),
        endpoint.connectTimeout(),
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            SslHandler handshake = tls.handler(endpoint, channel);
            if (handshake != null) {
              channel.pipeline().addLast(handshake, new Handshaking());
            }
          }
        },
        new Race.Outcome() {
          @Override
          public void connected(Channel channel) {
            shaken(channel, loop, pool);
          }

          @Override
          public void failed(Failure why) {
            pool.connectFailed(why);
          }
        });
  }

  /** Holds the end of a pipeline until the connection's own handler does. */
  private static final class Handshaking extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // The handshake's future tells of it.
    }
  }

  private static void shaken(Channel channel, Loop loop, Pool pool) {
    SslHandler handshake = channel.pipeline().get(SslHandler.class);
    if (handshake == null) {
      ready(channel, loop, pool, pool.endpoint().protocol() == Protocol.H2);
      return;
    }
    handshake
        .handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                channel.pipeline().remove(Handshaking.class);
                ready(channel, loop, pool, Tls.H2.equals(handshake.applicationProtocol()));
              } else {
                channel.close().addListener(_ -> {});
                boolean late = done.cause() instanceof SslHandshakeTimeoutException;
                pool.connectFailed(late ? Failure.CONNECT_TIMEOUT : Failure.CONNECT);
              }
            });
  }

  private static void ready(Channel channel, Loop loop, Pool pool, boolean h2) {
    boolean wrong = !h2 && pool.endpoint().protocol() == Protocol.H2;
    if (!channel.isActive() || wrong) {
      channel.close().addListener(_ -> {});
      pool.connectFailed(Failure.CONNECT);
    } else if (h2) {
      // It says itself when it can be used.
      channel.pipeline().addLast(H2Connection.of(pool, loop));
    } else {
      var connection = new H1Connection(pool);
      channel.pipeline().addLast(connection);
      pool.connected(connection);
    }
  }

  /** Lets go of what no endpoint among these needs. Any thread. */
  void retain(Collection<Endpoint> endpoints) {
    tls.retain(endpoints);
  }

  @Override
  public void close() {
    dialer.close();
  }
}
