package io.cutover.demo;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Holds conversations with one address: a WebSocket of its own for each, over which a call's body
 * goes piece by piece. On its event loop only.
 */
final class Conversations implements Sender {
  /** Nanoseconds between an echo and the next piece: a conversation outlasts changes of a share. */
  private static final long GAP = TimeUnit.MILLISECONDS.toNanos(300);

  private final EventLoop loop;
  private final InetSocketAddress address;
  private final Duration patience;
  private boolean hurried;

  /**
   * @param patience how long any one answer may take
   */
  Conversations(EventLoop loop, InetSocketAddress address, Duration patience) {
    this.loop = loop;
    this.address = address;
    this.patience = patience;
  }

  /** From now on nobody pauses any more. */
  void hurry() {
    hurried = true;
  }

  @Override
  public void send(Call call, Consumer<Outcome> done) {
    Conversation conversation =
        new Conversation(call, address, () -> hurried ? 0 : GAP, patience, done);
    var connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(new HttpClientCodec())
                        .addLast(new HttpObjectAggregator(Simulator.LARGEST_BODY))
                        .addLast(conversation);
                  }
                })
            .connect(address);
    var _ =
        connecting.addListener(
            (ChannelFutureListener)
                future -> {
                  if (!future.isSuccess()) {
                    done.accept(new Outcome.Broken("no connection: " + future.cause()));
                  }
                });
  }
}
