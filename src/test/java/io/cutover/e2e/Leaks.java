package io.cutover.e2e;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes a leaked buffer a failed test. The detector runs at its highest level in every test. */
final class Leaks {
  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  private Leaks() {}

  /** Must come before the first buffer. */
  static void watch() {
    ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
        new ResourceLeakDetectorFactory() {
          @Override
          @SuppressWarnings("deprecation") // the only way to make one
          public <T> ResourceLeakDetector<T> newResourceLeakDetector(
              Class<T> resource, int samplingInterval, long maxActive) {
            return new ResourceLeakDetector<>(resource, samplingInterval) {
              @Override
              protected void reportTracedLeak(String resourceType, String records) {
                FOUND.add(resourceType + records);
              }

              @Override
              protected void reportUntracedLeak(String resourceType) {
                FOUND.add(resourceType);
              }
            };
          }
        });
  }

  /** Fails if a buffer was collected that nobody had released. */
  static void check() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      // What was collected is reported when the next buffer is made.
      ByteBufAllocator.DEFAULT.directBuffer(16).release();
      ByteBufAllocator.DEFAULT.heapBuffer(16).release();
    }
    if (!FOUND.isEmpty()) {
      throw new AssertionError("leaked: " + FOUND.poll());
    }
  }
}
