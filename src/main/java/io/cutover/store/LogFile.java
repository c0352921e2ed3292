package io.cutover.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The log's file: one {@link Envelope} a line, only ever appended to.
 *
 * <p>A line that was begun and not ended is cut off on request, and before the next is written.
 * What is damaged further up stays as it is, for people to look at.
 *
 * <p>Not thread-safe.
 */
final class LogFile implements AutoCloseable {
  private final Path path;
  private final Disk disk;
  private final FileChannel channel;
  private final @Nullable Object key;
  private long good;
  private boolean unended;

  private LogFile(Path path, Disk disk, FileChannel channel) throws IOException {
    this.path = path;
    this.disk = disk;
    this.channel = channel;
    key = keyOf(path);
  }

  /** Opens the file, making it where it is missing. */
  static LogFile open(Path path, Disk disk) throws IOException {
    boolean isNew = Files.notExists(path);
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      LogFile file = new LogFile(path, disk, channel);
      if (isNew) {
        disk.forceFolderOf(path);
      }
      LogScan scan = LogScan.of(path);
      file.good = scan.good();
      file.unended = scan.unended();
      return file;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Reads the records after a version, and all damage. */
  static LogRead read(Path path, long after) throws IOException {
    LogRead read = LogScan.of(path).read();
    return new LogRead(
        read.entries().stream().filter(entry -> entry.version() > after).toList(),
        read.damage(),
        read.torn());
  }

  /** Returns whether the path still leads to the file that is open. */
  boolean isInPlace() {
    try {
      Object now = keyOf(path);
      return channel.isOpen() && (key == null || key.equals(now));
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns when the line is on the disk. Failing, what was written of it is cut off again. */
  void append(byte[] line) throws IOException {
    if (channel.size() != good) {
      disk.truncate(channel, good);
    }
    byte[] bytes = line;
    if (unended) {
      bytes = new byte[line.length + 1];
      bytes[0] = '\n';
      System.arraycopy(line, 0, bytes, 1, line.length);
    }
    try {
      disk.append(channel, ByteBuffer.wrap(bytes));
      disk.force(channel);
    } catch (IOException e) {
      cutOff(e);
      throw e;
    }
    good += bytes.length;
    unended = false;
  }

  /** Returns when a record that was begun and not ended is gone from the disk. */
  void cutTorn() throws IOException {
    if (channel.size() != good) {
      disk.truncate(channel, good);
      disk.force(channel);
    }
  }

  private void cutOff(IOException cause) {
    try {
      disk.truncate(channel, good);
      disk.force(channel);
    } catch (IOException e) {
      // The next append tries again.
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Everything that was acknowledged is on the disk already.
    }
  }

  private static @Nullable Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
