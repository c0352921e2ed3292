package io.cutover.proxy;

import io.cutover.http.ErrorShape;
import io.cutover.http.Head;
import io.cutover.http.OutgoingResponse;
import io.cutover.http.OwnAnswer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One exchange's way back to its client, whatever protocol that speaks. Belongs to the exchange
 * until it calls {@link #end}, {@link #answer} or {@link #reset}; on its event loop only.
 */
interface ClientStream {
  /** Sends an interim answer (1xx). */
  void interim(OutgoingResponse response);

  /** Sends the answer's head. */
  void head(OutgoingResponse response, byte[] requestId);

  /** Sends a piece of the body, which the callee now owns. */
  void data(ByteBuf data);

  /** Ends the answer. */
  void end(@Nullable Head trailers);

  /**
   * Sends an answer of the gateway's own and ends it.
   *
   * @param cors whole lines
   */
  void answer(OwnAnswer answer, ErrorShape shape, byte[] requestId, byte[] cors);

  /** Ends without an answer, or in the middle of one, in a way that the client can tell. */
  void reset();

  /** Sends what was written. */
  void flush();

  /** Returns whether more of the answer should be sent now. */
  boolean isWritable();

  /** Returns a number that changes while a client that reads slowly takes what was written. */
  long unsent();

  /** Stops reading the request's body, or goes on. */
  void reading(boolean on);
}
