package io.cutover.proxy;

import io.cutover.http.Asked;
import io.cutover.http.BodyFraming;
import io.cutover.http.Chunks;
import io.cutover.http.ErrorShape;
import io.cutover.http.Head;
import io.cutover.http.Method;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.OwnAnswer;
import io.cutover.net.Gather;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes one answer after the other on an HTTP/1.1 client's connection, framed as the client can
 * read it: HTTP/1.0 knows no chunks and is told when the connection goes on.
 *
 * <p>Runs on the connection's event loop only.
 */
final class H1Answer {
  private static final byte[] NO_ID = {};

  private final LoopRoom room;
  private final Gather out;
  private final Head request;
  private final Chunks chunks = new Chunks();
  private boolean started;
  private boolean chunked;
  private boolean closes;

  H1Answer(LoopRoom room, Gather out, Head request) {
    this.room = room;
    this.out = out;
    this.request = request;
  }

  /** Starts on the answer to another request. */
  void begin() {
    started = false;
    chunked = false;
    closes = false;
  }

  /** Returns whether the answer's head was written. */
  boolean started() {
    return started;
  }

  /** Returns whether the connection ends with this answer. */
  boolean closes() {
    return closes;
  }

  /** Writes an interim answer, which an HTTP/1.0 client would not understand. */
  void interim(OutgoingResponse interim) {
    if (request.minor() > 0) {
      interim.writeTo(out.piece(), false, false, false, NO_ID, room.date());
      out.flush();
    }
  }

  /** Writes a platform's answer's head; {@code last}: the connection ends with it in any case. */
  void head(OutgoingResponse answer, byte[] requestId, boolean last) {
    boolean open =
        answer.framing() == BodyFraming.CHUNKED || answer.framing() == BodyFraming.UNTIL_CLOSE;
    started = true;
    chunked = open && request.minor() > 0;
    closes = last || (open && !chunked) || answer.framing() == BodyFraming.TUNNEL;
    chunks.begin();
    boolean keepAlive = request.minor() == 0 && !closes;
    answer.writeTo(out.piece(), chunked, closes, keepAlive, requestId, room.date());
  }

  void data(ByteBuf data) {
    if (chunked) {
      chunks.before(out.piece(), data.readableBytes());
    }
    out.write(data);
  }

  void end(@Nullable Head trailers) {
    if (chunked) {
      chunks.last(out.piece(), trailers);
    }
  }

  /** Writes an answer of the gateway's own, whole. */
  void own(OwnAnswer answer, ErrorShape shape, byte[] requestId, byte[] cors, boolean last) {
    started = true;
    closes = last;
    answer.writeTo(
        out.piece(),
        new Asked(
            shape,
            Asked.accept(request),
            request.methodIs(Method.HEAD),
            last,
            request.minor() == 0 && !last,
            requestId,
            room.date(),
            cors));
  }
}
