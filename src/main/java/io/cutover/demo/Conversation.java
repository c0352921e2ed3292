package io.cutover.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The caller's end of one WebSocket: says a text piece by piece, each after the echo of the one
 * before, and wants every echo from the platform that it began with; then asks what was heard, says
 * good-bye and is answered it. On its event loop only.
 */
final class Conversation extends SimpleChannelInboundHandler<Object> {
  /** A header of a call that the handshake takes for its own, and insists on an answer to. */
  static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

  /** Characters of a piece. */
  static final int PIECE = 16;

  private final String text;
  private final LongSupplier gap;
  private final Duration patience;
  private final Consumer<Outcome> done;
  private final WebSocketClientHandshaker handshaker;
  private HttpHeaders opening = EmptyHttpHeaders.INSTANCE;
  private long opened;
  private int said;
  private String expected = "";
  private @Nullable String heard;
  private boolean ended;
  private @Nullable Future<?> timeout;

  /**
   * @param gap nanoseconds to pause before each piece
   * @param patience how long any one answer may take
   * @param done told once
   */
  Conversation(
      Call call,
      InetSocketAddress address,
      LongSupplier gap,
      Duration patience,
      Consumer<Outcome> done) {
    this.text = call.body();
    this.gap = gap;
    this.patience = patience;
    this.done = done;
    HttpHeaders headers = new DefaultHttpHeaders();
    call.headers().forEach(header -> headers.set(header.getKey(), header.getValue()));
    String subprotocols = headers.get(SUBPROTOCOL);
    headers.remove(SUBPROTOCOL);
    this.handshaker =
        WebSocketClientHandshakerFactory.newHandshaker(
            URI.create("ws://" + Caller.authority(address) + call.target()),
            WebSocketVersion.V13,
            subprotocols,
            false,
            headers);
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    await(ctx);
    var _ = handshaker.handshake(ctx.channel());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, Object message) {
    if (ended) {
      return;
    }
    switch (message) {
      case FullHttpResponse answer -> opened(ctx, answer);
      case TextWebSocketFrame echo -> echoed(ctx, echo.text());
      case CloseWebSocketFrame bye when heard == null ->
          end(ctx, new Outcome.Broken("the WebSocket was ended early, by " + bye.statusCode()));
      case CloseWebSocketFrame _ -> end(ctx, answered());
      default -> {}
    }
  }

  private void opened(ChannelHandlerContext ctx, FullHttpResponse answer) {
    opening = answer.headers().copy();
    if (!answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
      String body = answer.content().toString(StandardCharsets.UTF_8);
      end(ctx, new Outcome.Answered(answer.status().code(), opening, body));
      return;
    }
    handshaker.finishHandshake(ctx.channel(), answer);
    opened = System.nanoTime();
    say(ctx);
  }

  private void echoed(ChannelHandlerContext ctx, String echo) {
    if (expected.isEmpty()) {
      heard = echo;
      await(ctx);
      var _ = ctx.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    } else if (echo.equals(expected)) {
      var _ = ctx.executor().schedule(() -> say(ctx), gap.getAsLong(), TimeUnit.NANOSECONDS);
    } else {
      // What the far side heard is nobody's business any more: this is no answer to what was said.
      heard = "";
      end(ctx, answered());
    }
  }

  /** Says the next piece; nothing at all when there is none left, which asks what was heard. */
  private void say(ChannelHandlerContext ctx) {
    String piece = text.substring(said, Math.min(text.length(), said + PIECE));
    said += piece.length();
    expected = piece.isEmpty() ? "" : EchoSocket.echo(opening.get(Backend.SERVED_BY, ""), piece);
    await(ctx);
    var _ = ctx.writeAndFlush(new TextWebSocketFrame(piece));
  }

  private Outcome answered() {
    String body = heard == null ? "" : heard;
    return new Outcome.Talked(opened, new Outcome.Answered(200, opening, body));
  }

  private void await(ChannelHandlerContext ctx) {
    cancel();
    timeout =
        ctx.executor()
            .schedule(
                () -> end(ctx, new Outcome.Broken("no echo in " + patience.toSeconds() + " s")),
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
  }

  private void cancel() {
    Future<?> pending = timeout;
    if (pending != null) {
      pending.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    end(ctx, new Outcome.Broken("the WebSocket's connection closed"));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    end(ctx, new Outcome.Broken("the WebSocket broke: " + cause));
  }

  private void end(ChannelHandlerContext ctx, Outcome outcome) {
    if (!ended) {
      ended = true;
      cancel();
      var _ = ctx.close();
      done.accept(outcome);
    }
  }
}
