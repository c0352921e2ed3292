package io.cutover.proxy;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The first pieces of a request's body, until a platform takes them. What came in one read is held,
 * and reading is paused meanwhile: it never grows with the body. Owns its buffers.
 */
final class HeldBody {
  private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(2);

  void hold(ByteBuf piece) {
    pieces.add(piece);
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Hands all pieces over. */
  void drainTo(Consumer<ByteBuf> taker) {
    ByteBuf piece;
    while ((piece = pieces.poll()) != null) {
      taker.accept(piece);
    }
  }

  void release() {
    drainTo(ByteBuf::release);
  }
}
