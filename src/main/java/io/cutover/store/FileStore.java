package io.cutover.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a folder of its own; one process writes it at a time.
 *
 * <p>{@code audit.jsonl} is the log, {@code state.json} the document, {@code lock} keeps others
 * out. A folder that was taken away or emptied under a running process is made anew by the next
 * commit; one that by then holds something else is left alone.
 */
public final class FileStore implements Store {
  private static final Logger log = LoggerFactory.getLogger(FileStore.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Consumer<Document>> watchers = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final Disk disk;
  private final DocumentFile documentFile;
  private FolderLock folderLock;
  private LogFile logFile;
  private long version;
  private boolean closed;

  private FileStore(Path folder, Disk disk) throws IOException {
    this.folder = folder;
    this.disk = disk;
    documentFile = new DocumentFile(documentPath(folder), disk);
    folderLock = lockFolder(folder, disk);
    try {
      logFile = LogFile.open(logPath(folder), disk);
      version = versionIn(folder, documentFile);
    } catch (IOException e) {
      folderLock.close();
      throw e;
    }
  }

  /** Opens the folder, making it where it is missing. */
  public static Opened open(Path folder) {
    return open(folder, new Disk());
  }

  static Opened open(Path folder, Disk disk) {
    try {
      return new Opened.Ready(new FileStore(folder.toAbsolutePath().normalize(), disk));
    } catch (IOException e) {
      return new Opened.Refused(
          "state can not be kept in "
              + folder.toAbsolutePath().normalize()
              + ": "
              + Disk.explain(e)
              + "; mend that, or name another folder with `state:`");
    }
  }

  @Override
  public DocumentRead read() {
    lock.lock();
    try {
      return documentFile.read();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public LogRead log(long after) {
    lock.lock();
    try {
      return LogFile.read(logPath(folder), after);
    } catch (IOException e) {
      return new LogRead(
          List.of(),
          List.of(
              new LogRead.Damage(
                  Long.MAX_VALUE, logPath(folder) + " can not be read: " + Disk.explain(e))),
          false);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public long version() {
    lock.lock();
    try {
      return version;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Committed commit(long expected, String record, String document) {
    lock.lock();
    try {
      if (closed) {
        return new Committed.Away(folder + " is closed");
      }
      if (expected != version) {
        return new Committed.Lost(version);
      }
      Document next = new Document(version + 1, document);
      byte[] line = Envelope.encode(new Document(next.version(), record));
      try {
        attach();
        documentFile.prepare(Envelope.encode(next));
        logFile.append(line);
      } catch (IOException e) {
        return new Committed.Away(words(e));
      }
      version = next.version();
      publish();
      watchers.forEach(watcher -> watcher.accept(next));
      return new Committed.Done(version);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Committed complete(Document document) {
    lock.lock();
    try {
      if (closed) {
        return new Committed.Away(folder + " is closed");
      }
      if (document.version() > version) {
        return new Committed.Lost(version);
      }
      attach();
      documentFile.prepare(Envelope.encode(document));
      documentFile.publish();
      // Only now: without a document, that the log may have lost something must stay known.
      logFile.cutTorn();
      return new Committed.Done(version);
    } catch (IOException e) {
      return new Committed.Away(words(e));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Runnable watch(Consumer<Document> watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      logFile.close();
      folderLock.close();
    } finally {
      lock.unlock();
    }
  }

  private void publish() {
    try {
      documentFile.publish();
    } catch (IOException e) {
      // The record is safe, and whoever opens the store completes the document from it.
      log.atWarn()
          .addKeyValue("error", words(e))
          .log("the state's document is behind its log until the next change");
    }
  }

  /** Sees that the open files are those in the folder: what is written elsewhere is lost. */
  private void attach() throws IOException {
    if (logFile.isInPlace()) {
      return;
    }
    // The old lock may be on a file that is gone, and then keeps nobody out.
    folderLock.close();
    logFile.close();
    folderLock = lockFolder(folder, disk);
    long found = versionIn(folder, documentFile);
    if (found != 0 && found != version) {
      throw new IOException(
          folder
              + " was replaced and holds version "
              + found
              + ", this gateway is at "
              + version
              + ": restart it to take the folder's state, or empty the folder to keep this one");
    }
    logFile = LogFile.open(logPath(folder), disk);
    log.atWarn().addKeyValue("folder", folder).log("the state's folder was replaced, going on");
  }

  private static FolderLock lockFolder(Path folder, Disk disk) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      disk.forceFolderOf(folder);
    }
    return FolderLock.take(folder.resolve("lock"));
  }

  private static long versionIn(Path folder, DocumentFile documentFile) throws IOException {
    LogRead read = LogFile.read(logPath(folder), 0);
    long version =
        documentFile.read() instanceof DocumentRead.Found found ? found.document().version() : 0;
    for (LogRead.Entry entry : read.entries()) {
      version = Math.max(version, entry.version());
    }
    for (LogRead.Damage damage : read.damage()) {
      version = Math.max(version, damage.upTo());
    }
    return version;
  }

  private static Path logPath(Path folder) {
    return folder.resolve("audit.jsonl");
  }

  private static Path documentPath(Path folder) {
    return folder.resolve("state.json");
  }

  private String words(IOException e) {
    return "state can not be written to " + folder + ": " + Disk.explain(e);
  }
}
