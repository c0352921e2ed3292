package io.cutover.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that is full, or broken, from a chosen step on: real writes until then. */
final class FailingDisk extends Disk {
  private int stepsLeft = Integer.MAX_VALUE;
  private int failures;

  /** Does so many steps more, then fails so many. */
  void failAfter(int steps, int failures) {
    stepsLeft = steps;
    this.failures = failures;
  }

  void recover() {
    stepsLeft = Integer.MAX_VALUE;
  }

  @Override
  void append(FileChannel channel, ByteBuffer bytes) throws IOException {
    if (fails()) {
      // As a full disk does: what fits is written.
      super.append(channel, bytes.slice(0, bytes.remaining() / 2));
      throw new IOException("No space left on device");
    }
    super.append(channel, bytes);
  }

  @Override
  void force(FileChannel channel) throws IOException {
    step();
    super.force(channel);
  }

  @Override
  void truncate(FileChannel channel, long size) throws IOException {
    step();
    super.truncate(channel, size);
  }

  @Override
  void replace(Path file, Path target) throws IOException {
    step();
    super.replace(file, target);
  }

  private void step() throws IOException {
    if (fails()) {
      throw new IOException("Input/output error");
    }
  }

  private boolean fails() {
    if (stepsLeft > 0) {
      stepsLeft--;
      return false;
    }
    return failures-- > 0;
  }
}
