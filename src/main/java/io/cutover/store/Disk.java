package io.cutover.store;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** What a file store asks of a disk, and where tests let a disk fail. */
class Disk {

  /** Writes all of the bytes at the end of a channel. */
  void append(FileChannel channel, ByteBuffer bytes) throws IOException {
    channel.position(channel.size());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Returns when everything written to the channel is on the disk. */
  void force(FileChannel channel) throws IOException {
    channel.force(true);
  }

  /** Cuts a channel to a size. */
  void truncate(FileChannel channel, long size) throws IOException {
    channel.truncate(size);
  }

  /** Puts a file in the place of another, whole or not at all, also after a loss of power. */
  void replace(Path file, Path target) throws IOException {
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    forceFolderOf(target);
  }

  /** Returns when the name of a file, or that it has none, is on the disk. */
  void forceFolderOf(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    // Windows has no handle of a folder to force; there a rename is as safe as it gets.
    if (folder != null && File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Says what went wrong, where the exception's own message is only a path. */
  static String explain(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "no permission for " + denied.getFile();
      case FileAlreadyExistsException exists -> exists.getFile() + " is not a folder";
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      default -> Objects.requireNonNullElse(e.getMessage(), e.toString());
    };
  }
}
