package io.cutover.http;

import io.netty.buffer.ByteBuf;

/**
 * Follows the frames of a WebSocket as they pass (RFC 6455 §5.2), and knows where one ends: only
 * there can a frame of our own be put between. Contents are neither kept nor looked at.
 *
 * <p>Belongs to one direction of one connection; not thread-safe.
 */
public final class FrameEdges {
  private static final int MASKED = 0x80;

  /** Bytes of the present frame's head that have passed. */
  private int headBytes;

  /** How many there are, as far as is known: 2, then up to 14. */
  private int headLength = 2;

  private int lengthBytes;

  /** Bytes of the present frame that are still to come once its head is complete. */
  private long left;

  /** Returns whether the last frame is complete and no other has begun. */
  public boolean between() {
    return headBytes == 0;
  }

  /**
   * Lets bytes pass.
   *
   * @return how many of them stand before the first end of a frame; -1: none ends among them
   */
  public int pass(ByteBuf data) {
    int first = -1;
    int at = data.readerIndex();
    int end = data.writerIndex();
    while (at < end) {
      if (headBytes < headLength) {
        header(data.getByte(at++) & 0xff);
      } else {
        long some = Math.min(left, end - at);
        at += (int) some;
        left -= some;
      }
      if (headBytes == headLength && left == 0) {
        headBytes = 0;
        headLength = 2;
        lengthBytes = 0;
        if (first < 0) {
          first = at - data.readerIndex();
        }
      }
    }
    return first;
  }

  private void header(int b) {
    headBytes++;
    if (headBytes == 2) {
      int length = b & 0x7f;
      lengthBytes = length == 127 ? 8 : length == 126 ? 2 : 0;
      left = lengthBytes == 0 ? length : 0;
      headLength = 2 + lengthBytes + ((b & MASKED) != 0 ? 4 : 0);
    } else if (headBytes > 2 && headBytes <= 2 + lengthBytes) {
      // A length above 2^63 is against the rules; it is never reached either way.
      left = (left << 8 | b) & Long.MAX_VALUE;
    }
  }
}
