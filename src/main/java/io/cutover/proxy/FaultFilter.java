package io.cutover.proxy;

import io.cutover.fault.Dialect;
import io.cutover.fault.PlatformFault;
import io.cutover.http.BodyFraming;
import io.cutover.http.ErrorShape;
import io.cutover.http.Field;
import io.cutover.http.Head;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.OwnAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a platform's error says, on its way to the client.
 *
 * <p>The body streams through and is looked at as it passes. Only where it may have to be said in
 * other words, head and body are held back, {@value PlatformFault#MOST_BYTES} bytes at most: what
 * is longer, or turns out to be no fault of the platform's, leaves as it came.
 *
 * <p>On the exchange's event loop only.
 */
final class FaultFilter implements ClientStream {
  private static final byte[] CONTENT_ENCODING =
      "content-encoding".getBytes(StandardCharsets.US_ASCII);

  private final ClientStream client;
  private int status;
  private final @Nullable Dialect dialect;
  private final @Nullable String accept;
  private final Consumer<PlatformFault> found;
  private byte[] seen = new byte[512];
  private int length;
  private boolean whole = true;
  private @Nullable OutgoingResponse held;
  private byte[] requestId = {};

  /**
   * @param dialect what a fault is to be said in; null: as it is
   * @param accept of the request
   * @param found hears of the fault when the answer is complete, before it ends
   */
  FaultFilter(
      ClientStream client,
      int status,
      @Nullable Dialect dialect,
      @Nullable String accept,
      Consumer<PlatformFault> found) {
    this.client = client;
    this.status = status;
    this.dialect = dialect;
    this.accept = accept;
    this.found = found;
  }

  /** Returns whether an answer may be a fault: an error with a short text that can be read. */
  static boolean concerns(Head answer, BodyFraming framing) {
    if (answer.status() < 400
        || framing == BodyFraming.NONE
        || (framing == BodyFraming.LENGTH && answer.contentLength() > PlatformFault.MOST_BYTES)
        || answer.find(CONTENT_ENCODING, 0) >= 0) {
      return false;
    }
    String type = answer.value(Field.CONTENT_TYPE);
    String lower = type == null ? "text/plain" : type.toLowerCase(Locale.ROOT);
    return lower.contains("json") || lower.contains("xml") || lower.startsWith("text/plain");
  }

  /** Returns the status that the client gets. */
  int status() {
    return status;
  }

  @Override
  public void head(OutgoingResponse response, byte[] id) {
    if (dialect == null) {
      client.head(response, id);
    } else {
      held = response;
      requestId = id;
    }
  }

  @Override
  public void data(ByteBuf data) {
    int more = data.readableBytes();
    whole &= length + more <= PlatformFault.MOST_BYTES;
    if (whole) {
      if (seen.length < length + more) {
        seen = Arrays.copyOf(seen, Math.max(seen.length * 2, length + more));
      }
      data.getBytes(data.readerIndex(), seen, length, more);
      length += more;
      if (held != null) {
        data.release();
        return;
      }
    }
    letGo();
    client.data(data);
  }

  /** Sends what was held back, as it came. */
  private void letGo() {
    if (held != null) {
      client.head(held, requestId);
      held = null;
      if (length > 0) {
        client.data(Unpooled.wrappedBuffer(seen, 0, length));
      }
    }
  }

  @Override
  public void end(@Nullable Head trailers) {
    PlatformFault fault = whole ? PlatformFault.read(status, seen, length) : null;
    if (fault != null) {
      found.accept(fault);
    }
    if (fault == null || held == null || dialect == null) {
      letGo();
      client.end(trailers);
      return;
    }
    Dialect.Said said = dialect.say(fault, accept);
    status = said.status();
    held.replace(said.status(), said.contentType(), said.body().length);
    client.head(held, requestId);
    client.data(Unpooled.wrappedBuffer(said.body()));
    client.end(null);
  }

  @Override
  public void interim(OutgoingResponse response) {
    client.interim(response);
  }

  @Override
  public void answer(OwnAnswer answer, ErrorShape shape, byte[] id, byte[] cors) {
    client.answer(answer, shape, id, cors);
  }

  @Override
  public void reset() {
    client.reset();
  }

  @Override
  public void flush() {
    if (held == null) {
      client.flush();
    }
  }

  @Override
  public boolean isWritable() {
    return client.isWritable();
  }

  @Override
  public long unsent() {
    return client.unsent();
  }

  @Override
  public void reading(boolean on) {
    client.reading(on);
  }
}
