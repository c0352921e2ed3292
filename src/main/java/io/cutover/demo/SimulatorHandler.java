package io.cutover.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * One connection to a simulated platform. Answers go out in the order of their requests, however
 * late each one is. On its event loop only.
 */
final class SimulatorHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Function<Request, Answer> platform;
  private final LongSupplier delay;
  private final Deque<Held> held = new ArrayDeque<>();

  SimulatorHandler(Function<Request, Answer> platform, LongSupplier delay) {
    this.platform = platform;
    this.delay = delay;
  }

  /** An answer that is held back; {@code keep}: whether the connection stays open after it. */
  private record Held(Answer answer, boolean keep) {}

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
    Answer answer =
        message.decoderResult().isSuccess()
            ? platform.apply(new Request(message))
            : Answer.empty(400);
    if (answer.status() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
      upgrade(ctx, message, answer);
      return;
    }
    held.addLast(new Held(answer, HttpUtil.isKeepAlive(message)));
    if (held.size() == 1) {
      hold(ctx);
    }
  }

  /** Makes a WebSocket of the connection. Who asks for one sends nothing else before it stands. */
  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest message, Answer answer) {
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("ws://" + message.uri(), null, false)
            .newHandshaker(message);
    if (handshaker == null) {
      var _ =
          WebSocketServerHandshakerFactory.sendUnsupportedVersionResponse(ctx.channel())
              .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    HttpHeaders headers = new DefaultHttpHeaders();
    fill(headers, answer, true);
    var _ = handshaker.handshake(ctx.channel(), message, headers, ctx.newPromise());
    String servedBy = headers.get(Backend.SERVED_BY, "");
    var _ = ctx.pipeline().replace(this, null, new EchoSocket(handshaker, servedBy, answer.body()));
  }

  private void hold(ChannelHandlerContext ctx) {
    var _ =
        ctx.executor()
            .schedule(
                () -> {
                  Held first = held.removeFirst();
                  write(ctx, first.answer(), first.keep());
                  if (!held.isEmpty()) {
                    hold(ctx);
                  }
                },
                delay.getAsLong(),
                TimeUnit.NANOSECONDS);
  }

  private static void write(ChannelHandlerContext ctx, Answer answer, boolean keep) {
    ByteBuf body = ByteBufUtil.writeUtf8(ctx.alloc(), answer.body());
    HttpResponseStatus status = HttpResponseStatus.valueOf(answer.status());
    ChannelFuture written;
    if (answer.chunked()) {
      HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
      fill(head.headers(), answer, keep);
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      var _ = ctx.write(head);
      var _ = ctx.write(new DefaultHttpContent(body.readRetainedSlice(body.readableBytes() / 2)));
      written = ctx.writeAndFlush(new DefaultLastHttpContent(body));
    } else {
      var whole = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
      fill(whole.headers(), answer, keep);
      whole.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      written = ctx.writeAndFlush(whole);
    }
    if (!keep) {
      var _ = written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static void fill(HttpHeaders headers, Answer answer, boolean keep) {
    answer.headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
    if (!keep) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // The other side went away, or a platform has a bug: either way nobody waits for an answer that
    // makes sense, and the caller counts the broken connection.
    var _ = ctx.close();
  }
}
