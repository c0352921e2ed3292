package io.cutover.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The document's file: one {@link Envelope}, replaced as a whole.
 *
 * <p>Replacing has two halves. {@link #prepare} needs room on the disk and may fail; {@link
 * #publish} is a rename. Between them the log's record is written, so that a full disk is noticed
 * before a record exists.
 *
 * <p>Not thread-safe.
 */
final class DocumentFile {
  private final Path path;
  private final Path prepared;
  private final Disk disk;

  DocumentFile(Path path, Disk disk) {
    this.path = path;
    this.disk = disk;
    prepared = path.resolveSibling(path.getFileName() + ".tmp");
  }

  DocumentRead read() {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return new DocumentRead.Missing();
    } catch (IOException e) {
      return new DocumentRead.Damaged(0, path + " can not be read: " + Disk.explain(e));
    }
    boolean ended = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    Document document = ended ? Envelope.decode(Arrays.copyOf(bytes, bytes.length - 1)) : null;
    if (document != null) {
      return new DocumentRead.Found(document);
    }
    // What is left of a file that was cut short is true; in one of full length anything may be
    // wrong, its version too.
    return new DocumentRead.Damaged(
        ended ? 0 : Envelope.version(bytes), path + " fails its checksum");
  }

  /** Writes the document beside the one in place, and returns when it is on the disk. */
  void prepare(byte[] line) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            prepared,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      disk.append(channel, ByteBuffer.wrap(line));
      disk.force(channel);
    }
  }

  /** Puts the prepared document in place; one that is damaged is kept beside it. */
  void publish() throws IOException {
    if (read() instanceof DocumentRead.Damaged) {
      Files.move(
          path,
          path.resolveSibling(path.getFileName() + ".damaged"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    disk.replace(prepared, path);
  }
}
