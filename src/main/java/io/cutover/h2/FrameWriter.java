package io.cutover.h2;

import io.cutover.http.BlockWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;

/**
 * Writes the two frames that requests and answers are made of in as few pieces as can be; all
 * others are Netty's to write.
 */
final class FrameWriter extends DefaultHttp2FrameWriter {
  private static final int HEADER = 9;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final Patience patience;
  private boolean tableRefused;

  FrameWriter(Patience patience) {
    this.patience = patience;
  }

  @Override
  public ChannelFuture writeHeaders(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int padding,
      boolean last,
      ChannelPromise promise) {
    ByteBuf block = ((Block) headers).bytes();
    patience.earn(Patience.CONTENT);
    int extra = tableRefused ? 0 : 1;
    int first = Math.min(block.readableBytes() + extra, maxFrameSize());
    ByteBuf out = ctx.alloc().directBuffer(HEADER + extra + block.readableBytes() + HEADER * 4);
    boolean whole = first == block.readableBytes() + extra;
    int flags = (last ? END_STREAM : 0) | (whole ? END_HEADERS : 0);
    frame(out, first, Http2FrameTypes.HEADERS, flags, streamId);
    if (extra > 0) {
      out.writeByte(BlockWriter.NO_TABLE);
      tableRefused = true;
    }
    out.writeBytes(block, first - extra);
    while (block.isReadable()) {
      int next = Math.min(block.readableBytes(), maxFrameSize());
      int end = next == block.readableBytes() ? END_HEADERS : 0;
      frame(out, next, Http2FrameTypes.CONTINUATION, end, streamId);
      out.writeBytes(block, next);
    }
    block.release();
    return ctx.write(out, promise);
  }

  @Override
  public ChannelFuture writeData(
      ChannelHandlerContext ctx,
      int streamId,
      ByteBuf data,
      int padding,
      boolean last,
      ChannelPromise promise) {
    patience.earn(Patience.CONTENT);
    int length = data.readableBytes();
    if (length > maxFrameSize() || padding > 0) {
      return super.writeData(ctx, streamId, data, padding, last, promise);
    }
    ByteBuf header = ctx.alloc().directBuffer(HEADER);
    frame(header, length, Http2FrameTypes.DATA, last ? END_STREAM : 0, streamId);
    if (length == 0) {
      data.release();
      return ctx.write(header, promise);
    }
    var _ = ctx.write(header, ctx.voidPromise());
    return ctx.write(data, promise);
  }

  private static void frame(ByteBuf out, int length, int type, int flags, int streamId) {
    out.writeMedium(length).writeByte(type).writeByte(flags).writeInt(streamId);
  }
}
