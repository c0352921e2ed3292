package io.cutover.upstream;

import io.cutover.http.Head;
import io.cutover.http.OutgoingRequest;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One exchange's way to a platform. Belongs to the exchange from {@link Reply#opened} until its
 * end, its failure or {@link #cancel}; on its event loop only.
 */
public interface PlatformStream {
  /** Sends the head, flushed at once if no body follows. */
  void send(OutgoingRequest request);

  /** Sends a piece of the body, which the callee now owns. */
  void data(ByteBuf data);

  /** Ends the body. */
  void end(@Nullable Head trailers);

  /** Sends what was written. */
  void flush();

  /** Returns whether more of the body should be sent now. */
  boolean isWritable();

  /** Stops reading the answer, or goes on. */
  void reading(boolean on);

  /** Gives the exchange up: nothing more is heard of it, and the connection is not used again. */
  void cancel();
}
