package io.cutover.net;

import io.cutover.config.ListenerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.function.Function;

/** One address that is listened on. */
final class Listener {
  private final Channel channel;
  private final Clients clients;

  private Listener(Channel channel, Clients clients) {
    this.channel = channel;
    this.clients = clients;
  }

  /**
   * Binds an address and starts to accept.
   *
   * @param clients counts and ends the connections accepted
   * @param handler makes the handler of a new connection, on the connection's loop
   * @throws IllegalStateException if the address cannot be bound; one line, says which
   */
  static Listener bind(
      ListenerConfig config, Loops loops, Clients clients, Function<Loop, ChannelHandler> handler) {
    var bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, 4096)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Flow.WATER_MARK)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, Flow.ALLOCATOR)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    clients.opened(accepted);
                    accepted.pipeline().addLast(handler.apply(loops.of(accepted.eventLoop())));
                  }
                });
    var bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IllegalStateException(
          "cannot listen on %s:%d: %s"
              .formatted(config.host(), config.port(), reason(bound.cause())));
    }
    clients.acceptedBy(bound.channel());
    return new Listener(bound.channel(), clients);
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.contains("in use") ? "the port is in use by another process" : message;
  }

  /** Returns the address bound, with the port that was chosen for port 0. */
  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Accepts no more; connections that are open go on. */
  void close() {
    clients.closed(channel);
    channel.close().awaitUninterruptibly();
  }
}
