package io.cutover.proxy;

import io.cutover.http.BodyFraming;
import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.net.OpenStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells answers without an end of their own from all others, and says good-bye to WebSockets. */
final class StreamKinds {
  private static final byte[] EVENTS = "text/event-stream".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] GRPC = "application/grpc".getBytes(StandardCharsets.US_ASCII);

  /** RFC 6455 §7.4.1. */
  private static final int GOING_AWAY = 1001;

  private static final int POLICY_VIOLATION = 1008;
  private static final int CLOSE = 0x88;

  private StreamKinds() {}

  /** Returns what an answer is; null: it ends by itself. */
  static OpenStream.@Nullable Kind of(Head answer, BodyFraming framing) {
    if (framing == BodyFraming.TUNNEL) {
      return OpenStream.Kind.WEBSOCKET;
    }
    int type = answer.find(Field.CONTENT_TYPE);
    if (type < 0) {
      return null;
    }
    if (starts(answer, type, EVENTS)) {
      return OpenStream.Kind.EVENTS;
    }
    return starts(answer, type, GRPC) ? OpenStream.Kind.GRPC : null;
  }

  private static boolean starts(Head head, int i, byte[] lowerCase) {
    int start = head.valueStart(i);
    return head.valueEnd(i) - start >= lowerCase.length
        && head.equalsIgnoreCase(start, start + lowerCase.length, lowerCase);
  }

  /** Returns the frame by which a server ends a WebSocket (RFC 6455 §5.5.1). */
  static ByteBuf closeFrame(OpenStream.Cause cause) {
    int code =
        switch (cause) {
          case TOKEN_EXPIRED -> POLICY_VIOLATION;
          case TOO_OLD, MOVED, GOING_AWAY -> GOING_AWAY;
        };
    return Unpooled.buffer(4).writeByte(CLOSE).writeByte(2).writeShort(code);
  }
}
