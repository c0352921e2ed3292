package io.cutover.demo;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How the demo's consumers connect to one address.
 *
 * @param patience how long a connection may take
 */
record Dial(EventLoop loop, InetSocketAddress address, Duration patience) {
  /** Opens a connection with these handlers. */
  ChannelFuture open(Consumer<ChannelPipeline> handlers) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                handlers.accept(channel.pipeline());
              }
            })
        .connect(address);
  }

  /** Goes on when a connection is there; that there is none is the call's outcome. */
  static void then(ChannelFuture connecting, Consumer<Outcome> done, Consumer<Channel> next) {
    var _ =
        connecting.addListener(
            (ChannelFutureListener)
                future -> {
                  if (future.isSuccess()) {
                    next.accept(future.channel());
                  } else {
                    done.accept(new Outcome.Broken("no connection: " + future.cause()));
                  }
                });
  }
}
