package io.cutover.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunked bodies (RFC 9112 §7.1), with as few buffers as can be: the CR LF behind a chunk's
 * data leaves with what comes next.
 *
 * <p>Belongs to one connection; not thread-safe.
 */
public final class Chunks {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private boolean first = true;

  /** Starts a new body. */
  public void begin() {
    first = true;
  }

  /** Writes what stands before that many bytes of data; more than 0. */
  public void before(ByteBuf out, int data) {
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
    out.writeByte('\r').writeByte('\n');
  }

  /** Writes what ends the body. */
  public void last(ByteBuf out, @Nullable Head trailers) {
    if (!first) {
      out.writeByte('\r').writeByte('\n');
    }
    out.writeByte('0').writeByte('\r').writeByte('\n');
    for (int i = 0; trailers != null && i < trailers.count(); i++) {
      if (TrailerFields.pass(trailers, i)) {
        write(out, trailers, i);
      }
    }
    out.writeByte('\r').writeByte('\n');
  }

  /** Writes a field anew, so that nothing in it begins another message for a lax reader. */
  private static void write(ByteBuf out, Head trailers, int i) {
    byte[] bytes = trailers.bytes();
    int value = trailers.valueStart(i);
    out.writeBytes(bytes, trailers.lineStart(i), trailers.nameEnd(i) - trailers.lineStart(i));
    out.writeByte(':').writeByte(' ');
    out.writeBytes(bytes, value, trailers.valueEnd(i) - value).writeByte('\r').writeByte('\n');
  }
}
