package io.cutover.upstream;

import io.cutover.fault.PlatformFault;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** A 500 that says that the token is bad: the platform is well. */
public final class AuthFault {
  private AuthFault() {}

  /** Returns whether the beginning of the body of a 500 says so. */
  public static boolean isIn(ByteBuf beginning) {
    int length = Math.min(beginning.readableBytes(), PlatformFault.MOST_BYTES);
    return PlatformFault.isRefusedToken(
        500, beginning.toString(beginning.readerIndex(), length, StandardCharsets.US_ASCII));
  }
}
