package io.cutover.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds out by a connection's first bytes whether HTTP/2 or HTTP/1.1 is spoken on it (RFC 9113
 * §3.3), and then makes room for either.
 */
final class Preface extends ByteToMessageDecoder {
  /** What HTTP/2 begins with; no method of HTTP/1.1 does. */
  private static final String START = "PRI";

  private final Consumer<Channel> h1;
  private final Consumer<Channel> message;
  private final int largestHeaders;

  /**
   * @param h1 fills the pipeline of a connection
   * @param message fills the pipeline of an HTTP/2 stream, in which whole messages are HTTP/1.1's
   * @param largestHeaders bytes of a stream's header block
   */
  Preface(Consumer<Channel> h1, Consumer<Channel> message, int largestHeaders) {
    this.h1 = h1;
    this.message = message;
    this.largestHeaders = largestHeaders;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    for (int i = 0; i < START.length(); i++) {
      if (in.readableBytes() <= i) {
        return;
      }
      if (in.getByte(in.readerIndex() + i) != START.charAt(i)) {
        h1.accept(ctx.channel());
        ctx.pipeline().remove(this);
        return;
      }
    }
    ctx.pipeline()
        .addLast(
            Http2FrameCodecBuilder.forServer()
                .initialSettings(new Http2Settings().maxHeaderListSize(largestHeaders))
                .build())
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.pipeline().addLast(new Http2StreamFrameToHttpObjectCodec(true));
                    message.accept(stream);
                  }
                }));
    ctx.pipeline().remove(this);
  }
}
