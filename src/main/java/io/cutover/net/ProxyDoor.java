package io.cutover.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears from a load balancer who the client is, and lets it in; a connection that begins otherwise,
 * or says nothing for a while, ends.
 */
final class ProxyDoor extends ChannelInboundHandlerAdapter {
  private static final long PATIENCE = 5_000_000_000L;

  private final Loop loop;
  private final InetSocketAddress remote;
  private final Consumer<InetSocketAddress> enter;
  private @Nullable ByteBuf held;
  private Wheel.@Nullable Timeout timeout;

  ProxyDoor(Loop loop, InetSocketAddress remote, Consumer<InetSocketAddress> enter) {
    this.loop = loop;
    this.remote = remote;
    this.enter = enter;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout =
        new Wheel.Timeout() {
          @Override
          protected void expired() {
            close(ctx);
          }
        };
    loop.wheel().set(timeout, PATIENCE);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    ByteBuf all = held;
    if (all != null) {
      all.writeBytes(in);
      in.release();
      in = all;
    }
    switch (ProxyHeader.read(in)) {
      case ProxyHeader.More _ -> hold(ctx, in);
      case ProxyHeader.Bad _ -> {
        held = null;
        in.release();
        close(ctx);
      }
      case ProxyHeader.Found(InetSocketAddress client) -> {
        held = null;
        enter.accept(client == null ? remote : client);
        ctx.fireChannelRead(in);
        ctx.pipeline().remove(this);
      }
    }
  }

  private void hold(ChannelHandlerContext ctx, ByteBuf in) {
    if (held == null) {
      // Room for the longest, since it may come byte by byte.
      held = ctx.alloc().buffer(ProxyHeader.LONGEST_2).writeBytes(in);
      in.release();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel();
    }
    if (held != null) {
      held.release();
      held = null;
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == Clients.DRAIN) {
      close(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close(ctx);
  }

  private static void close(ChannelHandlerContext ctx) {
    ctx.close().addListener(_ -> {});
  }
}
