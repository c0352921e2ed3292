package io.cutover.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * API Cloud answers 500 with code 900900 to some tokens that it does not know: the token is bad and
 * the platform is well.
 */
public final class AuthFault {
  private static final ByteBuf CODE =
      Unpooled.unreleasableBuffer(
          Unpooled.wrappedBuffer("900900".getBytes(StandardCharsets.US_ASCII)).asReadOnly());

  private AuthFault() {}

  /** Returns whether the beginning of the body of a 500 says so. */
  public static boolean isIn(ByteBuf beginning) {
    return ByteBufUtil.indexOf(CODE.duplicate(), beginning) >= 0;
  }
}
