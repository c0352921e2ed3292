package io.cutover.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;

/**
 * gRPC's unary calls as plain HTTP, on either side of an HTTP/2 stream: puts the prefix before the
 * one message of a body and takes it off again; ends what is answered with the status in trailers,
 * and turns that of an answer into HTTP's. What is not gRPC passes as it is.
 */
final class GrpcMessages extends ChannelDuplexHandler {
  /** The media type of a call and of its answer. */
  static final String TYPE = "application/grpc";

  private static final String STATUS = "grpc-status";
  private static final String OK = "0";

  /** A byte that says whether the message is compressed, and four of its length. */
  private static final int PREFIX = 5;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof FullHttpMessage whole && isGrpc(whole.headers())) {
      boolean good = unwrap(whole.content());
      if (whole instanceof FullHttpResponse answer) {
        String ended = answer.headers().get(STATUS);
        good &= OK.equals(answer.trailingHeaders().get(STATUS, ended == null ? "" : ended));
        if (!good) {
          answer.setStatus(HttpResponseStatus.BAD_GATEWAY);
        }
      } else if (!good) {
        whole.release();
        var _ = ctx.close();
        return;
      }
    }
    ctx.fireChannelRead(message);
  }

  /** Returns whether a body is one message as it should be, whose prefix it then lacks. */
  private static boolean unwrap(ByteBuf body) {
    if (body.readableBytes() < PREFIX
        || body.getByte(body.readerIndex()) != 0
        || body.getInt(body.readerIndex() + 1) != body.readableBytes() - PREFIX) {
      return false;
    }
    body.skipBytes(PREFIX);
    return true;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof FullHttpMessage whole && isGrpc(whole.headers())) {
      ByteBuf body = whole.content();
      ByteBuf wrapped =
          ctx.alloc()
              .buffer(PREFIX + body.readableBytes())
              .writeByte(0)
              .writeInt(body.readableBytes())
              .writeBytes(body);
      FullHttpMessage sent = whole.replace(wrapped);
      whole.release();
      sent.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
      if (sent instanceof FullHttpResponse answer) {
        answer.trailingHeaders().set(STATUS, OK);
      }
      var _ = ctx.write(sent, promise);
    } else {
      var _ = ctx.write(message, promise);
    }
  }

  private static boolean isGrpc(HttpHeaders headers) {
    return headers.get(HttpHeaderNames.CONTENT_TYPE, "").startsWith(TYPE);
  }
}
