package io.cutover.demo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The socket of a simulated platform on one free loopback port: HTTP/1.1, WebSockets with it, and
 * HTTP/2 by prior knowledge, gRPC with it.
 */
final class Simulator implements AutoCloseable {
  /** Bytes of the largest body that is read. */
  static final int LARGEST_BODY = 1 << 20;

  /** Bytes of a header block: Choreo's own limit, wide enough for any JWT. */
  private static final int LARGEST_HEADERS = 40 * 1024;

  private final Channel listener;
  private final ChannelGroup connections;

  private Simulator(Channel listener, ChannelGroup connections) {
    this.listener = listener;
    this.connections = connections;
  }

  /**
   * Binds and serves.
   *
   * @param platform answers one request, on an event loop
   * @param delay how long an answer is held back, in nanoseconds
   */
  static Simulator start(
      EventLoopGroup loops, Function<Request, Answer> platform, LongSupplier delay) {
    ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    Channel listener =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connections.add(connection);
                    connection
                        .pipeline()
                        .addLast(
                            new Preface(
                                channel -> h1(channel, platform, delay),
                                stream -> h2(stream, platform, delay),
                                LARGEST_HEADERS));
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return new Simulator(listener, connections);
  }

  private static void h1(
      Channel connection, Function<Request, Answer> platform, LongSupplier delay) {
    connection
        .pipeline()
        .addLast(new HttpServerCodec(16 * 1024, LARGEST_HEADERS, 64 * 1024))
        .addLast(new HttpObjectAggregator(LARGEST_BODY))
        .addLast(new SimulatorHandler(platform, delay));
  }

  private static void h2(Channel stream, Function<Request, Answer> platform, LongSupplier delay) {
    stream
        .pipeline()
        .addLast(new HttpObjectAggregator(LARGEST_BODY))
        .addLast(new GrpcMessages())
        .addLast(new SimulatorHandler(platform, delay));
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    connections.close().awaitUninterruptibly();
  }
}
