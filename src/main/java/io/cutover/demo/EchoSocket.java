package io.cutover.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import java.nio.charset.StandardCharsets;

/**
 * A platform's end of one WebSocket: echoes every text, with its own name before it, and answers an
 * empty one with all that it heard, in the words of its {@link Backend}. On its event loop only.
 */
final class EchoSocket extends SimpleChannelInboundHandler<WebSocketFrame> {
  private final WebSocketServerHandshaker handshaker;
  private final String servedBy;
  private final String asked;
  private final StringBuilder heard = new StringBuilder();

  /**
   * @param servedBy the platform's name
   * @param asked what the backend said of the request that opened the WebSocket
   */
  EchoSocket(WebSocketServerHandshaker handshaker, String servedBy, String asked) {
    this.handshaker = handshaker;
    this.servedBy = servedBy;
    this.asked = asked;
  }

  /** Returns what a platform says when it has heard a text. */
  static String echo(String servedBy, String text) {
    return servedBy + ": " + text;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (frame instanceof TextWebSocketFrame said) {
      String text = said.text();
      heard.append(text);
      String answer =
          text.isEmpty()
              ? Backend.heard(asked, heard.toString().getBytes(StandardCharsets.US_ASCII))
              : echo(servedBy, text);
      var _ = ctx.writeAndFlush(new TextWebSocketFrame(answer));
    } else if (frame instanceof CloseWebSocketFrame bye) {
      int code = bye.statusCode();
      var same = code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
      var _ = handshaker.close(ctx.channel(), same);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // As with any request: whoever waits sees the broken connection, and counts it.
    var _ = ctx.close();
  }
}
