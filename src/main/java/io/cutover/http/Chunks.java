package io.cutover.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunked bodies (RFC 9112 §7.1), with as few buffers as can be: the CR LF behind a chunk's
 * data leaves with what comes next.
 *
 * <p>Belongs to one connection; not thread-safe.
 */
public final class Chunks {
  private static final ByteBuf LAST = constant("\r\n0\r\n\r\n");
  private static final ByteBuf ONLY = constant("0\r\n\r\n");
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private boolean first = true;

  private static ByteBuf constant(String text) {
    return Unpooled.unreleasableBuffer(
        Unpooled.directBuffer().writeBytes(text.getBytes(StandardCharsets.US_ASCII)).asReadOnly());
  }

  /** Starts a new body. */
  public void begin() {
    first = true;
  }

  /** Returns what is to be written before that many bytes of data; more than 0. */
  public ByteBuf before(ByteBufAllocator allocator, int data) {
    ByteBuf out = allocator.directBuffer(12);
    if (!first) {
      out.writeByte('\r').writeByte('\n');
    }
    first = false;
    int shift = 28;
    while (shift > 0 && (data >>> shift) == 0) {
      shift -= 4;
    }
    for (; shift >= 0; shift -= 4) {
      out.writeByte(HEX[(data >>> shift) & 15]);
    }
    return out.writeByte('\r').writeByte('\n');
  }

  /** Returns what ends the body. */
  public ByteBuf last(ByteBufAllocator allocator, @Nullable Head trailers) {
    if (trailers == null) {
      return (first ? ONLY : LAST).duplicate();
    }
    ByteBuf out = allocator.directBuffer(256);
    if (!first) {
      out.writeByte('\r').writeByte('\n');
    }
    out.writeByte('0').writeByte('\r').writeByte('\n');
    for (int i = 0; i < trailers.count(); i++) {
      // Only what no recipient reads as part of the head may come so late (RFC 9110 §6.5.1).
      if (trailers.field(i) == Field.OTHER) {
        out.writeBytes(
            trailers.bytes(), trailers.lineStart(i), trailers.lineEnd(i) - trailers.lineStart(i));
      }
    }
    return out.writeByte('\r').writeByte('\n');
  }
}
