package io.cutover.upstream;

import io.cutover.http.BodyFraming;
import io.cutover.http.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange hears from a platform: {@code opened (interim* head data* end)}, where {@code
 * failed} may come instead of anything and is the last word. All calls come on the exchange's loop.
 */
public interface Reply {
  /** A connection is there; the request may be sent on it. */
  void opened(PlatformStream stream);

  /** An interim answer (1xx); the head is valid during the call only. */
  void interim(Head head);

  /** The answer's head, valid until the stream ends, and how its body is delimited. */
  void head(Head head, BodyFraming framing);

  /** A piece of the body, which the callee now owns. */
  void data(ByteBuf data);

  /** The pieces that came together have all been handed over: time to flush. */
  void readComplete();

  /** The answer is complete; trailers are valid during the call only. */
  void end(@Nullable Head trailers);

  /** The platform takes more of the request's body, or no more for now. */
  void writable(boolean writable);

  /**
   * The attempt is over without a whole answer.
   *
   * @param reused whether it was on a connection that had served before, which the platform may
   *     have closed at the very moment that it was taken
   */
  void failed(Failure failure, boolean reused);
}
