package io.cutover.net;

import io.cutover.config.ListenerConfig;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import java.net.InetSocketAddress;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One address that is listened on. */
final class Listener {
  private static final long TICKET_KEY_HOURS = 12;

  private final Loops loops;
  private final Clients clients;
  private final BiFunction<Loop, Arrival, ChannelHandler> handler;
  private final Channel channel;
  private final ScheduledFuture<?> rotation;
  private volatile @Nullable ServerTls tls;
  private volatile boolean proxied;

  /**
   * Binds an address and starts to accept.
   *
   * @param clients counts and ends the connections accepted
   * @param handler makes the handler of a new connection, on the connection's loop
   * @throws IllegalStateException if the address cannot be bound; one line, says which
   */
  Listener(
      ListenerConfig config,
      @Nullable ServerTls tls,
      Loops loops,
      Clients clients,
      BiFunction<Loop, Arrival, ChannelHandler> handler) {
    this.loops = loops;
    this.clients = clients;
    this.handler = handler;
    this.tls = tls;
    this.proxied = config.proxyProtocol();
    this.channel = bind(config);
    this.rotation =
        channel
            .eventLoop()
            .scheduleAtFixedRate(this::rotate, TICKET_KEY_HOURS, TICKET_KEY_HOURS, TimeUnit.HOURS);
    clients.acceptedBy(channel);
  }

  private Channel bind(ListenerConfig config) {
    var bootstrap =
        new ServerBootstrap()
            .group(loops.group())
            .channel(loops.serverChannel())
            .option(ChannelOption.SO_BACKLOG, 4096)
            .option(ChannelOption.SO_REUSEADDR, true)
            .handler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
                    clients.accepted((Channel) accepted);
                    ctx.fireChannelRead(accepted);
                  }

                  @Override
                  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    clients.failed(ctx.channel(), cause);
                  }
                })
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, Flow.WATER_MARK)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, Flow.ALLOCATOR)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel accepted) {
                    if (clients.opened(accepted)) {
                      accept(accepted, (InetSocketAddress) accepted.remoteAddress());
                    }
                  }
                });
    var bound = bootstrap.bind(config.host(), config.port()).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IllegalStateException(
          "cannot listen on %s:%d: %s"
              .formatted(config.host(), config.port(), reason(bound.cause())));
    }
    return bound.channel();
  }

  private static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.contains("in use") ? "the port is in use by another process" : message;
  }

  private void accept(Channel accepted, InetSocketAddress remote) {
    if (proxied) {
      Loop loop = loops.of(accepted.eventLoop());
      accepted.pipeline().addLast(new ProxyDoor(loop, remote, client -> enter(accepted, client)));
    } else {
      enter(accepted, remote);
    }
  }

  private void enter(Channel accepted, InetSocketAddress remote) {
    Loop loop = loops.of(accepted.eventLoop());
    Function<Arrival, ChannelHandler> own = arrival -> handler.apply(loop, arrival);
    ChannelPipeline pipeline = accepted.pipeline();
    ServerTls encrypted = tls;
    if (encrypted == null) {
      pipeline.addLast(own.apply(Arrival.plain(remote)));
    } else {
      pipeline.addLast(
          new TlsDoor(encrypted), new AfterHandshake(remote, encrypted.asksClients(), own));
    }
  }

  /** Returns what it is in TLS; null: plain. */
  @Nullable ServerTls tls() {
    return tls;
  }

  /** Makes new connections begin so; those that are open keep what they have. */
  void become(@Nullable ServerTls next, boolean proxyProtocol) {
    tls = next;
    proxied = proxyProtocol;
  }

  private void rotate() {
    ServerTls encrypted = tls;
    if (encrypted != null) {
      encrypted.rotate();
    }
  }

  /** Returns the address bound, with the port that was chosen for port 0. */
  InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Accepts no more; connections that are open go on. */
  void close() {
    rotation.cancel(false);
    clients.closed(channel);
    channel.close().awaitUninterruptibly();
  }
}
