package io.cutover.decide;

import io.cutover.split.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last requests of one application on one event loop, one a second at most, so that many cost
 * nothing. Written by its loop, read by any thread.
 */
final class Samples {
  static final int KEPT = 10;

  private static final long APART = 1_000;

  private final AtomicReferenceArray<@Nullable Sample> last = new AtomicReferenceArray<>(KEPT);
  private int next;
  private long latest = Long.MIN_VALUE / 2;

  /** Takes a request, unless the one before is too new. On the loop. */
  void offer(
      byte[] requestId, long nowMillis, String route, @Nullable Platform platform, int status) {
    if (nowMillis - latest < APART) {
      return;
    }
    latest = nowMillis;
    last.setRelease(
        next,
        new Sample(
            new String(requestId, StandardCharsets.US_ASCII),
            Instant.ofEpochMilli(nowMillis),
            route,
            platform,
            status));
    next = next + 1 == KEPT ? 0 : next + 1;
  }

  /** Returns those that are remembered, in no order. */
  List<Sample> all() {
    List<Sample> all = new ArrayList<>(KEPT);
    for (int i = 0; i < KEPT; i++) {
      Sample each = last.getAcquire(i);
      if (each != null) {
        all.add(each);
      }
    }
    return all;
  }
}
