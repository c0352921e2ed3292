package io.cutover.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link Caller}. On its event loop only. */
final class CallerHandler extends SimpleChannelInboundHandler<FullHttpResponse> {
  private final String authority;
  private final Consumer<CallerHandler> freed;
  private @Nullable ChannelHandlerContext connection;
  private @Nullable Consumer<Outcome> waiting;
  private @Nullable Future<?> timeout;
  private long freeSince;

  /**
   * @param freed told each time when the connection can take another call
   */
  CallerHandler(String authority, Consumer<CallerHandler> freed) {
    this.authority = authority;
    this.freed = freed;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    connection = ctx;
  }

  private ChannelHandlerContext connection() {
    return Objects.requireNonNull(connection);
  }

  boolean isFresh(long longestIdle) {
    return connection().channel().isActive() && System.nanoTime() - freeSince < longestIdle;
  }

  void close() {
    var _ = connection().close();
  }

  void send(Call call, Consumer<Outcome> done, Duration patience) {
    ChannelHandlerContext ctx = connection();
    waiting = done;
    timeout =
        ctx.executor()
            .schedule(
                () -> broken("no answer in " + patience.toSeconds() + " s"),
                patience.toNanos(),
                TimeUnit.NANOSECONDS);
    ByteBuf body = ByteBufUtil.writeAscii(ctx.alloc(), call.body());
    HttpMethod method = HttpMethod.valueOf(call.method());
    if (call.chunked()) {
      var head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, method, call.target());
      fill(head, call);
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
      var _ = ctx.write(head);
      var _ = ctx.write(new DefaultHttpContent(body.readRetainedSlice(body.readableBytes() / 2)));
      var _ = ctx.writeAndFlush(new DefaultLastHttpContent(body));
    } else {
      var whole = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, method, call.target(), body);
      fill(whole, call);
      if (!method.equals(HttpMethod.GET)) {
        whole.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      }
      var _ = ctx.writeAndFlush(whole);
    }
  }

  private void fill(HttpRequest head, Call call) {
    head.headers().set(HttpHeaderNames.HOST, authority);
    call.headers().forEach(header -> head.headers().set(header.getKey(), header.getValue()));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
    if (waiting == null) {
      // An answer that nobody asked for, as of a server that ends an idle connection.
      close();
      return;
    }
    if (response.decoderResult().isFailure()) {
      broken("an answer that is no HTTP");
      return;
    }
    Outcome answer =
        new Outcome.Answered(
            response.status().code(),
            response.headers().copy(),
            response.content().toString(StandardCharsets.UTF_8));
    Consumer<Outcome> done = ended();
    if (HttpUtil.isKeepAlive(response)) {
      freeSince = System.nanoTime();
      freed.accept(this);
    } else {
      close();
    }
    done.accept(answer);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    broken("the connection closed before an answer");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    broken("the connection broke: " + cause);
  }

  private void broken(String why) {
    if (waiting != null) {
      Consumer<Outcome> done = ended();
      close();
      done.accept(new Outcome.Broken(why));
    }
  }

  private Consumer<Outcome> ended() {
    Consumer<Outcome> done = Objects.requireNonNull(waiting);
    waiting = null;
    Future<?> pending = timeout;
    if (pending != null) {
      pending.cancel(false);
    }
    return done;
  }
}
