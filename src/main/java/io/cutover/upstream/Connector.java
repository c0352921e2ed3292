package io.cutover.upstream;

import io.cutover.net.Loop;
import io.cutover.net.Loops;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens connections: dials, shakes hands, verifies the platform's name. */
final class Connector implements AutoCloseable {
  private final Dialer dialer;
  private final SslContext tls;

  Connector(Loops loops) {
    this.dialer = new Dialer(loops);
    try {
      this.tls = SslContextBuilder.forClient().endpointIdentificationAlgorithm("HTTPS").build();
    } catch (SSLException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  /** Opens a connection for a pool, which hears how that ended. */
  void connect(Loop loop, Pool pool) {
    Endpoint endpoint = pool.endpoint();
    var connection = new H1Connection(pool);
    dialer.dial(
        loop,
        endpoint.host(),
        endpoint.port(),
        endpoint.connectTimeout(),
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            SslHandler handshake = tls(endpoint, channel);
            if (handshake != null) {
              channel.pipeline().addLast(handshake);
            }
          }
        },
        new Race.Outcome() {
          @Override
          public void connected(Channel channel) {
            shaken(channel, connection, pool);
          }

          @Override
          public void failed() {
            pool.connectFailed();
          }
        });
  }

  private static void shaken(Channel channel, H1Connection connection, Pool pool) {
    SslHandler handshake = channel.pipeline().get(SslHandler.class);
    if (handshake == null) {
      ready(channel, connection, pool);
      return;
    }
    handshake
        .handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                ready(channel, connection, pool);
              } else {
                channel.close().addListener(_ -> {});
                pool.connectFailed();
              }
            });
  }

  private static void ready(Channel channel, H1Connection connection, Pool pool) {
    if (!channel.isActive()) {
      pool.connectFailed();
      return;
    }
    channel.pipeline().addLast(connection);
    pool.connected(connection);
  }

  private @Nullable SslHandler tls(Endpoint endpoint, Channel channel) {
    if (endpoint.tlsName() == null) {
      return null;
    }
    SslHandler handler = tls.newHandler(channel.alloc(), endpoint.tlsName(), endpoint.port());
    handler.setHandshakeTimeout(endpoint.connectTimeout(), TimeUnit.NANOSECONDS);
    return handler;
  }

  @Override
  public void close() {
    dialer.close();
  }
}
