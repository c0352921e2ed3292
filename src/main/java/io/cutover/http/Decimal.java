package io.cutover.http;

import io.netty.buffer.ByteBuf;

/** Numbers in ASCII, without a String in between. */
final class Decimal {
  private Decimal() {}

  /** Writes a number that is not negative. */
  static void write(ByteBuf out, long value) {
    if (value < 10) {
      out.writeByte((int) ('0' + value));
      return;
    }
    int digits = 1;
    for (long rest = value / 10; rest > 0; rest /= 10) {
      digits++;
    }
    int start = out.writerIndex();
    out.ensureWritable(digits);
    long rest = value;
    for (int i = start + digits - 1; i >= start; i--) {
      out.setByte(i, (int) ('0' + rest % 10));
      rest /= 10;
    }
    out.writerIndex(start + digits);
  }
}
