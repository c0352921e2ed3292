package io.cutover.upstream;

import io.cutover.net.Flow;
import io.cutover.net.Loop;
import io.cutover.net.Loops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: resolves names without waiting, shakes hands, verifies the platform's name.
 */
final class Connector implements AutoCloseable {
  private final Loops loops;
  private final DnsAddressResolverGroup resolver;
  private final SslContext tls;

  Connector(Loops loops) {
    this.loops = loops;
    this.resolver =
        new DnsAddressResolverGroup(
            new DnsNameResolverBuilder().datagramChannelType(loops.datagramChannel()));
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
    var bootstrap =
        new Bootstrap()
            .group(loop.executor())
            .channel(loops.clientChannel())
            .resolver(resolver)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) TimeUnit.NANOSECONDS.toMillis(endpoint.connectTimeout()))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, Flow.WATER_MARK)
            .option(ChannelOption.RECVBUF_ALLOCATOR, Flow.ALLOCATOR)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    SslHandler handshake = tls(endpoint, channel);
                    if (handshake != null) {
                      channel.pipeline().addLast(handshake);
                    }
                  }
                });
    bootstrap
        .connect(InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port()))
        .addListener(
            (io.netty.channel.ChannelFuture future) -> {
              if (!future.isSuccess()) {
                pool.connectFailed();
                return;
              }
              SslHandler handshake = future.channel().pipeline().get(SslHandler.class);
              if (handshake == null) {
                ready(future.channel(), connection, pool);
              } else {
                handshake
                    .handshakeFuture()
                    .addListener(
                        done -> {
                          if (done.isSuccess()) {
                            ready(future.channel(), connection, pool);
                          } else {
                            future.channel().close().addListener(_ -> {});
                            pool.connectFailed();
                          }
                        });
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
    resolver.close();
  }
}
