package io.cutover.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/** How much one read takes, and how much waits to be written before reading stops. */
public final class Flow {
  /** Where a peer that reads slowly stops the one that writes to it, and where it lets it go on. */
  public static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 * 1024, 256 * 1024);

  /** From 2 KiB for a head to 128 KiB for a body. */
  public static final RecvByteBufAllocator ALLOCATOR =
      new AdaptiveRecvByteBufAllocator(1024, 2048, 128 * 1024);

  private Flow() {}
}
