package io.cutover.demo;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes unary gRPC calls of one address: streams of one plain HTTP/2 connection, which is opened
 * again when it has ended. On its event loop only.
 */
final class GrpcCaller implements Sender {
  private final Dial dial;
  private final InetSocketAddress address;
  private final Duration patience;
  private @Nullable ChannelFuture connection;

  /**
   * @param patience how long an answer may take
   */
  GrpcCaller(EventLoop loop, InetSocketAddress address, Duration patience) {
    this.address = address;
    this.patience = patience;
    this.dial = new Dial(loop, address, patience);
  }

  @Override
  public void send(Call call, Consumer<Outcome> done) {
    ChannelFuture last = connection;
    if (last == null || (last.isDone() && !last.channel().isActive())) {
      last =
          dial.open(
              pipeline ->
                  pipeline.addLast(
                      Http2FrameCodecBuilder.forClient().build(),
                      new Http2MultiplexHandler(new ChannelInboundHandlerAdapter())));
      connection = last;
    }
    Dial.then(last, done, connected -> open(connected, call, done));
  }

  private void open(Channel connected, Call call, Consumer<Outcome> done) {
    CallerHandler handler = new CallerHandler(Caller.authority(address), _ -> {});
    var _ =
        new Http2StreamChannelBootstrap(connected)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream
                        .pipeline()
                        .addLast(new Http2StreamFrameToHttpObjectCodec(false))
                        .addLast(new HttpObjectAggregator(Simulator.LARGEST_BODY))
                        .addLast(new GrpcMessages())
                        .addLast(handler);
                  }
                })
            .open()
            .addListener(
                opened -> {
                  if (opened.isSuccess()) {
                    handler.send(call, done, patience);
                  } else {
                    done.accept(new Outcome.Broken("no stream: " + opened.cause()));
                  }
                });
  }
}
